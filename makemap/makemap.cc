#include "makemap/makemap.hh"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/strings.hh"
#include "makemap/berkeley_db.hh"
#include "makemap/command_options.hh"
#include "makemap/map_safety.hh"
#include "maps/database_file.hh"
#include "maps/map_writer.hh"

namespace sendwright::makemap {
namespace {

using base::ExitCode;

constexpr std::string_view kUsage =
    "Usage: makemap [-C cffile] [-N] [-c cachesize] [-D commentchar]\n"
    "               [-d] [-e] [-f] [-i type] [-l] [-o] [-r] [-s] [-t delimiter]\n"
    "               [-u] [-v] type mapname\n";
constexpr std::string_view kFlags = "C:Nc:D:defi:lorst:uv";

// The class whose format the file gets. With -u it is that of the file which is there.
std::string path_of(const CommandLine& line) {
  const std::string &type = line.words[0], &name = line.words[1];
  if (line.has('u')) return maps::readable_database_path(type, name);
  const bool is_chosen = type == "implicit" && line.has('i');
  return maps::database_path(name, maps::database_suffix(is_chosen ? line.flags.at('i') : type));
}

// One run: what the flags say, and what it does.
class Run {
 public:
  Run(const CommandLine& line, const config::Options& options, std::ostream& out,
      std::ostream& err)
      : line_(line),
        type_(line.words[0]),
        name_(line.words[1]),
        path_(path_of(line)),
        safety_(command_safety(options, line.has('s'))),
        out_(out),
        err_(err) {
    if (line.has('D')) syntax_.comment = first_character('D');
    if (line.has('t')) syntax_.delimiter = first_character('t');
    if (line.has('t') && syntax_.delimiter == '\0') err_ << "Invalid separator\n";
    syntax_.keeps_case = line.has('f');
    syntax_.allows_empty_value = line.has('e');
    warn_of_directory(path_, safety_, err_);
  }

  ExitCode dump() {
    if (auto reason = objection_to_reading(path_, safety_); !reason.empty())
      return cannot_open({std::move(reason)});
    const char separator = syntax_.delimiter == '\0' ? '\t' : syntax_.delimiter;
    const auto for_each = is_berkeley_db(path_) ? for_each_berkeley_entry : maps::for_each_entry;
    const auto read = for_each(path_, [&](std::string_view key, std::string_view value) {
      out_ << without_nul(key) << separator << without_nul(value) << '\n';
      return static_cast<bool>(out_);
    });
    return read ? ExitCode::kOk : cannot_open(read.error());
  }

  ExitCode build(std::istream& in) {
    const auto writer = begin();
    if (!writer) return cannot_open(writer.error());
    ExitCode worst = ExitCode::kOk;
    std::string failure;
    read_source(in, syntax_, [&](const SourceLine& line) {
      const auto problem = line.problem.empty() ? store(line, **writer, failure) : line.problem;
      if (!failure.empty()) return false;
      if (!problem.empty()) {
        err_ << "makemap: " << name_ << ": line " << line.number << ": " << problem << '\n';
        worst = ExitCode::kDataError;
      }
      return true;
    });
    if (in.bad()) failure = "cannot read the input";
    if (failure.empty())
      if (const auto finished = (*writer)->finish(); !finished) failure = finished.error().message;
    if (failure.empty()) return worst;
    err_ << "makemap: " << name_ << ": " << failure << "; the map is unchanged\n";
    return ExitCode::kIoError;
  }

 private:
  [[nodiscard]] char first_character(char flag) const {
    const std::string& value = line_.flags.at(flag);
    return value.empty() ? '\0' : value.front();
  }

  static std::string_view without_nul(std::string_view text) {
    if (text.ends_with('\0')) text.remove_suffix(1);
    return text;
  }

  // The new map as it is before the first line of input. What -o goes on with may be a file of
  // Berkeley DB, which becomes one of ours.
  base::Result<std::unique_ptr<maps::MapWriter>> begin() {
    if (line_.has('o') && ::access(path_.c_str(), F_OK) != 0)
      return base::permanent(std::strerror(errno));
    const bool converts = line_.has('o') && is_berkeley_db(path_);
    const auto beginning =
        line_.has('o') && !converts ? maps::Beginning::kCopy : maps::Beginning::kEmpty;
    auto writer = maps::open_map_writer(path_, beginning, safety_);
    if (!writer || !converts) return writer;
    base::Result<bool> stored = true;
    const auto read =
        for_each_berkeley_entry(path_, [&](std::string_view key, std::string_view value) {
          stored = (*writer)->store(key, value, maps::Duplicate::kKeep);
          return stored.has_value();
        });
    if (!read) return std::unexpected(read.error());
    if (!stored) return std::unexpected(stored.error());
    return writer;
  }

  ExitCode cannot_open(const base::Error& error) {
    err_ << "makemap: error opening type " << type_ << " map " << name_ << ": "
         << open_problem(error, path_) << '\n';
    return ExitCode::kCannotCreate;
  }

  // What is wrong with the entry, if anything; `failure` is set when nothing more can be written.
  std::string store(const SourceLine& line, maps::MapWriter& writer, std::string& failure) {
    if (line_.has('v')) out_ << "key=`" << line.key << "', val=`" << line.value << "'\n";
    key_ = line.key;
    value_ = line.value;
    if (line_.has('N')) {
      key_ += '\0';
      value_ += '\0';
    }
    const auto stored = writer.store(
        key_, value_, line_.has('r') ? maps::Duplicate::kReplace : maps::Duplicate::kKeep);
    if (!stored) failure = stored.error().message;
    // With -d a lookup finds the first of several entries, which is the one that was kept.
    if (!stored || *stored || line_.has('d')) return {};
    return "key " + base::printable(line.key) + ": duplicate key";
  }

  const CommandLine& line_;
  const std::string type_, name_, path_;
  const config::MapWriteSafety safety_;
  std::ostream& out_;
  std::ostream& err_;
  SourceSyntax syntax_;
  std::string key_, value_;  // keep their memory from line to line
};

}  // namespace

ExitCode run_makemap(std::span<const std::string> arguments, std::istream& in, std::ostream& out,
                     std::ostream& err) {
  const auto line = parse_command_line("makemap", arguments, kFlags, err);
  if (line && line->has('l')) {
    for (const auto type : kFileClasses) out << type << '\n';
    return ExitCode::kOk;
  }
  if (!line || line->words.size() != 2) {
    err << kUsage;
    return ExitCode::kUsage;
  }
  const auto options = options_for("makemap", *line, err);
  if (!options) return ExitCode::kNoInput;
  if (!is_file_class(line->words[0])) {
    err << "makemap: error opening type " << line->words[0] << " map " << line->words[1]
        << ": Unknown database type\n";
    return ExitCode::kCannotCreate;
  }
  Run run(*line, *options, out, err);
  return line->has('u') ? run.dump() : run.build(in);
}

}  // namespace sendwright::makemap
