#include "makemap/praliases.hh"

#include "base/strings.hh"
#include "makemap/command_options.hh"
#include "makemap/map_safety.hh"
#include "maps/database_file.hh"
#include "maps/map_registry.hh"

namespace sendwright::makemap {
namespace {

using base::ExitCode;

std::string_view without_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

// Prints what one database has of `names`, or all of it.
void print_database(const maps::AliasSpec& spec, std::span<const std::string> names,
                    std::ostream& out, std::ostream& err) {
  if (!is_file_class(spec.class_name)) {
    err << "praliases: Skipping non-file based alias type " << spec.class_name << '\n';
    return;
  }
  const std::string& file = spec.file;
  const std::string path = maps::readable_database_path(spec.class_name, file);
  warn_of_directory(path, command_safety({}), err);
  if (names.empty()) {
    const auto read =
        maps::for_each_entry(path, [&](std::string_view key, std::string_view value) {
          out << without_nul(key) << ':' << without_nul(value) << '\n';
          return static_cast<bool>(out);
        });
    if (!read) err << "praliases: " << file << ": open: " << open_problem(read.error(), path) << '\n';
    return;
  }
  maps::DatabaseFile database(path);
  for (const auto& name : names) {
    const auto value = database.find(base::to_lower(name) + '\0');
    if (!value) {
      err << "praliases: " << file << ": open: " << open_problem(value.error(), path) << '\n';
      return;
    }
    if (*value)
      out << name << ':' << without_nul(**value) << '\n';
    else
      out << name << ": No such key\n";
  }
}

}  // namespace

ExitCode run_praliases(std::span<const std::string> arguments, std::ostream& out,
                       std::ostream& err) {
  const auto line = parse_command_line("praliases", arguments, "C:f:", err);
  if (!line) {
    err << "usage: praliases [-C cffile] [-f aliasfile] [key ...]\n";
    return ExitCode::kUsage;
  }
  if (line->has('f')) {
    print_database(maps::parse_alias_spec(line->flags.at('f')), line->words, out, err);
    return ExitCode::kOk;
  }
  const std::string cf_file =
      line->has('C') ? line->flags.at('C') : std::string(SENDWRIGHT_MAILCONF_DIR "/sendmail.cf");
  const auto options = load_options(cf_file);
  if (!options) {
    err << "praliases: " << cf_file << ": " << options.error().message << '\n';
    return ExitCode::kNoInput;
  }
  for (const auto& text : options->alias_file)
    print_database(maps::parse_alias_spec(text), line->words, out, err);
  return ExitCode::kOk;
}

}  // namespace sendwright::makemap
