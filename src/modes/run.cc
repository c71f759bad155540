#include "modes/run.hh"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <iostream>

#include "base/debug.hh"
#include "base/log.hh"
#include "base/strings.hh"
#include "config.h"
#include "daemon/master.hh"
#include "daemon/site.hh"
#include "maps/alias_database.hh"
#include "modes/address_test.hh"
#include "modes/command_line.hh"
#include "modes/debug_report.hh"
#include "modes/lint_cf.hh"
#include "modes/queue_modes.hh"
#include "modes/set_id_rights.hh"
#include "modes/smtp_stdio.hh"
#include "modes/submission.hh"
#include "modes/verify.hh"
#include "rules/resolve.hh"

namespace sendwright::modes {
namespace {

using base::ExitCode;
using base::to_int;

// Descriptors 0 to 2 must be open, or the first files opened would be taken for them.
void open_standard_descriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    if (::open("/dev/null", O_RDWR) != fd) std::exit(to_int(ExitCode::kSystemError));
  }
}

bool is_submission(const CommandLine& line) {
  if (line.configuration != ConfigurationChoice::kByMode) {
    return line.configuration == ConfigurationChoice::kSubmission;
  }
  return line.mode == Mode::kDeliver || line.mode == Mode::kArpanet || line.mode == Mode::kSmtp;
}

// Without -C: mail submission uses submit.cf where there is one, everything else sendmail.cf.
std::string configuration_file(const CommandLine& line) {
  if (!line.configuration_file.empty()) return line.configuration_file;
  const std::string submit = daemon::default_configuration_file(true);
  const bool is_forced = line.configuration == ConfigurationChoice::kSubmission;
  if (is_submission(line) && (is_forced || ::access(submit.c_str(), R_OK) == 0)) return submit;
  return daemon::default_configuration_file(false);
}

daemon::LoadedConfiguration load(const CommandLine& line) {
  daemon::LoadRequest request;
  request.file = configuration_file(line);
  request.operation_mode = static_cast<char>(line.mode);
  request.long_options = line.long_options;
  request.letter_options = line.letter_options;
  request.macros = line.macros;
  return daemon::load_configuration(request);
}

// Aliases must be local names: what rulesets 3 and 0 give to a mailer that expands aliases (flag A).
ExitCode rebuild_aliases(daemon::Site& site) {
  base::BlockingWaiter waiter;
  config::MacroScope macros(&site.configuration().macros);
  rules::Evaluation evaluation(macros, waiter);
  maps::AliasChecks checks;
  checks.is_local = [&](std::string_view name) {
    const rules::Resolution resolution = rules::resolve_recipient(site.engine(), name, evaluation);
    return resolution.is_ok() && resolution.mailer->flags.has('A');
  };
  return maps::rebuild_aliases(site.options(), checks, std::cout);
}

int run_mode(daemon::Site& site, const CommandLine& line, base::Debug& debug,
             const std::vector<std::string>& arguments) {
  switch (line.mode) {
    case Mode::kTest:
      return run_address_test(site, line, debug);
    case Mode::kInitializeAliases:
      return to_int(rebuild_aliases(site));
    case Mode::kPrintQueue:
      return to_int(print_queue(site, line));
    case Mode::kPrintQueueCounts:
      return to_int(print_queue_counts(site));
    case Mode::kVerify:
      return to_int(verify_addresses(site, line, debug));
    case Mode::kSmtp:
      return serve_smtp_on_stdio(site);
    case Mode::kCheckConfiguration:
      return to_int(ExitCode::kOk);
    case Mode::kDaemon:
    case Mode::kForegroundDaemon:
      return daemon::run_master(site, {.arguments = arguments,
                                       .is_foreground = line.mode == Mode::kForegroundDaemon,
                                       .serves_smtp = true,
                                       .interval = line.queue_run.interval});
    case Mode::kHostStatus:
    case Mode::kPurgeHostStatus:
      std::cerr << "Host status is not kept: set option HostStatusDirectory (confHOST_STATUS_DIRECTORY)\n";
      return to_int(ExitCode::kUnavailable);
    case Mode::kDeliver:
    case Mode::kArpanet:
      break;
  }
  if (line.queue_run.is_wanted && line.recipients.empty() && !line.takes_recipients_from_header) {
    if (!line.queue_run.interval) return to_int(run_queue(site, line));
    return daemon::run_master(site, {.arguments = arguments,
                                     .is_foreground = line.queue_run.is_foreground,
                                     .serves_smtp = false,
                                     .interval = line.queue_run.interval});
  }
  return to_int(submit_message(site, line));
}

