// Lines: joined, stripped of comments, `$` sequences coded, and handed to the function of their
// letter.
#include "config/cf_parser.hh"

#include <algorithm>
#include <cstdlib>

#include "address/meta.hh"
#include "base/strings.hh"
#include "config/cf_text.hh"
#include "config/expand.hh"
#include "config/leading_number.hh"
#include "config/limits.hh"
#include "config/logical_lines.hh"

namespace sendwright::config {
namespace {

constexpr std::size_t kMaxPrecedences = 25;

// Lines whose references are replaced now. D, M and H lines are templates, R lines are cut at their
// tabs first, and nothing is known of the others.
bool is_expanded(char letter) {
  return std::string_view("CEFKPQSTVX").find(letter) != std::string_view::npos;
}

}  // namespace

CfParser::CfParser(Configuration& configuration, const ReadOptions& options, std::string file)
    : configuration_(configuration), options_(options), file_(std::move(file)) {}

void CfParser::predefine() {
  const HostIdentity& host = options_.host;
  MacroScope& macros = configuration_.macros;
  configuration_.host = host;
  macros.set("w", host.short_name);
  macros.set("j", host.full_name);
  macros.set("m", host.domain);
  macros.set("k", host.node_name);
  macros.set("v", options_.version);
  macros.set("opMode", std::string(1, options_.operation_mode));
  for (const auto& [name, value] : options_.macros)
    macros.set(name, value);
  adopt_operators();
  predefine_classes();
  predefine_mailers();
}

void CfParser::read(std::string_view text) {
  LogicalLines lines(text);
  LogicalLine next;
  while (!was_given_up_ && lines.next(next)) {
    first_line_number_ = next.first;
    line_number_ = next.last;
    if (next.text.size() > kMaxLineOctets) {
      give_up("line too long (16 MiB max)");
    } else {
      line(next.text);
    }
  }
  if (!was_given_up_) check_complete();
}

void CfParser::line(std::string_view text) {
  const std::string_view line = without_comment(text, uncommented_);
  if (line.empty()) return;
  const char letter = line.front();
  const std::string_view rest = line.substr(1);
  // Options keep `$` as written, for the rooms that use them to expand at the right moment.
  if (letter == 'O') return option(rest);
  std::vector<std::string> messages;
  const bool has_references = code_dollars(rest, coded_, messages);
  report(std::move(messages));
  if (letter == 'R') return rule(coded_, has_references);
  if (has_references && is_expanded(letter)) coded_ = expanded(coded_);
  dispatch(letter, coded_);
}

void CfParser::dispatch(char letter, std::string_view rest) {
  switch (letter) {
    case 'C':
      return class_words(rest);
    case 'D':
      return define_macro(rest);
    case 'E':
      return environment(rest);
    case 'F':
      return class_file(rest);
    case 'H':
      return header(rest);
    case 'K':
      return map(rest);
    case 'M':
      return mailer(rest);
    case 'P':
      return precedence(rest);
    case 'Q':
      return queue_group(rest);
    case 'S':
      return ruleset(rest);
    case 'T':
      return trusted_users(rest);
    case 'V':
      return version(rest);
    case 'X':
      return milter(rest);
    default:
      return unknown_line(letter, rest);
  }
}

void CfParser::define_macro(std::string_view rest) {
  const std::string name = take_name(rest);
  if (name.empty()) return;
  configuration_.macros.set(name, munch(rest, '\0'));
}

void CfParser::environment(std::string_view rest) {
  const std::size_t sign = rest.find('=');
  const std::string name(base::trim(rest.substr(0, sign)));
  if (name.empty()) return;
  if (sign == rest.npos) {
    configuration_.environment.push_back({name, std::nullopt});
  } else {
    configuration_.environment.push_back({name, std::string(rest.substr(sign + 1))});
  }
}

void CfParser::precedence(std::string_view rest) {
  const std::size_t sign = rest.find('=');
  if (sign == rest.npos) return unknown_line('P', rest);
  if (configuration_.precedences.size() >= kMaxPrecedences) {
    return error("too many P lines, 25 max");
  }
  const std::string value(rest.substr(sign + 1));
  configuration_.precedences.push_back(
      {std::string(base::trim(rest.substr(0, sign))), std::atoi(value.c_str())});
}

void CfParser::trusted_users(std::string_view rest) {
  add_class_words("t", rest);
}

void CfParser::version(std::string_view rest) {
  const std::string_view number = base::trim(rest);
  if (number.empty() || !base::is_ascii_digit(number.front())) {
    return error("invalid argument to V line: \"" + std::string(rest) + "\"");
  }
  configuration_.version_level = static_cast<int>(leading_number(number));
  if (configuration_.version_level >= 6) configuration_.options.colon_ok_in_addr = false;
  const std::size_t slash = rest.find('/');
  if (slash == rest.npos) return;
  std::string_view vendor = rest.substr(slash + 1);
  const auto vendor_end = std::ranges::find_if_not(vendor, base::is_ascii_alnum);
  vendor = vendor.substr(0, static_cast<std::size_t>(vendor_end - vendor.begin()));
  if (!base::equals_ignoring_case(vendor, "Berkeley")) {
    error("invalid V line vendor code: \"" + std::string(vendor) + "\"");
  }
}

void CfParser::unknown_line(char letter, std::string_view rest) {
  error("unknown configuration line \"" + std::string(1, letter) + plain(rest) + "\"");
}

void CfParser::check_complete() {
  const int level = configuration_.version_level;
  check_options();
  if (level < 10) {
    warn("Warning: .cf file is out of date: sendmail " + options_.version +
         " supports version 10, .cf file is version " + std::to_string(level));
  }
  if (level > 10) {
    warn("Warning: .cf version level (" + std::to_string(level) + ") exceeds sendmail version " +
         options_.version + " functionality (10)");
    fail(base::ExitCode::kSoftware);
  }
  adapt_mailers_to_level();
  if (configuration_.options.queue_directory.empty() && options_.operation_mode != 't') {
    keep({"QueueDirectory (Q) option must be set", true});
    fail(base::ExitCode::kConfiguration);
  }
  if (configuration_.find_mailer("local") == nullptr) {
    keep({"No local mailer defined", true});
    fail(base::ExitCode::kSoftware);
  }
}

std::string CfParser::expanded(std::string_view coded) {
  std::string text = expand(coded, configuration_.macros, true);
  expanded_octets_ += text.size();
  if (expanded_octets_ > kMaxExpandedOctets && !was_given_up_) {
    give_up("configuration too large (256 MiB max after replacing macros)");
  }
  return text;
}

std::string CfParser::take_name(std::string_view& rest) {
  // A reference that was coded (`$x`) is no name; neither is white space.
  std::size_t consumed = 0;
  std::vector<std::string> messages;
  std::string name = parse_name(rest, consumed, messages);
  rest.remove_prefix(consumed);
  report(std::move(messages));
  return name;
}

}  // namespace sendwright::config
