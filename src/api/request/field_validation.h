// SPDX-License-Identifier: MIT
#pragma once

// Reads and validates form fields as Django REST Framework's serializer fields do, with the same messages.
// All errors are collected; throw_if_invalid() reports them together.
// Thread safety: a FieldReader is confined to one thread.
// Throws: http::HttpError 400 from throw_if_invalid(), store::StorageError from country().

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/common/errors.h"
#include "api/request/request_form.h"
#include "store/countries.h"

namespace api {

struct TextRule {
  bool required = false;        // must be present and not blank
  std::size_t most = SIZE_MAX;  // in characters
  bool trimmed = true;          // strips white space; the test for blank text always does
};

bool is_sha256(std::string_view text);  // 64 lower-case hexadecimal digits

// Absent (unchanged), null, or a value.
template <class T>
using Nullable = std::optional<std::optional<T>>;

class FieldReader {
 public:
  enum class Mode { full, partial };  // partial: an update, where required fields may be absent

  FieldReader(const RequestForm& form, Mode asked) : form_(form), asked_(asked) {}

  std::optional<std::string> text(std::string_view name, const TextRule& rule);
  std::optional<store::CountryId> country(std::string_view name, store::Database& engine);  // required
  Nullable<std::string> price(std::string_view name);      // two decimal places
  Nullable<std::int64_t> quantity(std::string_view name);  // 0 … 2147483647
  std::optional<bool> boolean(std::string_view name, bool required = false);
  std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most);
  Nullable<std::int64_t> nullable_number(std::string_view name, std::int64_t most);  // 0 … most
  std::vector<std::int64_t> ids(std::string_view name, std::size_t most);  // required; only JSON has lists
  std::optional<std::int64_t> row_id(std::string_view name);               // required; the row need not exist
  std::optional<std::string> uuid(std::string_view name);                  // in lower case
  void files(std::string_view name);                                       // all files sent must be valid
  void single_file(std::string_view name);                                 // required; the file must be valid

  // Records an error found by the caller.
  void add_error(std::string_view name, std::string_view message) { errors_.add(name, message); }
  void throw_if_invalid() const { errors_.throw_if_any(); }  // throws 400

 private:
  // The raw value of a field, if any.
  struct RawField {
    const base::Json* value = nullptr;
    bool file = false;
    bool absent() const { return value == nullptr && !file; }
    bool null() const { return value != nullptr && value->is<picojson::null>(); }
    // Strings and numbers as Python's str() formats them; nullopt for other values.
    std::optional<std::string> text() const;
  };

  RawField sent(std::string_view name) const;
  bool is_missing(std::string_view name, const RawField& sent, bool required);
  std::optional<std::string> checked(std::string_view name, std::string_view text, const TextRule& rule);

  const RequestForm& form_;
  const Mode asked_;
  ValidationErrors errors_;
};

std::string_view python_type(const base::Json& json);  // "str", "int", "dict" …; json must not be null

}  // namespace api
