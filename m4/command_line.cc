#include "m4/command_line.hh"

#include <fcntl.h>
#include <getopt.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "m4/lint/linter.hh"
#include "m4/processor.hh"

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

namespace sendwright::m4 {

namespace {

// Options without a letter of their own.
enum : int { kHelp = 256, kVersion, kDebugFile, kWarnSequence, kDiversions, kExpansionLimit,
             kMemoryLimit, kLint, kSourceMap };

enum class Takes { kNothing, kMaybe, kValue };

// One row an option: the table that getopt, --help and the manual page agree on.
struct OptionRow {
  int code;  // its letter, or one of the above
  const char* name;
  Takes takes;
  const char* value;
  const char* help;  // null: accepted for old scripts, not shown
};

constexpr OptionRow kOptions[] = {
    {'D', "define", Takes::kValue, "NAME[=TEXT]", "define a macro"},
    {'U', "undefine", Takes::kValue, "NAME", "take a macro's definition away"},
    {'I', "include", Takes::kValue, "DIRECTORY", "look here for included files too"},
    {'s', "synclines", Takes::kNothing, "", "mark places with `#line NUMBER \"FILE\"'"},
    {'P', "prefix-builtins", Takes::kNothing, "", "call every builtin m4_NAME"},
    {'E', "fatal-warnings", Takes::kNothing, "", "exit with 1 after warnings; twice: at the first"},
    {'Q', "quiet", Takes::kNothing, "", "no warnings"},
    {'Q', "silent", Takes::kNothing, "", nullptr},
    {'i', "interactive", Takes::kNothing, "", "answer each line at once, ignore interrupts"},
    {'e', "", Takes::kNothing, "", nullptr},
    {'G', "traditional", Takes::kNothing, "", "without GNU's extensions"},
    {'g', "gnu", Takes::kNothing, "", "with GNU's extensions (the default)"},
    {'L', "nesting-limit", Takes::kValue, "NUMBER", "bound of nested calls, 0 for none"},
    {kExpansionLimit, "expansion-limit", Takes::kValue, "NUMBER",
     "bound of calls without input read, 0 for none"},
    {kMemoryLimit, "memory-limit", Takes::kValue, "MIB", "bound of the text being expanded"},
    {'H', "hashsize", Takes::kValue, "NUMBER", "only decides the order in a frozen file"},
    {'d', "debug", Takes::kMaybe, "FLAGS", "what tracing shows, letters of `aceflipqtxV'"},
    {kDebugFile, "debugfile", Takes::kMaybe, "FILE", "debug output goes there"},
    {'o', "error-output", Takes::kValue, "FILE", nullptr},
    {'o', "e", Takes::kValue, "", nullptr},  // its abbreviation, although another begins with e
    {'l', "arglength", Takes::kValue, "NUMBER", "bytes that tracing shows of a text"},
    {'t', "trace", Takes::kValue, "NAME", "trace this macro"},
    {kWarnSequence, "warn-macro-sequence", Takes::kMaybe, "REGEXP",
     "warn of definitions that contain this"},
    {'F', "freeze-state", Takes::kValue, "FILE", "write all definitions and diversions there"},
    {'R', "reload-state", Takes::kValue, "FILE", "begin with what -F has written"},
    {'B', "", Takes::kValue, "", nullptr},
    {'S', "", Takes::kValue, "", nullptr},
    {'T', "", Takes::kValue, "", nullptr},
    {'N', "", Takes::kValue, "", nullptr},
    {kDiversions, "diversions", Takes::kValue, "", nullptr},
    {kLint, "lint", Takes::kNothing, "", "write no output, only what is likely wrong in a .mc"},
    {kSourceMap, "source-map", Takes::kValue, "FILE", "write where each line of output comes from"},
    {kHelp, "help", Takes::kNothing, "", "show this and exit"},
    {kVersion, "version", Takes::kNothing, "", "show the version and exit"},
};

// What is to be done in the order of the command line: files, and options between them.
struct Step {
  int code;  // the option's, or 1 for a file
  std::string value;
};

struct CommandLine {
  Options options;
  std::vector<Step> steps;
  unsigned debug_flags = 0;
  std::optional<std::string> debug_file;  // "": nowhere
  std::optional<std::string> warned_sequence;
  std::optional<std::string> source_map;
  std::size_t max_length = 0;
  int fatal_warnings = 0;
  bool is_quiet = false;
  bool is_lint = false;
  std::optional<int> exit_now;
};

void show_help(const std::string& program) {
  std::printf(
      "Usage: %s [OPTION]... [FILE]...\n"
      "Expands the macros in each FILE (`-', or none: standard input) to standard output.\n\n",
      program.c_str());
  for (const OptionRow& row : kOptions) {
    if (row.help == nullptr) continue;
    std::string left = row.code < 256 ? std::string("  -") + static_cast<char>(row.code) + ", "
                                      : std::string("      ");
    left.append("--").append(row.name);
    if (row.takes == Takes::kValue) left.append("=").append(row.value);
    if (row.takes == Takes::kMaybe) left.append("[=").append(row.value).append("]");
    std::printf("%-36s %s\n", left.c_str(), row.help);
  }
  std::printf(
      "\nDirectories in the environment variable M4PATH are searched after those of -I.\n"
      "Where a file m4/cf.m4 is asked for that does not exist, the macro library in\n"
      "SENDWRIGHT_CF_DIR is read, or else the one that was installed with this program.\n"
      "The exit status is 0, 1 after an error, 63 for a frozen file of a later version, or what\n"
      "m4exit says.\n");
}

void show_version() {
#ifdef PACKAGE_VERSION
  std::printf("m4 (Sendwright) %s\n", PACKAGE_VERSION);
#else
  std::printf("m4 (Sendwright)\n");
#endif
}

// Writes out what was printed.
int status_of_standard_output(const std::string& program) {
  if (std::fflush(stdout) == 0) return 0;
  std::fprintf(stderr, "%s: write error: %s\n", program.c_str(), std::strerror(errno));
  return 1;
}

std::string short_options() {
  std::string letters = "-";  // files come in their place between the options
  for (const OptionRow& row : kOptions) {
    if (row.code >= 256 || letters.find(static_cast<char>(row.code)) != std::string::npos) continue;
    letters.push_back(static_cast<char>(row.code));
    if (row.takes != Takes::kNothing) letters.push_back(':');
    if (row.takes == Takes::kMaybe) letters.push_back(':');
  }
  return letters;
}

std::vector<option> long_options() {
  std::vector<option> result;
  for (const OptionRow& row : kOptions) {
    const int takes = row.takes == Takes::kNothing ? no_argument
                      : row.takes == Takes::kMaybe ? optional_argument
                                                   : required_argument;
    if (*row.name != '\0') result.push_back({row.name, takes, nullptr, row.code});
  }
  // As GNU m4 lists them where an abbreviation is ambiguous.
  std::ranges::stable_sort(result, [](const option& a, const option& b) {
    if (a.val < 256 && b.val < 256) return std::string_view(a.name) < b.name;
    return (a.val < 256) > (b.val < 256);
  });
  result.push_back({nullptr, 0, nullptr, 0});
  return result;
}

void warn_of_old_option(const std::string& program, int code) {
  const char* name = program.c_str();
  if (code == 'e') {
    std::fprintf(stderr, "%s: warning: `m4 -e' is deprecated, use `-i' instead\n", name);
  } else if (code == 'N') {
    std::fprintf(stderr, "%s: warning: `m4 -N' is deprecated\n", name);
  } else if (code == kDiversions) {
    std::fprintf(stderr, "%s: warning: `m4 --diversions' is deprecated\n", name);
  } else {
    std::fprintf(stderr, "%s: warning: `m4 -%c' may be removed in a future release\n", name, code);
  }
}

std::uint64_t number(const char* text) { return std::strtoull(text, nullptr, 10); }

// As GNU m4 reads the numbers of its options: what is no number, or beyond an int, or below 1 is
// taken the way C takes it, and then as no limit.
std::size_t positive(const char* text) {
  const int value = static_cast<int>(std::strtol(text, nullptr, 10));
  return value > 0 ? static_cast<std::size_t>(value) : 0;
}

// Takes one option; `value' is null where none was given.
void take(CommandLine& line, int code, const char* value) {
  Options& options = line.options;
  switch (code) {
    case 1: case 'D': case 'U': case 's': case 't': case kDebugFile:
      line.steps.push_back({code, value != nullptr ? value : ""});
      break;
    case 'I': options.include_path.emplace_back(value); break;
    case 'P': options.prefix_builtins = true; break;
    case 'E': ++line.fatal_warnings; break;
    case 'Q': line.is_quiet = true; break;
    case 'i': options.interactive = true; break;
    case 'G': options.gnu_extensions = false; break;
    case 'g': options.gnu_extensions = true; break;
    case 'L': options.nesting_limit = positive(value); break;
    case kExpansionLimit: options.expansion_limit = number(value); break;
    case kMemoryLimit: options.memory_limit = number(value) << 20; break;
    case 'H': {
      const std::size_t buckets = positive(value);
      options.frozen_buckets = buckets > 0 ? buckets : kFrozenBuckets;
      break;
    }
    case 'l': line.max_length = positive(value); break;
    case 'o': line.debug_file = value; break;
    case kWarnSequence:
      line.warned_sequence = value != nullptr ? value : "\\$\\({[^}]*}\\|[0-9][0-9]+\\)";
      break;
    case 'd': {
      const auto flags = parse_debug_flags(value != nullptr ? value : "");
      line.debug_flags = flags.value_or(0);
      if (!flags) {
        std::fprintf(stderr, "%s: bad debug flags: `%s'\n", options.program.c_str(), value);
      }
      break;
    }
    case 'e':
      options.interactive = true;
      [[fallthrough]];
    case 'B': case 'S': case 'T': case 'N': case kDiversions:
      warn_of_old_option(options.program, code);
      break;
    case 'F': options.freeze_file = value; break;
    case 'R': options.reload_file = value; break;
    case kSourceMap: line.source_map = value; break;
    case kLint: line.is_lint = true; break;
    case kHelp:
      show_help(options.program);
      line.exit_now = status_of_standard_output(options.program);
      break;
    case kVersion:
      show_version();
      line.exit_now = status_of_standard_output(options.program);
      break;
    default:
      std::fprintf(stderr, "Try `%s --help' for more information.\n", options.program.c_str());
      line.exit_now = 1;
  }
}

void take_library_from_environment(Options& options) {
  const char* library = std::getenv("SENDWRIGHT_CF_DIR");
#ifdef SENDWRIGHT_CF_DIR
  if (library == nullptr) library = SENDWRIGHT_CF_DIR;
#endif
  if (library != nullptr) options.library = library;
}

void add_path_from_environment(Options& options) {
  const char* path = std::getenv("M4PATH");
  if (path == nullptr) return;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string_view directory = rest.substr(0, colon);
    options.include_path.emplace_back(directory.empty() ? "." : directory);
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
  }
}

CommandLine parse(int argc, char** argv) {
  CommandLine line;
  line.options.program = argc > 0 ? argv[0] : "m4";
  std::vector<char*> arguments(argv, argv + argc);
  if (!arguments.empty()) arguments[0] = line.options.program.data();
  arguments.push_back(nullptr);
  const std::string letters = short_options();
  const std::vector<option> names = long_options();
  optind = 0;  // also makes getopt forget an earlier command line
  int code = 0;
  while (!line.exit_now && (code = getopt_long(argc, arguments.data(), letters.c_str(),
                                               names.data(), nullptr)) != -1) {
    take(line, code, optarg);
  }
  for (int i = optind; i < argc && !line.exit_now; ++i) take(line, 1, arguments[i]);
  add_path_from_environment(line.options);
  take_library_from_environment(line.options);
  return line;
}

// Standard output leads nowhere from here on, that of commands too.
void drop_output() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDOUT_FILENO);
  ::close(nowhere);
}

