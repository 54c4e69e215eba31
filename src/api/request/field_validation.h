// SPDX-License-Identifier: MIT
#pragma once

// The fields of a form as values, checked as the serializer fields of Django REST Framework check them and
// with its messages. Every complaint is gathered; throw_if_invalid() throws them together. One thread.

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
  bool required = false;        // must be there, and not blank
  std::size_t most = SIZE_MAX;  // characters
  bool trimmed = true;          // the value; what is blank is told without the white space either way
};

bool is_sha256(std::string_view text);  // 64 hexadecimal digits, in small letters

// Not said (stays as it is), or said to be nothing, or a value.
template <class T>
using Nullable = std::optional<std::optional<T>>;

class FieldReader {
 public:
  enum class Mode { full, partial };  // some: an update, where a required field may be absent

  FieldReader(const RequestForm& form, Mode asked) : form_(form), asked_(asked) {}

  std::optional<std::string> text(std::string_view name, const TextRule& rule);
  std::optional<store::CountryId> country(std::string_view name, store::Database& engine);  // required
  Nullable<std::string> price(std::string_view name);                                       // with two places
  Nullable<std::int64_t> quantity(std::string_view name);  // 0 … 2147483647
  std::optional<bool> boolean(std::string_view name, bool required = false);
  std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most);
  Nullable<std::int64_t> nullable_number(std::string_view name, std::int64_t most);  // 0 … most
  std::vector<std::int64_t> ids(std::string_view name, std::size_t most);  // required; JSON alone has lists
  std::optional<std::int64_t> row_id(std::string_view name);  // required; of a row that may be there or not
  std::optional<std::string> uuid(std::string_view name);     // in lower case
  void files(std::string_view name);                          // all that came are good
  void single_file(std::string_view name);                    // there is one, and it is good

  // What the caller found wrong with a value.
  void add_error(std::string_view name, std::string_view message) { errors_.add(name, message); }
  void throw_if_invalid() const { errors_.throw_if_any(); }  // throws 400

 private:
  // What came under a name, if anything.
  struct RawField {
    const base::Json* value = nullptr;
    bool file = false;
    bool absent() const { return value == nullptr && !file; }
    bool null() const { return value != nullptr && value->is<picojson::null>(); }
    // As Python's str() has a string or a number; nothing for anything else.
    std::optional<std::string> text() const;
  };

  RawField sent(std::string_view name) const;
  bool is_missing(std::string_view name, const RawField& sent, bool required);
  std::optional<std::string> checked(std::string_view name, std::string_view text, const TextRule& rule);

  const RequestForm& form_;
  const Mode asked_;
  ValidationErrors errors_;
};

std::string_view python_type(const base::Json& json);  // "str", "int", "dict" …; of what is not null

}  // namespace api
