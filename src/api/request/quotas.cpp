// SPDX-License-Identifier: MIT
#include "api/request/quotas.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "api/common/errors.h"

namespace api {
namespace {

constexpr std::array<std::string_view, store::quotas.size()> words = {
    "bytes of images and videos",         "bytes of text",
    "bytes of text in one booth or item", "items in one booth",
    "images and videos of one booth",     "images of one item",
    "bytes of unfinished uploads"};

std::string_view words_of(std::string_view quota) {
  const auto found = std::ranges::find(store::quotas, quota, &store::QuotaRule::name);
  return found == store::quotas.end() ? quota
                                      : words.at(static_cast<std::size_t>(found - store::quotas.begin()));
}

void write_quota(base::JsonWriter& json, std::string_view name, std::int64_t limit,
                 std::optional<std::int64_t> used) {
  json.key(name).begin_object().member("limit", limit);
  if (used) json.member("used", *used);
  json.end_object();
}

}  // namespace

void write_exceeded(base::JsonWriter& json, const store::Exceeded& exceeded) {
  json.member("quota", exceeded.quota).member("limit", exceeded.limit).member("used", exceeded.used);
}

http::HttpError quota_error(const store::WriteResult& written) {
  const auto exceeded = store::exceeded(written);
  if (!exceeded) return quota_exceeded();
  const std::string text = "Subscription quota exceeded: at most " + std::to_string(exceeded->limit) + " " +
                           std::string(words_of(exceeded->quota)) + ", " + std::to_string(exceeded->used) +
                           " are used.";
  std::string body;
  base::JsonWriter json(body);
  json.begin_object().member("detail", text).member("code", "quota_exceeded");
  write_exceeded(json, *exceeded);
  json.end_object();
  return {403, std::move(body)};
}

void write_quotas(base::JsonWriter& json, const store::Usage& usage) {
  json.begin_object();
  write_quota(json, "booths", usage.booth_limit, usage.booths);
  for (std::size_t at = 0; at < store::quotas.size(); ++at) {
    write_quota(json, store::quotas.at(at).name, usage.limits.at(at), usage.used(store::Quota{at}));
  }
  json.end_object();
}

void require_room_for_rows(const Context& context, const http::Request& request) {
  if (!request.caller.admin) context.library.require_room_for_rows();
}

void require_write_rate(const Context& context, const http::Request& request, std::uint64_t bytes) {
  if (request.caller.admin) return;
  const auto verdict =
      context.written.acquire(std::to_string(request.caller.user), static_cast<double>(bytes));
  if (!verdict.allowed) throw throttled(verdict.retry_after);
}

void require_write(const Context& context, const http::Request& request, const RequestForm& form) {
  require_room_for_rows(context, request);
  std::uint64_t bytes = bytes_of_write;
  for (const auto& [name, value] : form.values) {
    if (value.is<std::string>()) bytes += value.get<std::string>().size();
  }
  require_write_rate(context, request, bytes);
}

}  // namespace api