// The caller's own rights for as long as it lives: a set-id program does not open files for others
// with its own.
class CallerRights {
 public:
  CallerRights() : group_(::getegid()), user_(::geteuid()) {
    is_dropped_ = ::setegid(::getgid()) == 0 && ::seteuid(::getuid()) == 0;
  }
  ~CallerRights() {
    if (::seteuid(user_) != 0 || ::setegid(group_) != 0) std::abort();
  }
  CallerRights(const CallerRights&) = delete;
  CallerRights& operator=(const CallerRights&) = delete;
  [[nodiscard]] bool is_dropped() const { return is_dropped_; }

 private:
  gid_t group_;
  uid_t user_;
  bool is_dropped_ = false;
};

// Debug levels and the file their output goes to. False: the file cannot be opened.
bool set_debug(const CommandLine& line, base::Debug& debug) {
  for (const std::string& flags : line.debug) debug.levels.set(flags);
  if (line.debug_file.empty()) return true;
  const CallerRights rights;
  if (rights.is_dropped() && debug.redirect(line.debug_file)) return true;
  std::cout << "cannot open " << line.debug_file << ": " << std::strerror(errno) << '\n';
  return false;
}

// The line of `file` that a message is about; 0: it is about none.
int line_of(std::string_view message, std::string_view file) {
  if (!message.starts_with(file)) return 0;
  message.remove_prefix(file.size());
  constexpr std::string_view kLine = ": line ";
  if (!message.starts_with(kLine)) return 0;
  const std::string_view rest = message.substr(kLine.size());
  return static_cast<int>(base::parse_integer(rest.substr(0, rest.find(':'))).value_or(0));
}

// What is wrong with a map is known when all of the file has been read; it is said in the order of
// the lines.
void add_in_order(const maps::MapMessage& message, std::vector<std::string>& messages) {
  const std::string& file = message.source_file;
  if (file.empty()) return messages.push_back(message.text);
  const auto later = std::ranges::find_if(messages, [&](const std::string& other) {
    return line_of(other, file) > message.source_line;
  });
  messages.insert(later,
                  file + ": line " + std::to_string(message.source_line) + ": " + message.text);
}

int run_with_configuration(const CommandLine& line, base::Debug& debug,
                           const std::vector<std::string>& arguments) {
  if (report_program(debug)) return to_int(ExitCode::kOk);
  daemon::LoadedConfiguration loaded = load(line);
  std::vector<std::string> messages = std::move(loaded.messages);
  const bool is_test = line.mode == Mode::kTest;
  // The test mode is where a broken configuration is looked into: it only needs a file.
  if (!loaded.was_read || (!is_test && loaded.exit_code != ExitCode::kOk)) {
    for (const std::string& message : messages) std::cerr << message << '\n';
    return to_int(loaded.exit_code);
  }
  const config::Options& options = loaded.configuration->options;
  base::open_log({.tag = line.syslog_tag.empty() ? "sendmail" : line.syslog_tag,
                  .level = static_cast<int>(options.log_level),
                  .file = options.log_file});
  ExitCode status = loaded.exit_code;
  daemon::Site site(std::move(loaded));
  for (const maps::MapMessage& message : site.lookups().registry().messages()) {
    add_in_order(message, messages);
    if (status == ExitCode::kOk) status = ExitCode::kSoftware;
  }
  for (const std::string& message : messages) std::cerr << message << '\n';
  if (!is_test && status != ExitCode::kOk) return to_int(status);
  report_configuration(debug, line, configuration_file(line), site.configuration());
  const int ended = run_mode(site, line, debug, arguments);
  // The test mode is left with the status of the first error in the configuration.
  return is_test && ended == to_int(ExitCode::kOk) ? to_int(status) : ended;
}

}  // namespace

int run_sendmail(const std::vector<std::string>& arguments) {
  open_standard_descriptors();
  const auto line = parse_command_line(arguments);
  if (!line) {
    if (!line.error().message.empty()) std::cerr << "sendmail: " << line.error().message << '\n';
    return to_int(line.error().exit_code);
  }
  if (line->wants_help) {
    std::cout << help_text(line->program);
    return to_int(ExitCode::kOk);
  }
  if (line->wants_version) {
    std::cout << "Sendwright " << PACKAGE_VERSION << '\n';
    return to_int(ExitCode::kOk);
  }
  try {
    if (::getuid() != 0 && is_callers_own_way(*line)) drop_set_id_rights();
    if (line->lints_configuration) return lint_configuration(*line);
    base::Debug debug;
    const bool has_debug_file = set_debug(*line, debug);
    const int status = run_with_configuration(*line, debug, arguments);
    return has_debug_file || status != 0 ? status : to_int(ExitCode::kCannotCreate);
  } catch (const std::exception& error) {
    std::cerr << "sendmail: " << error.what() << '\n';
    base::log(0, base::LogPriority::kCritical, {}, error.what());
    return to_int(ExitCode::kSystemError);
  }
}

}  // namespace sendwright::modes