// Debug output goes to this file, or with an empty name nowhere.
void set_debug_file(Processor& m4, const std::string& path) {
  if (path.empty()) {
    m4.trace().to_nowhere();
  } else if (!m4.trace().to_file(path)) {
    m4.diagnostics().complain({}, "cannot set debug file `" + path + "': " + std::strerror(errno));
  }
}

// Carries out the steps; false when the run ended early.
void run_steps(Processor& m4, const std::vector<Step>& steps) {
  bool has_file = false;
  for (const Step& step : steps) {
    if (step.code == 1) {
      has_file = true;
      if (!m4.process_file(step.value)) return;
    } else if (step.code == 'U') {
      m4.undefine(step.value);
    } else if (step.code == 't') {
      m4.symbols().intern(step.value).is_traced = true;
    } else if (step.code == 's') {
      m4.output().enable_sync_lines(true);
      m4.lexer().track_lines(true);
    } else if (step.code == kDebugFile) {
      set_debug_file(m4, step.value);
    } else {
      const std::size_t equals = step.value.find('=');
      const bool has_text = equals != std::string::npos;
      m4.define(std::string_view(step.value).substr(0, equals),
                has_text ? std::string_view(step.value).substr(equals + 1) : "");
    }
  }
  if (!has_file) m4.process_file("-");
}

}  // namespace

