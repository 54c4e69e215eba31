// SPDX-License-Identifier: MIT
#include "api/page.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "api/numbers.h"
#include "base/text.h"
#include "http/error.h"

namespace api {
namespace {

constexpr std::int64_t usual_size = 20;
constexpr std::int64_t most_size = 100;

std::int64_t size_of(const std::optional<std::string>& asked) {
  const std::int64_t size = asked ? python_int(*asked).value_or(0) : 0;
  return size > 0 ? std::min(size, most_size) : usual_size;
}

std::int64_t page_of(const std::optional<std::string>& asked, std::int64_t pages) {
  if (!asked || asked->empty()) return 1;
  if (*asked == "last") return pages;
  const std::int64_t page = python_int(*asked).value_or(0);
  if (page < 1 || page > pages) throw http::detail(404, "Invalid page.");
  return page;
}

// This URL with another page; its other parameters are kept, in the order of their names.
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

}  // namespace

http::Response list_answer(const http::Request& request, const CountRows& count, const WriteRows& write) {
  std::string body;
  base::JsonWriter json(body);
  const auto asked_page = request.parameter("page");
  const auto asked_size = request.parameter("page_size");
  if (!asked_page && !asked_size) {
    json.begin_array();
    write(json, {});
    json.end_array();
    return http::json(200, std::move(body));
  }
  const std::int64_t rows = count();
  const std::int64_t size = size_of(asked_size);
  const std::int64_t pages = std::max<std::int64_t>(1, (rows + size - 1) / size);
  const std::int64_t page = page_of(asked_page, pages);
  const auto link = [&](bool there, std::int64_t to) {
    return there ? std::optional(link_to(request, to)) : std::nullopt;
  };
  json.begin_object()
      .member("count", rows)
      .member("next", link(page < pages, page + 1))
      .member("previous", link(page > 1, page - 1))
      .key("results")
      .begin_array();
  write(json, {.offset = (page - 1) * size, .limit = size});
  json.end_array().end_object();
  return http::json(200, std::move(body));
}

std::optional<std::string> filter(const http::Request& request, std::string_view name) {
  auto text = request.parameter(name);
  return text && !text->empty() ? text : std::nullopt;
}

std::optional<std::int64_t> id_filter(const http::Request& request, const char* name,
                                      Complaints& complaints) {
  const auto text = filter(request, name);
  const auto number = base::whole_number(text.value_or(""));
  if (text && !number) complaints.add(name, "A valid integer is required.");
  return number;
}

}  // namespace api
