// SPDX-License-Identifier: MIT
#pragma once

// All rows that mean something to somebody else, handed over one by one: for an export. Everything is of one
// moment, that of the first read; nobody who writes waits for it. A callback may read on. One thread.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/audit.h"
#include "store/countries.h"
#include "store/engine/connection.h"
#include "store/items.h"
#include "store/media.h"
#include "store/users.h"

namespace store {

// A booth with what its row only names.
struct ExportBooth {
  BoothId id;
  std::string name, description, category;
  Country country;
  UserId owner;
  std::string owner_email, owner_name, owner_stand;
  base::UnixSeconds created_at = 0, updated_at = 0;
};

struct ExportMedia {
  MediaId id;
  MediaCollection collection = MediaCollection::booth_images;
  std::string file, content_type;
  std::uint64_t size = 0;
  std::string sha256;
  bool primary = false;
  base::UnixSeconds created_at = 0;
};

class ExportReader {
 public:
  explicit ExportReader(
      const std::string& path);  // of a database of any version; throws Failure, as all here

  std::string setting(std::string_view key);                                  // "" when there is none
  void each_user(const std::function<void(const User&)>& call);               // by id, as all here
  void each_audit_entry(const std::function<void(const AuditEntry&)>& call);  // none in an older database
  void each_country(const std::function<void(const Country&)>& call);
  void each_booth(const std::function<void(const ExportBooth&)>& call);
  void each_item(BoothId booth, const std::function<void(const Item&)>& call);
  void each_media(BoothId booth,
                  const std::function<void(const ExportMedia&)>& call);  // not those of its items
  void each_media(ItemId item, const std::function<void(const ExportMedia&)>& call);

 private:
  bool has_table(std::string_view name);

  SqliteConnection database_;
};

}  // namespace store
