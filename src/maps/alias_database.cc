#include "maps/alias_database.hh"

#include <unistd.h>

#include <ostream>

#include "base/strings.hh"
#include "config/file_safety.hh"
#include "maps/database_file.hh"
#include "maps/map_classes.hh"
#include "maps/map_registry.hh"
#include "maps/map_writer.hh"
#include "maps/text_table.hh"

namespace sendwright::maps {
namespace {

constexpr size_t kMaxAliasFile = 256 * 1024 * 1024;

bool has_database(const AliasSpec& spec) {
  return spec.class_name == "hash" || spec.class_name == "btree" || spec.class_name == "dbm" ||
         spec.class_name == "implicit" || spec.class_name == "cdb" || spec.class_name == "lmdb";
}

std::string with_nul(std::string_view text) { return std::string(text) + '\0'; }

// All of it, with the marker that says so.
base::Result<void> write_database(const std::string& path, const AliasFile& file,
                                  const config::MapWriteSafety& safety) {
  auto writer = open_map_writer(path, Beginning::kEmpty, safety);
  if (!writer) return std::unexpected(writer.error());
  for (const auto& alias : file.aliases) {
    const auto stored = (*writer)->store(with_nul(alias.name), with_nul(alias.value),
                                      Duplicate::kReplace);
    if (!stored) return std::unexpected(stored.error());
  }
  const auto stored = (*writer)->store(with_nul(kAliasMarkerKey), with_nul(kAliasMarkerKey),
                                    Duplicate::kReplace);
  if (!stored) return std::unexpected(stored.error());
  return (*writer)->finish();
}

// One entry of AliasFile.
base::ExitCode rebuild(const AliasSpec& spec, const AliasChecks& checks,
                       const config::Options& options, std::ostream& out) {
  const config::MapWriteSafety safety = config::map_write_safety(options);
  const std::string path = database_path(spec.file, database_suffix(spec.class_name));
  if (::geteuid() == 0)
    if (const auto unsafe = base::unsafe_directory(path, safety.file))
      out << "WARNING: " << unsafe->reason << ' ' << unsafe->path << '\n';
  const auto content = read_text_file(
      base::open_safely(spec.file, config::alias_text_safety(options)), kMaxAliasFile);
  if (!content) {
    out << "newaliases: cannot open " << spec.file << ": " << content.error().message << '\n';
    return base::ExitCode::kOk;  // as sendmail: the database is left alone
  }
  const AliasFile file = parse_alias_file(*content, checks);
  bool has_errors = false;
  for (const auto& message : file.messages) {
    out << spec.file << ": line " << message.line << ": " << message.text << '\n';
    has_errors = has_errors || message.is_error;
  }
  if (const auto written = write_database(path, file, safety); !written) {
    out << "WARNING: cannot open alias database " << spec.file << "\nCannot create database for alias file " << spec.file << ": " << written.error().message << '\n';
    return base::ExitCode::kSoftware;
  }
  out << spec.file << ": " << file.count << " aliases, longest " << file.longest_value
      << " bytes, " << file.total_octets << " bytes total\n";
  return has_errors ? base::ExitCode::kSoftware : base::ExitCode::kOk;
}

}  // namespace

AliasDatabases::AliasDatabases(const config::Options& options, MapEnvironment environment,
                               rules::MapDirectory& directory) {
  int number = 0;
  for (const auto& text : options.alias_file) {
    const AliasSpec spec = parse_alias_spec(text);
    const MapClass* const map_class = find_map_class(spec.class_name);
    std::vector<char> unknown;
    std::vector<std::string> problems;
    if (!map_class) {
      entries_.push_back({nullptr, "AliasFile: class " + spec.class_name + " not available"});
      continue;
    }
    const MapFlags flags = parse_map_flags(spec.arguments, map_class->letters, unknown);
    const std::string name = "Alias" + std::to_string(number++);
    const SourceMaker make =
        spec.class_name == "implicit" ? make_alias_source : map_class->make;
    auto source = make(
        {name, spec.class_name, spec.arguments, flags, environment, directory, problems});
    entries_.push_back({std::move(source), base::join(problems, "; ")});
  }
}

base::Result<std::optional<std::string>> AliasDatabases::find(std::string_view name,
                                                              base::Waiter& waiter) {
  if (name.empty() || name == kAliasMarkerKey) return std::nullopt;
  config::MacroScope macros;
  const rules::LookupContext context{waiter, macros};
  std::optional<std::string> failure;
  const std::string folded = base::to_lower(name);
  for (const auto& entry : entries_) {
    SourceAnswer answer = entry.source ? entry.source->find(folded, {}, context)
                                       : SourceAnswer::temporary(entry.problem);
    if (answer.status == rules::MapStatus::kFound) return std::move(answer.value);
    if (answer.status == rules::MapStatus::kTemporaryFailure && !failure)
      failure = "alias database unavailable: " + answer.diagnostic;
  }
  if (failure) return base::temporary(std::move(*failure));
  return std::nullopt;
}

base::ExitCode rebuild_aliases(const config::Options& options, const AliasChecks& checks,
                               std::ostream& out) {
  base::ExitCode worst = base::ExitCode::kOk;
  for (const auto& text : options.alias_file) {
    const AliasSpec spec = parse_alias_spec(text);
    if (!has_database(spec)) continue;
    const auto code = rebuild(spec, checks, options, out);
    if (code != base::ExitCode::kOk) worst = code;
  }
  return worst;
}

}  // namespace sendwright::maps
