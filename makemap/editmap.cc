#include "makemap/editmap.hh"

#include "base/strings.hh"
#include "makemap/command_options.hh"
#include "makemap/map_safety.hh"
#include "maps/database_file.hh"
#include "maps/map_writer.hh"

namespace sendwright::makemap {
namespace {

using base::ExitCode;

constexpr std::string_view kUsage =
    "Usage: editmap [-C cffile] [-N] [-f] [-q|-u|-x] maptype mapname key [ \"value ...\" ]\n";

class Run {
 public:
  Run(const CommandLine& line, const config::Options& options, std::ostream& out,
      std::ostream& err)
      : type_(line.words[0]),
        name_(line.words[1]),
        path_(maps::readable_database_path(type_, name_)),
        shown_key_(line.has('f') ? line.words[2] : base::to_lower(line.words[2])),
        key_(shown_key_ + (line.has('N') ? std::string(1, '\0') : "")),
        safety_(command_safety(options)),
        out_(out),
        err_(err) {
    warn_of_directory(path_, safety_, err_);
  }

  ExitCode query() {
    if (auto reason = objection_to_reading(path_, safety_); !reason.empty())
      return cannot_open({std::move(reason)});
    maps::DatabaseFile file(path_);
    const auto value = file.find(key_);
    if (!value) return cannot_open(value.error());
    if (!*value) {
      err_ << "editmap: couldn't find key " << shown_key_ << " in map " << name_ << '\n';
      return ExitCode::kUnavailable;
    }
    out_ << std::string_view(**value).substr(0, (*value)->find('\0')) << '\n';
    return ExitCode::kOk;
  }

  ExitCode update(std::string value) {
    if (key_.size() > shown_key_.size()) value += '\0';
    return change([&](maps::MapWriter& writer) {
      return writer.store(key_, value, maps::Duplicate::kReplace);
    });
  }

  ExitCode remove() {
    return change([&](maps::MapWriter& writer) {
      const auto removed = writer.remove(key_);
      if (removed && !*removed)
        err_ << "editmap: key " << shown_key_ << " doesn't exist in map " << name_ << '\n';
      return removed;
    });
  }

 private:
  template <typename Change>
  ExitCode change(const Change& apply) {
    if (path_.ends_with(maps::kCdbSuffix)) return cannot_change();
    const auto writer = maps::open_map_writer(path_, maps::Beginning::kCopy, safety_);
    if (!writer) return cannot_open(writer.error());
    const auto changed = apply(**writer);
    if (!changed) return cannot_write(changed.error().message);
    if (!*changed) return ExitCode::kOk;
    const auto finished = (*writer)->finish();
    return finished ? ExitCode::kOk : cannot_write(finished.error().message);
  }

  ExitCode cannot_open(const base::Error& error) {
    err_ << "editmap: error opening type " << type_ << " map " << name_ << ": "
         << open_problem(error, path_) << '\n';
    return ExitCode::kCannotCreate;
  }

  // As its name says, a constant database is made once.
  ExitCode cannot_change() {
    const std::string text = path_.substr(0, path_.size() - maps::kCdbSuffix.size());
    return cannot_open({"a cdb file cannot be changed; change its text and make it again with: "
                        "makemap cdb " + text + " < " + text});
  }

  ExitCode cannot_write(std::string_view reason) {
    err_ << "editmap: " << name_ << ": " << reason << "; the map is unchanged\n";
    return ExitCode::kIoError;
  }

  const std::string type_, name_, path_, shown_key_, key_;
  const config::MapWriteSafety safety_;
  std::ostream& out_;
  std::ostream& err_;
};

}  // namespace

ExitCode run_editmap(std::span<const std::string> arguments, std::ostream& out, std::ostream& err) {
  const auto line = parse_command_line("editmap", arguments, "C:fquxN", err);
  const int actions = line ? line->has('q') + line->has('u') + line->has('x') : 0;
  const bool is_update = line && line->has('u');
  const size_t words = line ? line->words.size() : 0;
  if (actions != 1 || (is_update ? words < 4 : words != 3)) {
    err << kUsage;
    return ExitCode::kUsage;
  }
  const auto options = options_for("editmap", *line, err);
  if (!options) return ExitCode::kNoInput;
  const std::string& type = line->words[0];
  if (!is_file_class(type)) {
    err << "editmap: error opening type " << type << " map " << line->words[1]
        << ": Unknown database type\n";
    return ExitCode::kCannotCreate;
  }
  Run run(*line, *options, out, err);
  if (line->has('q')) return run.query();
  if (line->has('x')) return run.remove();
  return run.update(base::join({line->words.begin() + 3, line->words.end()}, " "));
}

}  // namespace sendwright::makemap
