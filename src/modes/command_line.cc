#include "modes/command_line.hh"

#include <algorithm>
#include <array>

#include "base/strings.hh"

namespace sendwright::modes {
namespace {

enum class Argument { kNone, kRequired, kAttached };  // kAttached: only in the same word, or none

using Apply = std::optional<UsageError> (*)(CommandLine& line, const std::string& value);

struct Flag {
  char letter;
  Argument argument;
  const char* value_name;
  const char* help;
  Apply apply;
};

constexpr std::string_view kModes = "aCdDhHimpPstv";

std::optional<UsageError> set_mode(CommandLine& line, const std::string& value) {
  const char letter = value.empty() ? ' ' : value[0];
  if (letter == 'z') return UsageError{"Frozen configurations unsupported"};
  if (kModes.find(letter) == std::string_view::npos) {
    return UsageError{std::string("Invalid operation mode ") + letter};
  }
  line.mode = static_cast<Mode>(letter);
  return std::nullopt;
}

std::optional<UsageError> set_sender(CommandLine& line, const std::string& value) {
  if (line.sender) return UsageError{"More than one \"from\" person"};
  std::string_view sender = base::trim(value);
  if (sender == "<>") sender = {};
  line.sender = std::string(sender);
  return std::nullopt;
}

// Units of a -q interval; a bare number means minutes.
std::optional<std::chrono::seconds> unit_seconds(char unit) {
  switch (unit) {
    case 's':
      return std::chrono::seconds(1);
    case 'm':
      return std::chrono::minutes(1);
    case 'h':
      return std::chrono::hours(1);
    case 'd':
      return std::chrono::hours(24);
    case 'w':
      return std::chrono::hours(24 * 7);
    default:
      return std::nullopt;
  }
}

// More than this many weeks of waiting between two queue runs is a slip of the finger.
constexpr long long kMaxIntervalNumber = 1'000'000;

std::expected<std::chrono::seconds, UsageError> parse_interval(std::string_view text) {
  std::chrono::seconds total{0};
  while (!text.empty()) {
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = base::parse_integer(text.substr(0, digits));
    if (!number || *number > kMaxIntervalNumber) return std::unexpected(UsageError{"Invalid -q value"});
    const char unit = digits < text.size() ? text[digits] : 'm';
    const auto seconds = unit_seconds(unit);
    if (!seconds) {
      return std::unexpected(UsageError{std::string("Invalid time unit `") + unit + "'"});
    }
    total += *seconds * *number;
    text.remove_prefix(std::min(digits + 1, text.size()));
  }
  return total;
}

std::optional<UsageError> add_selection(QueueRun& run, std::string_view text) {
  std::string letter;
  if (text.starts_with('!')) {
    letter = "!";
    text.remove_prefix(1);
  }
  const char kind = text[0];
  const std::string_view value = text.substr(1);
  if (kind == 'G') {
    if (!letter.empty()) return UsageError{"Can not use -q!G"};
    run.group = value;
    return std::nullopt;
  }
  if (kind == 'L') {
    run.is_lost = true;
  } else {
    if (kind == 'Q') run.is_quarantined = true;
    if (!value.empty()) run.selections.emplace_back(letter + kind, value);
  }
  return std::nullopt;
}

std::optional<UsageError> set_queue_run(CommandLine& line, const std::string& value) {
  QueueRun& run = line.queue_run;
  run.is_wanted = true;
  std::string_view text = value;
  const std::string_view kind = text.starts_with('!') ? text.substr(1) : text;
  if (!kind.empty() && std::string_view("GILQRS").find(kind[0]) != std::string_view::npos) {
    return add_selection(run, text);
  }
  if (text.starts_with('f')) {
    run.is_foreground = true;
    return std::nullopt;
  }
  if (text.starts_with('p')) {
    run.is_persistent = true;
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  if (text.starts_with('-')) return UsageError{"Invalid -q value"};
  const auto interval = parse_interval(text);
  if (!interval) return interval.error();
  if (interval->count() > 0) run.interval = *interval;
  return std::nullopt;
}

std::optional<UsageError> set_long_option(CommandLine& line, const std::string& value) {
  const size_t equals = value.find('=');
  line.long_options.emplace_back(std::string(base::trim(value.substr(0, equals))),
                                 equals == std::string::npos
                                     ? std::string()
                                     : std::string(base::trim(value.substr(equals + 1))));
  return std::nullopt;
}

std::optional<UsageError> set_letter_option(CommandLine& line, const std::string& value) {
  if (value.empty()) return UsageError{"option requires an argument -- o"};
  if (value[0] == 'i' && value.size() == 1) line.ignores_dots = true;
  line.letter_options.emplace_back(value[0], value.substr(1));
  return std::nullopt;
}

std::optional<UsageError> set_macro(CommandLine& line, const std::string& value) {
  if (value.starts_with('{')) {
    const size_t end = value.find('}');
    if (end == std::string::npos) return UsageError{"-M: closing brace expected in " + value};
    line.macros.emplace_back(value.substr(1, end - 1), value.substr(end + 1));
  } else if (!value.empty()) {
    line.macros.emplace_back(value.substr(0, 1), value.substr(1));
  }
  return std::nullopt;
}

std::optional<UsageError> set_hop_count(CommandLine& line, const std::string& value) {
  const auto number = base::parse_integer(value);
  if (!number || *number < 0 || *number > 1000) return UsageError{"Bad hop count (" + value + ")"};
  line.hop_count = static_cast<int>(*number);
  return std::nullopt;
}

std::optional<UsageError> set_notify(CommandLine& line, const std::string& value) {
  for (const std::string_view word : base::split(value, ',')) {
    const bool is_known = base::equals_ignoring_case(word, "never") ||
                          base::equals_ignoring_case(word, "success") ||
                          base::equals_ignoring_case(word, "failure") ||
                          base::equals_ignoring_case(word, "delay");
    if (!is_known) return UsageError{"Invalid -N argument"};
  }
  line.dsn_notify = value;
  return std::nullopt;
}

std::optional<UsageError> set_return(CommandLine& line, const std::string& value) {
  if (!base::equals_ignoring_case(value, "full") && !base::equals_ignoring_case(value, "hdrs")) {
    return UsageError{"Invalid -R value"};
  }
  line.dsn_return = value;
  return std::nullopt;
}

std::optional<UsageError> set_configuration(CommandLine& line, const std::string& value) {
  if (value.starts_with('c')) line.configuration = ConfigurationChoice::kSubmission;
  if (value.starts_with('m')) line.configuration = ConfigurationChoice::kDaemon;
  return std::nullopt;
}

std::optional<UsageError> set_protocol(CommandLine& line, const std::string& value) {
  const size_t colon = value.find(':');
  line.protocol = value.substr(0, colon);
  if (colon != std::string::npos) line.protocol_host = value.substr(colon + 1);
  return std::nullopt;
}

template <std::string CommandLine::* Member>
std::optional<UsageError> set_text(CommandLine& line, const std::string& value) {
  line.*Member = value;
  return std::nullopt;
}

template <bool CommandLine::* Member>
std::optional<UsageError> set_true(CommandLine& line, const std::string&) {
  line.*Member = true;
  return std::nullopt;
}

std::optional<UsageError> add_debug(CommandLine& line, const std::string& value) {
  line.debug.push_back(value);
  return std::nullopt;
}

template <char Letter>
std::optional<UsageError> turn_option_on(CommandLine& line, const std::string&) {
  line.letter_options.emplace_back(Letter, "T");
  return std::nullopt;
}

template <char Letter>
std::optional<UsageError> set_option_letter(CommandLine& line, const std::string& value) {
  line.letter_options.emplace_back(Letter, value);
  return std::nullopt;
}

std::optional<UsageError> refuse_silently(CommandLine&, const std::string&) { return UsageError{}; }

std::optional<UsageError> set_quarantine(CommandLine& line, const std::string& value) {
  line.quarantine = value;
  return std::nullopt;
}

constexpr auto kFlags = std::to_array<Flag>({
    {'A', Argument::kRequired, "c|m", "use submit.cf (c) or sendmail.cf (m)", set_configuration},
    {'B', Argument::kRequired, "TYPE", "body type: 7BIT or 8BITMIME", set_text<&CommandLine::body_type>},
    {'b', Argument::kRequired, "MODE",
     "operation mode: m deliver, s SMTP on standard input, d daemon, D daemon in the foreground,\n"
     "      v verify addresses, t address test, p print the queue, P count it, i rebuild the aliases,\n"
     "      C check the configuration, h host status, H purge it, a ARPANET",
     set_mode},
    {'C', Argument::kRequired, "FILE", "configuration file", set_text<&CommandLine::configuration_file>},
    {'c', Argument::kNone, "", "hold mail for expensive mailers", turn_option_on<'c'>},
    {'D', Argument::kRequired, "FILE", "file for debugging output", set_text<&CommandLine::debug_file>},
    {'d', Argument::kAttached, "LIST", "debugging categories and levels", add_debug},
    {'e', Argument::kRequired, "MODE", "error mode: p print, q quiet, m mail, w write, e exit 0",
     set_option_letter<'e'>},
    {'F', Argument::kRequired, "NAME", "full name of the sender", set_text<&CommandLine::full_name>},
    {'f', Argument::kRequired, "ADDRESS", "envelope sender", set_sender},
    {'G', Argument::kNone, "", "gateway submission: repair nothing", set_true<&CommandLine::is_gateway>},
    {'h', Argument::kRequired, "COUNT", "hops so far", set_hop_count},
    {'I', Argument::kNone, "", "refused (exit status 64)", refuse_silently},
    {'i', Argument::kNone, "", "a line with a single dot does not end the message",
     set_true<&CommandLine::ignores_dots>},
    {'L', Argument::kRequired, "TAG", "tag of the log lines", set_text<&CommandLine::syslog_tag>},
    {'M', Argument::kRequired, "XVALUE", "set macro X", set_macro},
    {'m', Argument::kNone, "", "the sender stays in lists", turn_option_on<'m'>},
    {'N', Argument::kRequired, "LIST", "delivery notices: never, or success,failure,delay", set_notify},
    {'n', Argument::kNone, "", "no aliasing", set_true<&CommandLine::skips_aliasing>},
    {'O', Argument::kRequired, "NAME=VALUE", "set an option by its long name", set_long_option},
    {'o', Argument::kRequired, "XVALUE", "set an option by its letter", set_letter_option},
    {'p', Argument::kRequired, "PROTOCOL[:HOST]", "how the message was received", set_protocol},
    {'Q', Argument::kAttached, "REASON", "quarantine what -q selects, or release it", set_quarantine},
    {'q', Argument::kAttached, "SPEC",
     "run the queue once; with a time such as 30m, again and again;\n"
     "      -qGname one group, -qItext -qRtext -qStext -qQtext what matches (! negates), -qf foreground",
     set_queue_run},
    {'R', Argument::kRequired, "full|hdrs", "how much of a failed message a notice has", set_return},
    {'r', Argument::kRequired, "ADDRESS", "old form of -f", set_sender},
    {'s', Argument::kNone, "", "keep From_ lines", turn_option_on<'f'>},
    {'T', Argument::kNone, "", "refused: no time", set_option_letter<'T'>},
    {'t', Argument::kNone, "", "recipients from the To, Cc and Bcc fields",
     set_true<&CommandLine::takes_recipients_from_header>},
    {'U', Argument::kNone, "", "refused (no SMTPUTF8)", refuse_silently},
    {'V', Argument::kRequired, "ENVID", "envelope id, xtext", set_text<&CommandLine::envelope_id>},
    {'v', Argument::kNone, "", "verbose", set_true<&CommandLine::is_verbose>},
    {'X', Argument::kRequired, "FILE", "log of all traffic", set_text<&CommandLine::traffic_log>},
});

// Implies the address test mode; with recipients, those are explained.
std::optional<UsageError> set_explain(CommandLine& line, std::string_view word) {
  const std::size_t equals = word.find('=');
  line.explain_format = equals == word.npos ? "text" : word.substr(equals + 1);
  if (line.explain_format != "text" && line.explain_format != "html") {
    return UsageError{"--explain: expected text or html, not " + line.explain_format};
  }
  line.is_explained = true;
  line.mode = Mode::kTest;
  return std::nullopt;
}

struct OtherName {
  const char* name;
  Mode mode;
};

constexpr auto kOtherNames = std::to_array<OtherName>({
    {"newaliases", Mode::kInitializeAliases},
    {"mailq", Mode::kPrintQueue},
    {"hoststat", Mode::kHostStatus},
    {"purgestat", Mode::kPurgeHostStatus},
    {"smtpd", Mode::kDaemon},
});

// Reads one word of flags (`-oi`, `-tv`, `-f` `x`); `next` is moved over a separate value.
std::optional<UsageError> parse_word(CommandLine& line, const std::vector<std::string>& arguments,
                                     size_t& next) {
  const std::string word = arguments[next++];
  for (size_t i = 1; i < word.size(); ++i) {
    const auto* flag = std::ranges::find(kFlags, word[i], &Flag::letter);
    if (flag == kFlags.end()) return UsageError{std::string("illegal option -- ") + word[i]};
    if (flag->argument == Argument::kNone) {
      if (auto error = flag->apply(line, {})) return error;
      continue;
    }
    std::string value = word.substr(i + 1);
    if (value.empty() && flag->argument == Argument::kRequired) {
      if (next >= arguments.size()) {
        return UsageError{std::string("option requires an argument -- ") + word[i]};
      }
      value = arguments[next++];
    }
    return flag->apply(line, value);
  }
  return std::nullopt;
}

std::optional<UsageError> check_combination(const CommandLine& line) {
  if (line.mode == Mode::kVerify && line.queue_run.is_wanted) {
    return UsageError{"Can not use -q with -bv"};
  }
  if (line.mode == Mode::kTest && line.queue_run.is_wanted) {
    return UsageError{"Can not use -q with -bt"};
  }
  if (line.mode == Mode::kSmtp && line.queue_run.is_wanted) {
    return UsageError{"550 Can not use -q with -bs"};
  }
  if (line.mode == Mode::kVerify && line.quarantine) return UsageError{"Can not use -Q with -bv"};
  return std::nullopt;
}

}  // namespace

std::expected<CommandLine, UsageError> parse_command_line(const std::vector<std::string>& arguments) {
  CommandLine line;
  line.program = arguments.empty() ? "sendmail" : arguments[0];
  line.program = line.program.substr(line.program.rfind('/') + 1);
  const auto* other = std::ranges::find(kOtherNames, line.program, &OtherName::name);
  if (other != kOtherNames.end()) line.mode = other->mode;

  size_t next = 1;
  while (next < arguments.size()) {
    const std::string& word = arguments[next];
    if (word == "--") {
      ++next;
      break;
    }
    if (word == "--lint-cf") {
      line.lints_configuration = true;
      ++next;
      continue;
    }
    if (word == "--explain" || word.starts_with("--explain=")) {
      if (auto error = set_explain(line, word)) return std::unexpected(std::move(*error));
      ++next;
      continue;
    }
    if (word == "--help") line.wants_help = true;
    if (word == "--version") line.wants_version = true;
    if (word == "--help" || word == "--version") return line;
    if (word.size() < 2 || word[0] != '-') break;
    if (auto error = parse_word(line, arguments, next)) return std::unexpected(std::move(*error));
  }
  line.recipients.assign(arguments.begin() + static_cast<std::ptrdiff_t>(next), arguments.end());
  if (auto error = check_combination(line)) return std::unexpected(std::move(*error));
  return line;
}

std::string help_text(std::string_view program) {
  std::string text = "usage: " + std::string(program) + " [flags] [recipient ...]\n"
                     "Accepts a message on standard input and delivers or queues it; other modes below.\n";
  for (const Flag& flag : kFlags) {
    text += std::string("  -") + flag.letter;
    if (flag.argument == Argument::kAttached) {
      text += std::string("[") + flag.value_name + "]";
    } else if (flag.argument == Argument::kRequired) {
      text += std::string(" ") + flag.value_name;
    }
    text += std::string("\n      ") + flag.help + "\n";
  }
  text += "  --lint-cf\n      check the configuration file and print what is wrong with it (-v: all of it)\n";
  text += "  --explain[=text|html] [address ...]\n"
          "      explain by which rules, features and map entries the addresses are routed;\n"
          "      without addresses, explain the commands of the address test mode\n";
  text += "  --\n      end of flags\n"
          "Also called as newaliases (-bi), mailq (-bp), hoststat (-bh), purgestat (-bH), smtpd (-bd).\n"
          "Exit status: see sendmail(8).\n";
  return text;
}

}  // namespace sendwright::modes
