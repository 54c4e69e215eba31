// SPDX-License-Identifier: MIT
#pragma once

// Reads all rows for an export, one at a time, from one snapshot taken at the first read. Does not block
// writers. A callback may run further reads.
// Thread safety: one thread.
// Throws: StorageError.

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

// A booth with the details of the rows that it refers to.
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
      const std::string& path);  // opens a database of any version; throws StorageError, like all members

  std::string setting(std::string_view key);                                  // "" if it does not exist
  void each_user(const std::function<void(const User&)>& call);               // by id, like all lists here
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