int run_command(int argc, char** argv) {
  CommandLine line = parse(argc, argv);
  if (line.exit_now) return *line.exit_now;
  if (line.options.interactive) std::signal(SIGINT, SIG_IGN);
  // A file that may not grow is an error to report, not the end. Commands get the default back.
  std::signal(SIGXFSZ, [](int) {});
  DescriptorSink out(1);
  DescriptorSink errors(2);
  // It is never destroyed: to free some thousand definitions one by one takes time, and the process
  // ends anyway.
  static Processor* processor = nullptr;
  processor = std::make_unique<Processor>(std::move(line.options), out, errors).release();
  Processor& m4 = *processor;
  lint::Linter linter(m4, line.is_lint);
  try {
    m4.diagnostics().set_fatal_warnings(line.fatal_warnings);
    m4.diagnostics().set_quiet(line.is_quiet);
    m4.trace().flags = line.debug_flags;
    m4.trace().max_length = line.max_length;
    if (line.source_map) m4.make_source_map(*line.source_map);
    if (line.warned_sequence) m4.set_warned_sequence(*line.warned_sequence);
    if (line.debug_file) set_debug_file(m4, *line.debug_file);
    if (line.is_lint) {
      drop_output();
      m4.observe(linter);
    } else {
      m4.on_library = [&m4, &linter] { m4.observe(linter); };
    }
    if (m4.reload()) run_steps(m4, line.steps);
  } catch (const Exit& exit) {  // -EE, or a bad regular expression on the command line
    return exit.status;
  }
  const int status = m4.finish();
  return status == 0 && line.is_lint && linter.has_errors() ? EXIT_FAILURE : status;
}

}  // namespace sendwright::m4
