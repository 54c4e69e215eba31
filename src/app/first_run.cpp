// SPDX-License-Identifier: MIT
#include "app/first_run.h"

#include <algorithm>
#include <array>

#include "auth/login_code.h"
#include "base/host/addresses.h"
#include "base/log.h"
#include "base/text/text.h"
#include "store/settings.h"
#include "store/users.h"

namespace app {
namespace {

// Some editors and file managers add the extension and hide it.
std::array<std::string, 2> reset_files(const DataFolder& folder) {
  return {folder.path() + "/RESET-ADMIN", folder.path() + "/RESET-ADMIN.txt"};
}

// Must work on any computer, for a person who has read nothing else.
std::string instructions(std::span<const std::string> links) {
  std::string text =
      "ExpoBox: make the administrator's account\n"
      "\n"
      "1. Connect a computer or phone to the network of the box.\n"
      "2. Open this address in a browser:\n"
      "\n";
  for (const std::string& link : links) text += "   " + link + "\n";
  text +=
      "\n"
      "   If several are listed, one of them will work.\n"
      "3. Enter your e-mail address and choose a password.\n"
      "\n"
      "The address works once, and only until the box starts again; then this file\n"
      "holds a new one. When it has been used, this file goes.\n"
      "\n"
      "If you have lost your password later: put an empty file with the name\n"
      "RESET-ADMIN into this folder, start the box again, and look here.\n";
  return base::to_crlf(text);
}

}  // namespace

std::optional<std::string> create_first_run_code(const DataFolder& folder, store::Database& engine) {
  const bool reset = std::ranges::any_of(reset_files(folder), base::exists);
  store::WriteBatch write;
  if (!reset && store::has_admin(engine)) {
    remove_first_run_file(folder);
    if (!store::setting(engine, store::setup_code_sha256)) return {};
    store::delete_setting(write, store::setup_code_sha256);
    engine.write(write);
    return {};
  }
  std::string code = auth::new_login_code();
  store::set_setting(write, store::setup_code_sha256, auth::login_code_hash(code));
  engine.write(write);
  return code;
}

std::string first_run_link(std::string_view address, int port, std::string_view code,
                           std::string_view scheme) {
  return base::http_url(std::string(address), port, scheme).append("#/first-run/").append(code);
}

void write_first_run_file(const DataFolder& folder, std::span<const std::string> links) {
  base::write_atomically(folder.first_run_file(), instructions(links));
  for (const std::string& file : reset_files(folder)) base::remove_file(file);
}

void remove_first_run_file(const DataFolder& folder) {
  try {
    base::remove_file(folder.first_run_file());
  } catch (const base::DiskError& error) {
    base::log(base::Level::warning, "app", "FIRST-RUN.txt stays: its link is void",
              {{"error", error.what()}});
  }
}

}  // namespace app
