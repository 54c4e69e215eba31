// SPDX-License-Identifier: MIT
#include "api/context/runtime_settings.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "api/common/errors.h"
#include "api/context/audit_trail.h"
#include "base/text/text.h"
#include "http/origin.h"
#include "store/quotas.h"
#include "store/settings.h"

namespace api {
namespace {

enum class Kind { text, choice, number, list };

// How the items of a list are checked.
struct Items {
  bool (*valid)(std::string_view lower_case);
  std::string_view fault;
};

struct Rule {
  std::string_view key;
  Kind kind = Kind::text;
  std::int64_t least = 0, most = 0;                // range of a number; length of a text in characters
  std::span<const std::string_view> choices = {};  // the first is the default
  const Items* items = nullptr;
};

constexpr std::int64_t characters = 100;
constexpr std::size_t max_names = 50;
constexpr std::int64_t min_file = 1000;  // smaller files are not images
constexpr std::int64_t min_requests = 60;
constexpr std::array<std::string_view, 2> languages = {"en", "fa"};
constexpr std::array<std::string_view, 2> switches = {"off", "on"};

constexpr std::array<std::string_view, 2> heic = {"reject", "store"};  // applies to AVIF and JPEG XL, too

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

// "*", "host.domain" or ".domain", in lower case.
bool is_host(std::string_view text) {
  if (text == "*") return true;
  if (text.empty() || text.size() > 253) return false;
  if (text.front() == '.') text.remove_prefix(1);
  for (;;) {
    const std::string_view label = text.substr(0, text.find('.'));
    if (!is_label(label)) return false;
    if (label.size() == text.size()) return true;
    text.remove_prefix(label.size() + 1);
  }
}

constexpr Items host_items = {
    is_host,
    "A name is like fair.example.com, .example.com for all names below it too, or * for all; "
    "without a port."};
constexpr Items origin_items = {http::is_origin,
                                "An origin is like https://app.example.com, http://localhost:3000 or "
                                "capacitor://localhost, without a path, or * for all."};

constexpr Rule quota_rule(store::Quota quota) {
  return {store::rule_of(quota).setting, Kind::number, 0, store::rule_of(quota).most};
}

constexpr std::int64_t min_written = 1'000'000;  // per minute; the size of the largest push
constexpr std::array<Rule, 21> rules = {{
    {"event_name", Kind::text, 0, characters},
    {"wifi_name", Kind::text, 0, characters},
    {"wifi_password", Kind::text, 0, characters},
    {"language", Kind::choice, 0, 0, languages},
    {"booth_limit", Kind::number, 0, 1000},
    {"image_bytes", Kind::number, min_file, 100'000'000},
    {"video_bytes", Kind::number, min_file, 4'294'967'295},  // the largest file on FAT32
    {"files", Kind::number, 1, 100},
    {"requests_a_minute", Kind::number, 0, 100'000},
    {"written_bytes_a_minute", Kind::number, 0, 1'000'000'000},
    quota_rule(store::Quota::media_bytes),
    quota_rule(store::Quota::text_bytes),
    quota_rule(store::Quota::row_bytes),
    quota_rule(store::Quota::booth_items),
    quota_rule(store::Quota::booth_media),
    quota_rule(store::Quota::item_media),
    quota_rule(store::Quota::upload_bytes),
    {"allowed_hosts", Kind::list, 0, 0, {}, &host_items},
    {"allowed_origins", Kind::list, 0, 0, {}, &origin_items},
    {"require_if_match", Kind::choice, 0, 0, switches},
    {"heic", Kind::choice, 0, 0, heic},
}};

const Rule* rule_of(std::string_view key) {
  const auto found = std::ranges::find(rules, key, &Rule::key);
  return found == rules.end() ? nullptr : &*found;
}

template <class Words>
std::string joined(const Words& words, std::string_view between) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

// A value as stored, or an error message.
struct Wanted {
  std::string text;
  std::string fault = {};
};

Wanted text_of(const Rule& rule, const base::Json& value) {
  const std::string wrong = "A text of at most " + std::to_string(rule.most) + " characters is required.";
  if (!value.is<std::string>()) return {{}, wrong};
  std::string text = value.get<std::string>();
  if (rule.key != "wifi_password") text = base::trim(text);
  const bool control = std::ranges::any_of(text, [](unsigned char c) { return c < ' ' || c == 0x7F; });
  if (control) return {{}, "Control characters are not allowed."};
  if (const auto surrogate = base::lone_surrogate(text)) return {{}, surrogate_fault(*surrogate)};
  if (base::count_code_points(text) > static_cast<std::size_t>(rule.most)) return {{}, wrong};
  return {text};
}

Wanted choice_of(const Rule& rule, const base::Json& value) {
  if (value.is<std::string>()) {
    const auto found = std::ranges::find(rule.choices, value.get<std::string>());
    if (found != rule.choices.end()) return {std::string(*found)};
  }
  return {{}, "One of these is required: " + joined(rule.choices, ", ") + "."};
}

// The minimum of a setting for which 0 means no limit; 0 for other settings.
std::int64_t min_rate_of(std::string_view key) {
  if (key == "requests_a_minute") return min_requests;
  return key == "written_bytes_a_minute" ? min_written : 0;
}

Wanted number_of(const Rule& rule, const base::Json& value) {
  const std::int64_t min_rate = min_rate_of(rule.key);
  const bool rate = min_rate > 0;
  if (value.is<std::int64_t>()) {
    const auto number = value.get<std::int64_t>();
    const bool between = rate && number > 0 && number < min_rate;
    if (number >= rule.least && number <= rule.most && !between) return {std::to_string(number)};
  }
  const std::int64_t least = rate ? min_rate : rule.least;
  return {{},
          "A whole number from " + std::to_string(least) + " to " + std::to_string(rule.most) +
              (rate ? ", or 0 for no limit, is required." : " is required.")};
}

Wanted list_of(const Rule& rule, const base::Json& value) {
  if (!value.is<base::JsonArray>()) return {{}, "A list of names is required."};
  std::vector<std::string> names;
  for (const base::Json& one : value.get<base::JsonArray>()) {
    const std::string name = one.is<std::string>() ? base::ascii_lower(one.get<std::string>()) : "";
    if (!rule.items->valid(name)) return {{}, std::string(rule.items->fault)};
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  if (names.size() > max_names) return {{}, "At most " + std::to_string(max_names) + " names."};
  return {joined(names, " ")};
}

Wanted wanted(const Rule& rule, const base::Json& value) {
  switch (rule.kind) {
    case Kind::text:
      return text_of(rule, value);
    case Kind::choice:
      return choice_of(rule, value);
    case Kind::number:
      return number_of(rule, value);
    case Kind::list:
      break;
  }
  return list_of(rule, value);
}

void write_value(base::JsonWriter& json, Kind kind, const std::string& text) {
  if (kind == Kind::number) {
    json.value(base::parse_int(text).value_or(0));
  } else if (kind == Kind::list) {
    json.begin_array();
    for (const std::string_view word : base::split(text, " ")) json.value(word);
    json.end_array();
  } else {
    json.value(text);
  }
}

constexpr std::string_view name(Kind kind) {
  constexpr std::array<std::string_view, 4> names = {"text", "choice", "number", "list"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

RuntimeSettings::RuntimeSettings(store::Database& engine, ConfiguredDefaults configured,
                                 SettingTargets changing)
    : engine_(engine), changing_(changing), configured_(std::move(configured)) {
  for (const Rule& rule : rules) {
    auto text = store::setting(engine, rule.key);
    if (!text || (rule.kind == Kind::number && !base::parse_int(*text))) continue;
    chosen_.emplace(rule.key, std::move(*text));
  }
  apply();
}

std::string RuntimeSettings::default_value(std::string_view key) const {
  const Rule* rule = rule_of(key);
  if (rule != nullptr && !rule->choices.empty()) return std::string(rule->choices.front());
  if (key == "booth_limit") return std::to_string(store::standard_booth_limit);
  if (key == "image_bytes") return std::to_string(configured_.image_bytes);
  if (key == "video_bytes") return std::to_string(configured_.video_bytes);
  if (key == "files") return std::to_string(configured_.files);
  if (key == "requests_a_minute") return std::to_string(configured_.requests_per_minute);
  if (key == "written_bytes_a_minute") return std::to_string(configured_.written_bytes_per_minute);
  const auto quota = std::ranges::find(store::quotas, key, &store::QuotaRule::setting);
  if (quota != store::quotas.end()) return std::to_string(quota->default_value);
  if (key == "allowed_hosts") return joined(configured_.allowed_hosts, " ");
  if (key == "allowed_origins") return joined(configured_.allowed_origins, " ");
  return "";
}

std::string RuntimeSettings::standard_text(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  return default_value(key);
}

std::string RuntimeSettings::text(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = chosen_.find(key);
  return found == chosen_.end() ? default_value(key) : found->second;
}

std::int64_t RuntimeSettings::number(std::string_view key) const {
  return base::parse_int(text(key)).value_or(0);
}

Names RuntimeSettings::allowed_hosts() const {
  const std::lock_guard lock(mutex_);
  return hosts_;
}

Names RuntimeSettings::allowed_origins() const {
  const std::lock_guard lock(mutex_);
  return origins_;
}

Names RuntimeSettings::names(std::string_view key) const {
  const std::string all = text(key);
  const auto words = base::split(all, " ");
  return std::make_shared<const std::vector<std::string>>(words.begin(), words.end());
}

// Values change one by one, so an upload that starts meanwhile may still see some of the old ones.
void RuntimeSettings::apply() {
  const auto image = static_cast<std::uint64_t>(number("image_bytes"));
  const auto video = static_cast<std::uint64_t>(number("video_bytes"));
  const auto files = static_cast<std::uint64_t>(number("files"));
  const std::uint64_t text_bytes = [&] {
    const std::lock_guard lock(mutex_);
    return configured_.text_bytes;
  }();
  changing_.library.set_limits(image, video);
  changing_.library.set_heic(text("heic") == "store");
  caps_.image = text_bytes + image;
  caps_.video = text_bytes + video;
  caps_.images = text_bytes + files * image;
  caps_.both = text_bytes + files * std::max(image, video);
  files_ = static_cast<std::size_t>(files);
  const std::int64_t requests = number("requests_a_minute");
  changing_.accounts.set_rate(requests);
  changing_.written.set_rate(number("written_bytes_a_minute"));
  changing_.addresses.set_rate(requests * changing_.addresses_times);
  Names hosts = names("allowed_hosts"), origins = names("allowed_origins");
  allows_origins_ = !origins->empty();
  const std::lock_guard lock(mutex_);
  hosts_ = std::move(hosts);
  origins_ = std::move(origins);
}

void RuntimeSettings::write(base::JsonWriter& json) const {
  json.begin_array();
  for (const Rule& rule : rules) {
    json.begin_object().member("key", rule.key).member("kind", name(rule.kind));
    write_value(json.key("value"), rule.kind, text(rule.key));
    write_value(json.key("default"), rule.kind, standard_text(rule.key));
    if (rule.kind == Kind::number) json.member("least", rule.least);
    if (rule.kind == Kind::number || rule.kind == Kind::text) json.member("most", rule.most);
    if (rule.kind == Kind::choice) {
      json.key("choices").begin_array();
      for (const std::string_view one : rule.choices) json.value(one);
      json.end_array();
    }
    json.end_object();
  }
  json.end_array();
}

void RuntimeSettings::set_defaults(ConfiguredDefaults configured) {
  const std::lock_guard one(one_change_);
  {
    const std::lock_guard lock(mutex_);
    configured_ = std::move(configured);
  }
  apply();
}

void RuntimeSettings::update(const base::JsonObject& asked) {
  const std::lock_guard one(one_change_);
  Texts chosen = [&] {
    const std::lock_guard lock(mutex_);
    return chosen_;
  }();
  ValidationErrors errors;
  store::WriteBatch write;
  for (const auto& [key, value] : asked) {
    const Rule* rule = rule_of(key);
    if (rule == nullptr) {
      errors.add("non_field_errors", "There is no setting \"" + key + "\".");
    } else if (value.is<picojson::null>()) {
      store::delete_setting(write, key);
      chosen.erase(key);
    } else if (Wanted good = wanted(*rule, value); good.fault.empty()) {
      store::set_setting(write, key, good.text);
      chosen[key] = std::move(good.text);
    } else {
      errors.add(key, good.fault);
    }
  }
  errors.throw_if_any();
  if (write.statements().empty()) return;
  for (const auto& [key, value] : asked) audit_detail(key);
  engine_.write(write);
  {
    const std::lock_guard lock(mutex_);
    chosen_ = std::move(chosen);
  }
  apply();
}

}  // namespace api
