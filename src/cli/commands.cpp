// SPDX-License-Identifier: MIT
#include "cli/commands.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <iomanip>
#include <iterator>
#include <ostream>

#include "app/serve.h"
#include "base/exit.h"
#include "base/files.h"
#include "base/text/text.h"
#include "base/version.h"
#include "cli/backup.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/drive_commands.h"
#include "cli/restore.h"
#include "cli/user_commands.h"
#include "http/server/server.h"
#include "store/engine/database.h"
#include "store/engine/migrate.h"

namespace app {
namespace {

void run_server(Call& call) {
  const auto reread = [&call] { return load_configuration(call.arguments, process_environment); };
  serve(call.configuration, reread, call.console);
}

// Prints a configuration file of all defaults, to copy into the data folder and edit, also on Windows. It
// omits the data folder, in which the file itself is looked up.
void print_default_config(std::ostream& out) {
  std::string text =
      "# ExpoBox: every setting with its default. To change one, take away the # before its name.\n"
      "# The box reads this file as expobox.conf in its data folder, when it starts.\n";
  for (const Setting& setting : settings()) {
    if (setting.key == "data") continue;
    text.append("\n# ").append(setting.help).append("\n#").append(setting.key).append(" =");
    if (!setting.default_value.empty()) text.append(" ").append(setting.default_value);
    text += "\n";
  }
  out << base::to_crlf(text);
}

void show_config(Call& call) {
  if (call.arguments.has("default")) return print_default_config(call.console.out);
  for (const EffectiveSetting& chosen : call.configuration.chosen) {
    const bool hidden = chosen.setting->secret && !chosen.text.empty();
    call.console.out << chosen.setting->key << '\t' << (hidden ? "(hidden)" : chosen.text) << '\t'
                     << chosen.where << '\n';
  }
}

std::vector<Command> box_commands() {
  return {
      {"serve", "", "answer requests; what happens without a verb", {}, run_server},
      {"import",
       "FILE.json|FILE.csv [--dry-run]",
       "bring in accounts (one booth each unless the file says more), countries, signing key; may be "
       "repeated",
       {{"dry-run", true}},
       run_import,
       SIZE_MAX},
      {"user add",
       "--email E --password P|- [--booth-limit N] [--name N] [--stand S] [--admin]",
       "make an account (one booth unless told otherwise); without a password it gets a login code",
       {{"email"}, {"password"}, {"booth-limit"}, {"name"}, {"stand"}, {"admin", true}},
       add_user},
      {"user list",
       "[--json]",
       "id, e-mail, booth limit, active, admin, name, stand",
       {{"json", true}},
       list_users},
      {"user passwd",
       "--email E --password P|-",
       "set a password; - reads it from standard input",
       {{"email"}, {"password"}},
       set_password},
      {"user disable", "--email E", "keep an account out", {{"email"}}, disable_user},
      {"user enable", "--email E", "let it in again", {{"email"}}, enable_user},
      {"user code",
       "--email E",
       "print a new login code; the earlier one is void",
       {{"email"}},
       new_login_code},
      {"check",
       "[--repair]",
       "look whether the database and every media file are whole; --repair moves what is broken to lost/",
       {{"repair", true}},
       run_check},
      {"backup",
       "FILE|-",
       "put the box into one tar archive, beside a running server too; keys/ is not in it",
       {},
       run_backup,
       1},
      {"export",
       "FILE|-",
       "put all accounts, booths, items and media into one tar archive that other programs can read",
       {},
       run_export,
       1},
      {"restore",
       "FILE",
       "verify a backup and put it in the place of the box; the old one is kept in before-restore-N/",
       {},
       run_restore,
       1},
      {"config",
       "[--default]",
       "print every setting, its value and where it comes from; --default: a file of all of them to edit",
       {{"default", true}},
       show_config},
  };
}

const std::vector<Command>& commands() {
  static const std::vector<Command> table = [] {
    std::vector<Command> all = box_commands();
    std::ranges::move(drive_commands(), std::back_inserter(all));
    return all;
  }();
  return table;
}

std::vector<Flag> known_flags() {
  std::vector<Flag> flags = {{"help", true}, {"version", true}, {"config"}};
  for (const Setting& setting : settings()) flags.push_back({setting.key});
  for (const Command& command : commands()) std::ranges::copy(command.flags, std::back_inserter(flags));
  return flags;
}

// Returns the command that matches the most leading words.
const Command& command_for(std::span<const std::string> words) {
  const std::string_view verb = words.empty() ? "serve" : std::string_view(words.front());
  const std::string both = words.size() > 1 ? words[0] + " " + words[1] : std::string(verb);
  std::vector<std::string_view> verbs;
  for (const Command& command : commands()) {
    if (command.verb == both || command.verb == verb) return command;
    verbs.push_back(command.verb);
  }
  const std::string word = verb == "user" || verb == "drive" ? both : std::string(verb);
  throw CommandError(ExitCode::usage,
                     "there is no command " + word + did_you_mean(word, verbs) + " See --help.");
}

void check_flags(const Command& command, const Arguments& arguments) {
  for (const auto& [name, value] : arguments.flags) {
    const bool general = name == "config" || std::ranges::count(settings(), name, &Setting::key) > 0;
    if (!general && std::ranges::count(command.flags, name, &Flag::name) == 0) {
      throw CommandError(ExitCode::usage,
                         "--" + name + " is no flag of expobox " + std::string(command.verb));
    }
  }
}

// The process list is visible to every user of the machine; the environment is visible to its owner only.
void warn_of_secrets(const Arguments& arguments, std::ostream& err) {
  const auto seen = [&](std::string_view flag, std::string_view instead) {
    const std::string value = arguments.value(flag).value_or("");
    if (value.empty() || value == "-") return;
    err << "expobox: warning: others on this machine can read the value of --" << flag
        << " in the list of processes. " << instead << "\n";
  };
  seen("password", "Give --password - and write the password to standard input.");
  seen("jwt-key", "Set EXPOBOX_JWT_KEY instead, or a line \"jwt-key = \" in expobox.conf.");
}

void print_help(std::ostream& out) {
  out << "usage: expobox [COMMAND] [SETTING…]\n\nCommands:\n";
  for (const Command& command : commands()) {
    out << "  expobox " << command.verb << (command.usage.empty() ? "" : " ") << command.usage << "\n      "
        << command.help << "\n";
  }
  out << "\nSettings, of every command: --KEY VALUE, or EXPOBOX_KEY=VALUE in the environment, or a line\n"
         "\"KEY = VALUE\" in the file that --config FILE names, else in expobox.conf in the data folder:\n";
  for (const Setting& setting : settings()) {
    const std::string left = std::string(setting.key) + " " + std::string(setting.value);
    out << "  --" << std::left << std::setw(24) << left << setting.help;
    if (!setting.default_value.empty()) out << " [" << setting.default_value << "]";
    out << "\n";
  }
  out << "\nExit codes: 0 done, 64 command line, 65 data, 69 port in use, 73 data folder, 74 drive, 75 "
         "busy,\n"
         "77 permission, 78 configuration.\n";
}

void run_command(const Arguments& arguments, Console console) {
  const Command& command = command_for(arguments.words);
  check_flags(command, arguments);
  warn_of_secrets(arguments, console.err);
  const Configuration configuration = load_configuration(arguments, process_environment);
  base::set_log_level(configuration.config.log_level);
  const std::size_t verb_words = command.verb.find(' ') == std::string_view::npos ? 1 : 2;
  const std::span words(arguments.words);
  Call call{arguments, words.subspan(std::min(verb_words, words.size())), configuration, console};
  if (call.operands.size() > command.max_operands) {
    throw CommandError(ExitCode::usage, "too many words: " + call.operands[command.max_operands]);
  }
  command.run(call);
}

void execute(std::span<const std::string> arguments, Console console) {
  const Arguments parsed = parse_arguments(arguments, known_flags());
  if (parsed.has("help")) {
    print_help(console.out);
  } else if (parsed.has("version")) {
    console.out << "expobox " << base::version << " (" << base::commit << ", " << base::arch << ")\n";
  } else {
    run_command(parsed, console);
  }
  if (!console.out.flush()) throw CommandError(ExitCode::io, "standard output cannot be written");
}

int report_error(ExitCode code, const std::exception& why, Console console) {
  console.err << "expobox: " << why.what() << std::endl;
  return static_cast<int>(code);
}

}  // namespace

std::string Call::required_flag(std::string_view flag) const {
  const auto value = arguments.value(flag);
  if (!value) throw CommandError(ExitCode::usage, "--" + std::string(flag) + " is needed");
  return *value;
}

int run_command_line(std::span<const std::string> arguments, Console console) {
  try {
    execute(arguments, console);
    return static_cast<int>(ExitCode::ok);
  } catch (const CommandError& stop) {
    return report_error(stop.code, stop, console);
  } catch (const store::SchemaTooNew& error) {
    return report_error(ExitCode::data, error, console);
  } catch (const store::ForeignSchema& error) {
    return report_error(ExitCode::data, error, console);
  } catch (const http::ListenError& error) {
    return report_error(ExitCode::unavailable, error, console);
  } catch (const base::DiskError& error) {
    return report_error(ExitCode::io, error, console);
  } catch (const store::StorageError& error) {
    return report_error(error.why == store::StorageError::Kind::overload ? ExitCode::temporary : ExitCode::io,
                        error, console);
  } catch (const std::exception& error) {
    return report_error(ExitCode::software, error, console);
  }
}

}  // namespace app
