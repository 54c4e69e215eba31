// SPDX-License-Identifier: MIT
#include "api/request/pagination.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/common/python_numbers.h"
#include "api/context/context.h"
#include "api/request/text_memory.h"
#include "base/text/text.h"
#include "http/error.h"

namespace api {
namespace {

constexpr std::int64_t default_size = 20;
constexpr std::int64_t max_size = 100;

std::int64_t size_of(const std::optional<std::string>& asked) {
  const std::int64_t size = asked ? python_int(*asked).value_or(0) : 0;
  return size > 0 ? std::min(size, max_size) : default_size;
}

std::int64_t page_of(const std::optional<std::string>& asked, std::int64_t pages) {
  if (!asked || asked->empty()) return 1;
  if (*asked == "last") return pages;
  const std::int64_t page = python_int(*asked).value_or(0);
  if (page < 1 || page > pages) throw http::error_response(404, "Invalid page.");
  return page;
}

// The pagination parameters of the query.
struct PageQuery {
  explicit PageQuery(const http::Request& request)
      : page(request.query_parameter("page")), size(request.query_parameter("page_size")) {}
  bool paged() const { return page || size; }

  std::optional<std::string> page, size;
};

std::string_view end_of(const PageQuery& query) { return query.paged() ? "]}" : "]"; }

// The URL of another page. It retains the other parameters, sorted by name.
std::string link_to(const http::Request& request, std::int64_t page) {
  base::Pairs parameters = base::parse_form(request.query);
  std::erase_if(parameters, [](const auto& one) { return one.first == "page"; });
  if (page > 1) parameters.emplace_back("page", std::to_string(page));
  std::ranges::stable_sort(parameters, {}, &base::Pairs::value_type::first);
  std::string link = request.origin() + request.path;
  char before = '?';
  for (const auto& [name, value] : parameters) {
    link += before;
    link.append(base::form_encode(name)).append("=").append(base::form_encode(value));
    before = '&';
  }
  return link;
}

// Writes the members that precede a page's rows, and returns the page's window.
store::LimitOffset begin_page(base::JsonWriter& json, const http::Request& request, const PageQuery& query,
                              std::int64_t rows) {
  const std::int64_t size = size_of(query.size);
  const std::int64_t pages = std::max<std::int64_t>(1, (rows + size - 1) / size);
  const std::int64_t page = page_of(query.page, pages);
  const auto link = [&](bool there, std::int64_t to) {
    return there ? std::optional(link_to(request, to)) : std::nullopt;
  };
  json.begin_object()
      .member("count", rows)
      .member("next", link(page < pages, page + 1))
      .member("previous", link(page > 1, page - 1))
      .key("results");
  return {.offset = (page - 1) * size, .limit = size};
}

// The rest of a list whose first batch has been written.
struct ListStream {
  store::Database& engine;
  TextMemory memory;
  std::string begin;
  store::BatchCursor cursor;
  WriteBatch write;
  std::string_view end;

  void append(std::string& to) {
    if (!begin.empty()) {
      to += begin;
      std::string().swap(begin);
    } else if (cursor.more) {
      base::JsonWriter json(to, base::JsonWriter::Begin::after_value);
      engine.with_snapshot([&] { write(json, cursor); });
    }
    if (!cursor.more) to += std::exchange(end, {});
  }
};

}  // namespace

http::Response paginated_response(const Context& context, const http::Request& request,
                                  const CountRows& count, const WriteBatch& write,
                                  store::BatchCursor cursor) {
  std::string body;
  base::JsonWriter json(body);
  const PageQuery query(request);
  if (query.paged()) cursor.window = begin_page(json, request, query, count());
  json.begin_array();
  write(json, cursor);
  if (!cursor.more) return http::json(200, std::move(body.append(end_of(query))));
  TextMemory memory(context.memory);
  memory.add(store::max_batch_bytes + 1);
  const auto rest = std::make_shared<ListStream>(context.store, std::move(memory), std::move(body), cursor,
                                                 write, end_of(query));
  http::Response response;
  response.stream = http::BodyStream{[rest](std::string& to) { rest->append(to); }};
  return response;
}

http::Response paginated_response(const http::Request& request, const CountRows& count,
                                  const WriteRows& write) {
  std::string body;
  base::JsonWriter json(body);
  const PageQuery query(request);
  store::LimitOffset window;
  if (query.paged()) window = begin_page(json, request, query, count());
  json.begin_array();
  write(json, window);
  return http::json(200, std::move(body.append(end_of(query))));
}

std::optional<std::string> query_filter(const http::Request& request, std::string_view name) {
  auto text = request.query_parameter(name);
  return text && !text->empty() ? text : std::nullopt;
}

std::optional<std::int64_t> id_filter(const http::Request& request, const char* name,
                                      ValidationErrors& errors) {
  const auto text = query_filter(request, name);
  const auto number = base::parse_int(text.value_or(""));
  if (text && !number) errors.add(name, "A valid integer is required.");
  return number;
}

}  // namespace api
