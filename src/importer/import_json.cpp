// SPDX-License-Identifier: MIT
#include <map>

#include "auth/jwt.h"
#include "base/text/json.h"
#include "base/text/text.h"
#include "importer/import_file.h"

namespace api {
namespace {

// A JSON object whose members are removed as they are read. The rest is reported as ignored.
class Members {
 public:
  using Ignored = std::map<std::string, int>;

  Members(const base::Json& value, std::string where, ImportFaults& faults)
      : where_(std::move(where)), faults_(faults) {
    if (value.is<base::JsonObject>()) {
      left_ = value.get<base::JsonObject>();
    } else {
      faults_.add(where_, "is not an object");
    }
  }

  void call_it(const std::string& where) { where_ = where; }

  // A null counts as absent.
  std::optional<base::Json> take(const std::string& key) {
    const auto node = left_.extract(key);
    if (node.empty() || node.mapped().is<picojson::null>()) return {};
    return node.mapped();
  }
  template <class T>
  std::optional<T> take(const std::string& key, std::string_view kind) {
    const auto value = take(key);
    if (!value) return {};
    if (value->is<std::string>() && base::lone_surrogate(value->get<std::string>())) {
      faults_.add(where_, key + " has half a character");
      return {};
    }
    if (value->is<T>()) return value->get<T>();
    faults_.add(where_, key + " is not " + std::string(kind));
    return {};
  }
  std::optional<std::string> text(const std::string& key) { return take<std::string>(key, "a text"); }
  std::optional<bool> truth(const std::string& key) { return take<bool>(key, "true or false"); }
  std::optional<std::int64_t> number(const std::string& key) {
    return take<std::int64_t>(key, "a whole number");
  }
  base::JsonArray array(const std::string& key) {
    return take<base::JsonArray>(key, "a list").value_or(base::JsonArray{});
  }
  bool has(const std::string& key) const { return left_.contains(key); }

  void note_left(Ignored& ignored, const std::string& before = "") const {
    for (const auto& [key, value] : left_) ++ignored[before + key];
  }

 private:
  base::JsonObject left_;
  std::string where_;
  ImportFaults& faults_;
};

UserEntry read_user(const base::Json& value, std::size_t number, ImportFaults& faults,
                    Members::Ignored& ignored) {
  UserEntry user;
  user.where = "user " + std::to_string(number);
  Members members(value, user.where, faults);
  user.email = members.text("email").value_or("");
  if (!user.email.empty()) members.call_it(user.where += " (" + user.email + ")");
  user.id = members.number("id");
  user.password = members.text("password");
  user.booth_limit = members.number("booth_limit");
  for (std::size_t at = 0; at < store::quotas.size(); ++at) {
    user.limits.at(at) = members.number(std::string(store::quotas.at(at).setting));
  }
  user.active = members.truth("is_active");
  user.admin = members.truth("is_admin");
  user.name = members.text("name");
  user.stand = members.text("stand");
  members.note_left(ignored, "users: ");
  return user;
}

store::Country read_country(const base::Json& value, std::size_t number, ImportFaults& faults) {
  const std::string where = "country " + std::to_string(number);
  Members members(value, where, faults);
  const store::Country country = {{members.number("id").value_or(0)},
                                  std::string(base::trim(members.text("name").value_or(""))),
                                  std::string(base::trim(members.text("code").value_or("")))};
  if (country.id.value <= 0) faults.add(where, "the id is not a positive whole number");
  if (country.name.empty()) faults.add(where, "the name is empty");
  if (country.code.empty()) faults.add(where, "the code is empty");
  return country;
}

std::vector<store::Country> read_countries(const base::JsonArray& list, ImportFaults& faults) {
  std::vector<store::Country> countries;
  std::map<std::int64_t, std::size_t> ids;
  for (const base::Json& value : list) {
    const std::size_t number = countries.size() + 1;
    countries.push_back(read_country(value, number, faults));
    const auto [first, is_new] = ids.emplace(countries.back().id.value, number);
    if (!is_new)
      faults.add("country " + std::to_string(number),
                 "has the id of country " + std::to_string(first->second));
  }
  if (countries.empty()) faults.add("countries", "the list is empty");
  return countries;
}

std::string read_key(const base::Json& value, ImportFaults& faults) {
  Members members(value, "jwt", faults);
  const auto algorithm = members.text("algorithm");
  if (algorithm && *algorithm != "HS256") faults.add("jwt", "the algorithm is not HS256");
  std::string key = members.text("signing_key").value_or("");
  if (key.empty()) {
    faults.add("jwt", "signing_key is missing");
  } else if (base::trim(key) != key) {
    faults.add("jwt", "signing_key begins or ends with white space");
  } else if (key.size() < auth::min_key_bytes) {
    faults.add("jwt", "signing_key is shorter than " + std::to_string(auth::min_key_bytes) + " bytes");
  }
  return key;
}

base::Json parse(std::string_view text) {
  try {
    return base::parse_json(text);
  } catch (const base::JsonError& error) {
    throw ImportError(ImportError::Why::data, error.what(), {error.what()});
  }
}

}  // namespace

ImportFile read_json_import(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  ImportFile file;
  ImportFaults& faults = file.of_file;
  Members::Ignored ignored;
  Members members(parse(text), "the file", faults);
  if (members.number("format").value_or(1) != 1) faults.add("format", "only 1 is known");
  if (const auto jwt = members.take("jwt")) file.signing_key = read_key(*jwt, faults);
  if (members.has("countries")) file.countries = read_countries(members.array("countries"), faults);
  for (const base::Json& user : members.array("users")) {
    file.users.push_back(read_user(user, file.users.size() + 1, file.of_users, ignored));
  }
  check_users(file);
  members.note_left(ignored);
  for (const auto& [key, times] : ignored) {
    file.notes.push_back(key + " is ignored" + (times > 1 ? " (" + std::to_string(times) + " times)" : ""));
  }
  return file;
}

}  // namespace api
