// The command line of `sendmail` and its other names (mailq, newaliases, ...), as sendmail 8 reads it.
// In: argc/argv. Out: what was asked for, typed; or a message and the exit status to leave with.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sysexits.hh"

namespace sendwright::modes {

// Operation mode: the letter behind -b ("$opMode").
enum class Mode : char {
  kDeliver = 'm',
  kArpanet = 'a',
  kCheckConfiguration = 'C',
  kDaemon = 'd',
  kForegroundDaemon = 'D',
  kHostStatus = 'h',
  kPurgeHostStatus = 'H',
  kInitializeAliases = 'i',
  kPrintQueue = 'p',
  kPrintQueueCounts = 'P',
  kSmtp = 's',
  kTest = 't',
  kVerify = 'v',
};

// What -q asks for.
struct QueueRun {
  bool is_wanted = false;
  bool is_persistent = false;                       // -qp
  bool is_foreground = false;                       // -qf
  std::optional<std::chrono::seconds> interval;     // -q30m; absent: one run
  std::string group;                                // -qGname
  bool is_quarantined = false;                      // -qQ
  bool is_lost = false;                             // -qL
  // -qI, -qR, -qS, -qQ with a text: letter (with `!` in front if negated) and substring.
  std::vector<std::pair<std::string, std::string>> selections;
};

enum class ConfigurationChoice { kByMode, kSubmission, kDaemon };  // -Ac, -Am

struct CommandLine {
  Mode mode = Mode::kDeliver;
  std::string program;                       // the name it was called by, without directories
  std::string configuration_file;            // -C
  ConfigurationChoice configuration = ConfigurationChoice::kByMode;
  std::optional<std::string> sender;         // -f, -r; "" for the null sender
  std::string full_name;                     // -F
  bool takes_recipients_from_header = false; // -t
  bool ignores_dots = false;                 // -i, -oi
  bool is_verbose = false;                   // -v
  bool is_gateway = false;                   // -G
  bool skips_aliasing = false;               // -n
  std::string body_type;                     // -B
  std::string dsn_notify;                    // -N
  std::string dsn_return;                    // -R
  std::string envelope_id;                   // -V
  int hop_count = 0;                         // -h
  std::string syslog_tag;                    // -L
  std::string protocol;                      // -p proto
  std::string protocol_host;                 // -p proto:host
  std::string traffic_log;                   // -X
  std::vector<std::string> debug;            // -d, as often as it was given
  std::string debug_file;                    // -D
  std::optional<std::string> quarantine;     // -Q
  QueueRun queue_run;                        // -q
  std::vector<std::pair<char, std::string>> letter_options;        // -oXvalue
  std::vector<std::pair<std::string, std::string>> long_options;   // -O Name=value
  std::vector<std::pair<std::string, std::string>> macros;         // -MXvalue
  std::vector<std::string> recipients;       // what is left
  bool lints_configuration = false;          // --lint-cf
  bool is_explained = false;                 // --explain
  std::string explain_format;                // text or html
  bool wants_help = false;                   // --help
  bool wants_version = false;                // --version
};

// Why the command ends here: the line for standard error and the status to exit with.
struct UsageError {
  std::string message;
  base::ExitCode exit_code = base::ExitCode::kUsage;
};

[[nodiscard]] std::expected<CommandLine, UsageError> parse_command_line(
    const std::vector<std::string>& arguments);

// The text of `--help`: one line for each flag, from the same table that the parser uses.
[[nodiscard]] std::string help_text(std::string_view program);

}  // namespace sendwright::modes
