#include "tools/postfix/command.hh"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/strings.hh"
#include "base/unique_fd.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"

namespace sendwright::postfix {

namespace {

using base::ExitCode;

constexpr std::string_view kUsage =
    "usage: postfix-to-mc [--output DIR] [--mail-dir DIR] [--cf-dir DIR] [--root DIR]\n"
    "                     [--host-name NAME] [--submission] [--submissions] [--force] [FILE]\n"
    "FILE is what postconf -n prints, or main.cf; without it, standard input is read.\n";
constexpr std::string_view kReportName = "from-postfix.txt";

struct Arguments {
  std::string input;  // empty: standard input
  std::string output = ".";
  bool is_forced = false;
  bool wants_help = false;
  ConversionOptions options;
};

std::string with_slash(std::string folder) {
  if (!folder.ends_with('/')) folder += '/';
  return folder;
}

// Folders stand in the .mc, where nothing else may begin with them.
bool is_plain_folder(const std::string& folder) {
  return folder.starts_with('/') && is_harmless_in_m4(folder) &&
         folder.find_first_of(" \t$\"") == std::string::npos;
}

std::string name_of_host() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 && is_domain(name) ? name : "localhost";
}

base::Result<Arguments> parse_arguments(std::span<const std::string> words) {
  Arguments result;
  result.options.cf_folder = SENDWRIGHT_CF_DIR;
  result.options.mail_folder = SENDWRIGHT_MAILCONF_DIR;
  result.options.host_name = name_of_host();
  const std::map<std::string_view, std::string*> values = {
      {"--output", &result.output},
      {"--mail-dir", &result.options.mail_folder},
      {"--cf-dir", &result.options.cf_folder},
      {"--root", &result.options.root},
      {"--host-name", &result.options.host_name}};
  const std::map<std::string_view, bool*> switches = {
      {"--force", &result.is_forced},
      {"--help", &result.wants_help},
      {"--submission", &result.options.has_submission},
      {"--submissions", &result.options.has_submissions}};
  bool has_input = false;
  for (size_t at = 0; at < words.size(); ++at) {
    const auto equals = words[at].starts_with("--") ? words[at].find('=') : std::string::npos;
    const auto name = std::string_view(words[at]).substr(0, equals);
    if (const auto found = switches.find(name);
        found != switches.end() && equals == std::string::npos) {
      *found->second = true;
    } else if (const auto value = values.find(name); value != values.end()) {
      if (equals == std::string::npos && ++at == words.size()) {
        return base::permanent(std::string(name) + ": expected a value");
      }
      *value->second = equals == std::string::npos ? words[at] : words[at].substr(equals + 1);
    } else if (words[at].starts_with('-') && words[at] != "-") {
      return base::permanent("unknown option `" + base::printable(words[at], 60) + "'");
    } else if (has_input) {
      return base::permanent("expected one file, found `" + base::printable(words[at], 60) +
                             "' as well");
    } else {
      has_input = true;
      result.input = words[at] == "-" ? std::string() : words[at];
    }
  }
  auto& options = result.options;
  options.mail_folder = with_slash(options.mail_folder);
  options.cf_folder = with_slash(options.cf_folder);
  if (!is_plain_folder(options.mail_folder))
    return base::permanent("--mail-dir: expected a whole path without blanks");
  if (!is_plain_folder(options.cf_folder))
    return base::permanent("--cf-dir: expected a whole path without blanks");
  if (!is_domain(options.host_name)) return base::permanent("--host-name: expected a host name");
  return result;
}

std::optional<std::string> read_all(std::istream& in) {
  std::string text(kMaxFileOctets + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return std::nullopt;
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

// Writes beside the file and renames, so that nobody sees a half one.
base::Result<void> write_file(const std::string& path, std::string_view text, mode_t mode) {
  const auto fail = [&] {
    return base::permanent("cannot write " + path + ": " + std::strerror(errno));
  };
  const auto temporary = path + ".new-" + std::to_string(::getpid());
  const base::UniqueFd file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (file.get() < 0) return fail();
  for (size_t at = 0; at < text.size();) {
    const auto count = ::write(file.get(), text.data() + at, text.size() - at);
    if (count < 0 && errno != EINTR) {
      const auto error = fail();
      ::unlink(temporary.c_str());
      return error;
    }
    if (count > 0) at += static_cast<size_t>(count);
  }
  if (::fsync(file.get()) == 0 && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
  const auto error = fail();
  ::unlink(temporary.c_str());
  return error;
}

using Files = std::vector<std::pair<std::string, std::string>>;

ExitCode write_files(const Arguments& arguments, const Files& files, std::ostream& err) {
  const auto folder = with_slash(arguments.output);
  bool is_there = false;
  for (const auto& [name, text] : files) {
    struct stat status;
    if (arguments.is_forced || ::lstat((folder + name).c_str(), &status) != 0) continue;
    err << "postfix-to-mc: " << folder << name << " is there already; --force writes it anew\n";
    is_there = true;
  }
  if (is_there) return ExitCode::kCannotCreate;
  for (const auto& [name, text] : files) {
    const auto written = write_file(folder + name, text, name == "authinfo" ? 0600 : 0644);
    if (!written) {
      err << "postfix-to-mc: " << written.error().message << '\n';
      return ExitCode::kCannotCreate;
    }
  }
  return ExitCode::kOk;
}

std::string full_report(const Conversion& conversion) {
  std::ostringstream report;
  conversion.print_report(report);
  report << "\nTo be run then:\n";
  for (const auto& command : conversion.site.commands())
    report << "    " << command << '\n';
  return report.str();
}

}  // namespace

ExitCode run_command(std::span<const std::string> words, std::istream& in, std::ostream& out,
                     std::ostream& err) {
  const auto arguments = parse_arguments(words);
  if (!arguments) {
    err << "postfix-to-mc: " << arguments.error().message << '\n' << kUsage;
    return ExitCode::kUsage;
  }
  if (arguments->wants_help) {
    out << kUsage;
    return ExitCode::kOk;
  }
  const auto name = arguments->input.empty() ? std::string("standard input") : arguments->input;
  std::optional<std::string> text;
  if (arguments->input.empty()) {
    text = read_all(in);
  } else if (std::ifstream input(arguments->input, std::ios::binary); input) {
    text = read_all(input);
  }
  if (!text) {
    err << "postfix-to-mc: cannot read " << name << '\n';
    return ExitCode::kNoInput;
  }
  auto file = MainCf::parse(name, *text);
  if (!file) {
    err << "postfix-to-mc: " << file.error().message << '\n';
    return ExitCode::kDataError;
  }
  Conversion conversion(std::move(*file), name, arguments->options);
  conversion.run();
  auto files = conversion.site.files();
  const auto report = full_report(conversion);
  files.emplace_back(kReportName, report);
  const auto code = write_files(*arguments, files, err);
  if (code == ExitCode::kOk) out << report;
  return code;
}

}  // namespace sendwright::postfix
