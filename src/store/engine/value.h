// SPDX-License-Identifier: MIT
#pragma once

// Values bound to a statement, and the rows that it returns.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/ids.h"

namespace store {

using Value = std::variant<std::nullptr_t, std::int64_t, std::string>;

inline Value to_value(std::nullptr_t) { return nullptr; }
inline Value to_value(std::string text) { return text; }
inline Value to_value(std::string_view text) { return std::string(text); }
inline Value to_value(const char* text) { return std::string(text); }
template <class T>
requires std::is_integral_v<T> Value to_value(T number) { return static_cast<std::int64_t>(number); }
template <class Tag>
Value to_value(base::Id<Tag> id) {
  return id.value;
}
template <class T>
Value to_value(const std::optional<T>& maybe) {
  return maybe ? to_value(*maybe) : Value(nullptr);
}

// A row of a result while it is read; valid only inside the callback that receives it.
class Row {
 public:
  virtual bool null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;

  std::optional<std::string> optional_text(int column) const {
    return null(column) ? std::nullopt : std::optional<std::string>(text(column));
  }
  std::optional<std::int64_t> optional_integer(int column) const {
    return null(column) ? std::nullopt : std::optional<std::int64_t>(integer(column));
  }

 protected:
  ~Row() = default;
};

// A stored row from RETURNING.
class OwnedRow final : public Row {
 public:
  explicit OwnedRow(std::vector<Value> values) : values_(std::move(values)) {}
  bool null(int column) const override { return std::holds_alternative<std::nullptr_t>(at(column)); }
  std::int64_t integer(int column) const override { return std::get<std::int64_t>(at(column)); }
  std::string_view text(int column) const override { return std::get<std::string>(at(column)); }

 private:
  const Value& at(int column) const { return values_.at(static_cast<std::size_t>(column)); }
  std::vector<Value> values_;
};

using Rows = std::vector<OwnedRow>;

}  // namespace store
