// SPDX-License-Identifier: MIT
#include "api/request/field_validation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "api/common/python_numbers.h"
#include "base/text/text.h"

namespace api {
namespace {

constexpr std::string_view missing = "This field is required.";
constexpr std::string_view null_given = "This field may not be null.";
constexpr std::string_view no_integer = "A valid integer is required.";
constexpr std::string_view no_number = "A valid number is required.";
constexpr std::string_view overlong = "String value too large.";

constexpr std::int64_t max_pieces = 2147483647;
constexpr std::size_t max_number_text = 1000;
constexpr double beyond_64_bits = 9223372036854775808.0;

// Truncates the fraction and clamps values that are out of range.
std::int64_t truncated(double number) {
  using Range = std::numeric_limits<std::int64_t>;
  if (std::abs(number) >= beyond_64_bits) return number < 0 ? Range::min() : Range::max();
  return static_cast<std::int64_t>(number);
}

// Drops a fraction of zeros: "10.0" is an integer, "10.5" is not.
std::string_view without_zero_places(std::string_view text) {
  text = base::trim(text);
  const std::size_t last = text.find_last_not_of('0');
  return last != std::string_view::npos && text[last] == '.' ? text.substr(0, last) : text;
}

// Check this before is<double>(): picojson reports integers as doubles, too.
bool is_integer(const base::Json& json) { return json.is<std::int64_t>(); }

std::optional<std::int64_t> key_of(const base::Json& json) {
  if (json.is<std::string>()) return python_int(json.get<std::string>());
  if (is_integer(json)) return json.get<std::int64_t>();
  if (json.is<double>()) return truncated(json.get<double>());
  return {};
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, form, [](char c, char wanted) {
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return wanted == '-' ? c == '-' : digit;
  });
}

}  // namespace

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view python_type(const base::Json& json) {
  if (json.is<bool>()) return "bool";
  if (is_integer(json)) return "int";
  if (json.is<double>()) return "float";
  if (json.is<std::string>()) return "str";
  return json.is<base::JsonArray>() ? "list" : "dict";
}

std::optional<std::string> FieldReader::RawField::text() const {
  if (value == nullptr) return {};
  if (value->is<std::string>()) return value->get<std::string>();
  if (is_integer(*value) || value->is<double>()) return base::python_str(*value);
  return {};
}

FieldReader::RawField FieldReader::sent(std::string_view name) const {
  if (form_.file_fields.contains(name)) return {.file = true};
  const auto found = form_.values.find(std::string(name));
  return {.value = found == form_.values.end() ? nullptr : &found->second};
}

bool FieldReader::is_missing(std::string_view name, const RawField& sent, bool required) {
  if (sent.absent() && required && asked_ == Mode::full) errors_.add(name, missing);
  if (sent.null()) errors_.add(name, null_given);
  return sent.absent() || sent.null();
}

std::optional<std::string> FieldReader::text(std::string_view name, const TextRule& rule) {
  const RawField field = sent(name);
  if (is_missing(name, field, rule.required)) return {};
  if (const auto text = field.text()) return checked(name, *text, rule);
  errors_.add(name, "Not a valid string.");
  return {};
}

std::optional<std::string> FieldReader::checked(std::string_view name, std::string_view text,
                                                const TextRule& rule) {
  const std::string_view trimmed = base::trim(text);
  if (trimmed.empty()) {
    if (rule.required) errors_.add(name, "This field may not be blank.");
    return std::string();
  }
  const std::string_view value = rule.trimmed ? trimmed : text;
  if (base::count_code_points(value) > rule.most) {
    errors_.add(name, "Ensure this field has no more than " + std::to_string(rule.most) + " characters.");
  }
  if (value.find('\0') != std::string_view::npos) {
    errors_.add(name, "Null characters are not allowed.");
  }
  if (const auto surrogate = base::lone_surrogate(value)) {
    errors_.add(name, surrogate_fault(*surrogate));
    return std::string();  // no valid text to return
  }
  return std::string(value);
}

std::optional<store::CountryId> FieldReader::country(std::string_view name, store::Database& engine) {
  const RawField field = sent(name);
  if (is_missing(name, field, true)) return {};
  const auto text = field.text();
  if (text == "") {
    errors_.add(name, null_given);
    return {};
  }
  const auto key = field.file ? std::nullopt : key_of(*field.value);
  if (!key) {
    const std::string_view type = field.file ? "InMemoryUploadedFile" : python_type(*field.value);
    errors_.add(name, "Incorrect type. Expected pk value, received " + std::string(type) + ".");
    return {};
  }
  const store::CountryId country{*key};
  if (!store::country_exists(engine, country)) {
    errors_.add(name, "Invalid pk \"" + *text + "\" - object does not exist.");
  }
  return country;
}

Nullable<std::string> FieldReader::price(std::string_view name) {
  const RawField field = sent(name);
  if (field.absent()) return {};
  const auto text = field.text();
  if (field.null() || (text && base::trim(*text).empty())) return Nullable<std::string>(std::in_place);
  if (text && base::count_code_points(base::trim(*text)) > max_number_text) {
    errors_.add(name, overlong);
    return {};
  }
  const auto number = text ? python_decimal(*text) : std::nullopt;
  const auto fault = number ? price_fault(*number) : std::optional(no_number);
  if (fault) {
    errors_.add(name, *fault);
    return {};
  }
  return price_text(*number);
}

Nullable<std::int64_t> FieldReader::quantity(std::string_view name) {
  const RawField field = sent(name);
  if (field.absent()) return {};
  const auto text = field.text();
  if (field.null() || (form_.html && text == "")) return Nullable<std::int64_t>(std::in_place);
  if (text && base::count_code_points(*text) > max_number_text) {
    errors_.add(name, overlong);
    return {};
  }
  const auto number = text ? python_int(without_zero_places(*text)) : std::nullopt;
  if (!number) {
    errors_.add(name, no_integer);
  } else if (*number > max_pieces) {
    errors_.add(name, "Ensure this value is less than or equal to 2147483647.");
  } else if (*number < 0) {
    errors_.add(name, "Ensure this value is greater than or equal to 0.");
  }
  return number ? Nullable<std::int64_t>(*number) : std::nullopt;
}

std::optional<bool> FieldReader::boolean(std::string_view name, bool required) {
  const RawField field = sent(name);
  if (is_missing(name, field, required)) return {};
  if (field.value != nullptr && field.value->is<bool>()) return field.value->get<bool>();
  const auto text = field.text();
  for (const std::string_view yes : {"true", "1", "on", "yes"}) {
    if (text && base::iequals(*text, yes)) return true;
  }
  for (const std::string_view no : {"false", "0", "off", "no"}) {
    if (text && base::iequals(*text, no)) return false;
  }
  errors_.add(name, "Must be a valid boolean.");
  return {};
}

std::optional<std::int64_t> FieldReader::number(std::string_view name, std::int64_t least,
                                                std::int64_t most) {
  const RawField field = sent(name);
  if (is_missing(name, field, false)) return {};
  const auto text = field.text();
  const auto number = text && base::count_code_points(*text) <= max_number_text
                          ? python_int(without_zero_places(*text))
                          : std::nullopt;
  if (!number) {
    errors_.add(name, no_integer);
  } else if (*number > most) {
    errors_.add(name, "Ensure this value is less than or equal to " + std::to_string(most) + ".");
  } else if (*number < least) {
    errors_.add(name, "Ensure this value is greater than or equal to " + std::to_string(least) + ".");
  }
  return number;
}

Nullable<std::int64_t> FieldReader::nullable_number(std::string_view name, std::int64_t most) {
  const RawField field = sent(name);
  if (field.null() || (form_.html && field.text() == "")) return Nullable<std::int64_t>(std::in_place);
  const auto value = number(name, 0, most);
  return value ? Nullable<std::int64_t>(*value) : std::nullopt;
}

std::vector<std::int64_t> FieldReader::ids(std::string_view name, std::size_t most) {
  const RawField field = sent(name);
  if (is_missing(name, field, true)) return {};
  std::vector<std::int64_t> ids;
  if (field.file || !field.value->is<base::JsonArray>()) {
    errors_.add(name, "Expected a list of ids.");
    return ids;
  }
  const base::JsonArray& list = field.value->get<base::JsonArray>();
  if (list.size() > most) {
    errors_.add(name, "Ensure this list has no more than " + std::to_string(most) + " ids.");
  }
  for (const base::Json& one : list) {
    if (is_integer(one)) {
      ids.push_back(one.get<std::int64_t>());
    } else {
      errors_.add(name, no_integer);
    }
  }
  return ids;
}

std::optional<std::int64_t> FieldReader::row_id(std::string_view name) {
  const RawField field = sent(name);
  if (is_missing(name, field, true)) return {};
  const auto key = field.file ? std::nullopt : key_of(*field.value);
  if (!key) errors_.add(name, no_integer);
  return key;
}

std::optional<std::string> FieldReader::uuid(std::string_view name) {
  const RawField field = sent(name);
  if (is_missing(name, field, false)) return {};
  const auto text = field.text();
  if (text && is_uuid(*text)) return base::ascii_lower(*text);
  errors_.add(name, "Must be a valid UUID.");
  return {};
}

void FieldReader::files(std::string_view name) {
  for (const UploadedFile& file : form_.files) {
    if (file.field != name || !file.fault) continue;
    errors_.add(name, media::error_message(*file.fault, file.name, file.upload.max_bytes()));
  }
}

void FieldReader::single_file(std::string_view name) {
  const RawField field = sent(name);
  if (field.absent()) {
    errors_.add(name, "No file was submitted.");
  } else if (field.null()) {
    errors_.add(name, null_given);
  } else if (!field.file) {
    errors_.add(name, "The submitted data was not a file. Check the encoding type on the form.");
  }
  files(name);
}

}  // namespace api
