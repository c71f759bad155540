// Lines: joined, stripped of comments, `$` sequences coded, and handed to the function of their
// letter.
#include "config/cf_parser.hh"

#include <algorithm>
#include <cstdlib>

#include "address/meta.hh"
#include "base/strings.hh"
#include "config/expand.hh"

namespace sendwright::config {
namespace {

using address::Meta;

constexpr std::size_t kMaxPrecedences = 25;

// Without the trailing comment: `#` starts one unless it is written `\#` (which leaves `#`) or
// `$#`.
std::string strip_comment(std::string_view text) {
  std::string out;
  if (text.find('#') == text.npos) {
    while (!text.empty() && base::is_ascii_space(text.back()))
      text.remove_suffix(1);
    return std::string(text);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '#') {
      out += '#';
      ++i;
      continue;
    }
    if (text[i] == '#' && (i == 0 || text[i - 1] != '$')) break;
    out += text[i];
  }
  while (!out.empty() && base::is_ascii_space(out.back()))
    out.pop_back();
  return out;
}

// Lines whose references are replaced now. D, M and H lines are templates, R lines are cut at their
// tabs first, and nothing is known of the others.
bool is_expanded(char letter) {
  return std::string_view("CEFKPQSTVX").find(letter) != std::string_view::npos;
}

}  // namespace

std::string munch(std::string_view& rest, char delimiter) {
  std::string out;
  bool in_quotes = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '\\' && i + 1 < rest.size()) {
      switch (const char escaped = rest[++i]) {
        case 'b':
          out += '\b';
          break;
        case 'f':
          out += '\f';
          break;
        case 'n':
          out += '\n';
          break;
        case 'r':
          out += '\r';
          break;
        case 't':
          out += '\t';
          break;
        default:
          out += escaped;
      }
    } else if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == delimiter && delimiter != '\0' && !in_quotes) {
      break;
    } else {
      out += c;
    }
  }
  rest.remove_prefix(i < rest.size() ? i + 1 : i);
  return out;
}

long leading_number(std::string_view text) {
  const std::string whole(text);
  return std::strtol(whole.c_str(), nullptr, 10);
}

CfParser::CfParser(Configuration& configuration, const ReadOptions& options, std::string file)
    : configuration_(configuration), options_(options), file_(std::move(file)) {}

void CfParser::predefine() {
  const HostIdentity& host = options_.host;
  MacroScope& macros = configuration_.macros;
  configuration_.host = host;
  configuration_.options = options_.options;
  macros.set("w", host.short_name);
  macros.set("j", host.full_name);
  macros.set("m", host.domain);
  macros.set("k", host.node_name);
  macros.set("v", options_.version);
  macros.set("opMode", std::string(1, options_.operation_mode));
  for (const auto& [name, value] : options_.macros)
    macros.set(name, value);
  predefine_classes();
  predefine_mailers();
}

void CfParser::read(std::string_view text) {
  std::string logical;
  const auto flush = [&] {
    if (!logical.empty() && !was_given_up_) line(logical);
    logical.clear();
  };
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view physical = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    ++number;
    if (!physical.empty() && physical.back() == '\r') physical.remove_suffix(1);
    // As C texts end; and no octet of the file may pass for a metatoken.
    std::string clean(physical.substr(0, physical.find('\0')));
    std::ranges::replace_if(clean, address::is_meta, '?');
    physical = clean;
    const bool continues =
        !physical.empty() && (physical.front() == ' ' || physical.front() == '\t');
    if (continues && !logical.empty()) {
      logical.append("\n").append(physical);
      line_number_ = number;
      continue;
    }
    flush();
    line_number_ = first_line_number_ = number;
    logical = physical;
  }
  flush();
  if (!was_given_up_) check_complete();
}

void CfParser::line(std::string_view text) {
  if (text.front() == '#') return;
  const std::string stripped = strip_comment(text);
  if (stripped.empty()) return;
  const char letter = stripped.front();
  const std::string_view rest = std::string_view(stripped).substr(1);
  // Options keep `$` as written, for the rooms that use them to expand at the right moment.
  if (letter == 'O') return option(rest);
  std::vector<std::string> messages;
  const std::string coded = code_dollars(rest, messages);
  report(messages);
  dispatch(letter, is_expanded(letter) ? expand(coded, configuration_.macros, true) : coded);
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
    case 'R':
      return rule(rest);
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

void CfParser::map(std::string_view rest) {
  const auto is_name = [](char c) { return base::is_ascii_alnum(c) || c == '_' || c == '.'; };
  // A word starts with a letter or digit; one octet of whatever ends it is skipped.
  const auto take_word = [&] {
    while (!rest.empty() && base::is_ascii_space(rest.front()))
      rest.remove_prefix(1);
    std::size_t size = 0;
    if (!rest.empty() && !base::is_ascii_alnum(rest.front())) return std::string();
    while (size < rest.size() && is_name(rest[size]))
      ++size;
    std::string word(rest.substr(0, size));
    rest.remove_prefix(std::min(size + 1, rest.size()));
    return word;
  };
  MapDeclaration declaration;
  declaration.name = take_word();
  if (declaration.name.empty()) return error("readcf: config K line: no map name");
  declaration.class_name = take_word();
  if (declaration.class_name.empty()) {
    return error("readcf: config K line, map " + declaration.name + ": no map class");
  }
  if (options_.has_map_class && !options_.has_map_class(declaration.class_name)) {
    return error("readcf: map " + declaration.name + ": class " + declaration.class_name +
                 " not available");
  }
  declaration.arguments = base::trim(rest);
  declaration.source_file = file_;
  declaration.source_line = first_line_number_;
  std::erase_if(configuration_.maps,
                [&](const MapDeclaration& other) { return other.name == declaration.name; });
  configuration_.maps.push_back(std::move(declaration));
}

// `O Name=value`, `O Name.part=value`; `Ovalue` with a letter for the name.
void CfParser::option(std::string_view rest) {
  RawOption raw;
  raw.where = {file_, first_line_number_};
  base::Result<Warnings> outcome;
  if (!rest.empty() && rest.front() == ' ') {
    const std::string_view text = rest.substr(1);
    const std::size_t sign = text.find('=');
    raw.name = text.substr(0, sign);
    while (!raw.name.empty() && base::is_ascii_space(raw.name.back())) raw.name.pop_back();
    if (sign != text.npos) raw.value = base::trim(text.substr(sign + 1));
    outcome = configuration_.options.set_long(raw.name, raw.value);
  } else {
    raw.name = rest.substr(0, 1);
    if (!rest.empty()) raw.value = base::trim(rest.substr(1));
    outcome = configuration_.options.set_letter(rest.empty() ? '\0' : rest.front(), raw.value);
  }
  configuration_.option_lines.push_back(raw);
  if (!outcome) {
    error(outcome.error().message);
    // One of a port's options is not worth giving up for.
    was_given_up_ = raw.value.find('=') == std::string::npos &&
                    (outcome.error().message.starts_with("Unknown delivery mode") ||
                     outcome.error().message.starts_with("Unknown 8-bit mode"));
    if (was_given_up_) status_ = base::ExitCode::kUsage;
    return;
  }
  for (std::string& warning : *outcome) {
    if (warning.starts_with("Warning: ")) {
      warn(std::move(warning));
    } else {
      note(std::move(warning));
    }
  }
  if (base::equals_ignoring_case(raw.name, "OperatorChars")) {
    if (has_operators_) {
      warn("Warning: OperatorChars is being redefined.\n"
           "         It should only be set before ruleset definitions.");
    }
    has_operators_ = true;
  }
  if (base::equals_ignoring_case(raw.name, "AliasFile") || raw.name == "A") alias_classes();
  if (!configuration_.options.operator_chars.empty()) {
    configuration_.operators = address::OperatorTable(configuration_.options.operator_chars);
  }
}

// `class flags:file`: a class that does not exist is no alias source.
void CfParser::alias_classes() {
  if (!options_.has_map_class) return;
  std::erase_if(configuration_.options.alias_file, [&](const std::string& source) {
    const std::size_t colon = source.find(':');
    if (colon == source.npos) return false;
    const std::string name = source.substr(0, source.find_first_of(": \t"));
    if (options_.has_map_class(name)) return false;
    error("setalias: unknown alias class " + name);
    return true;
  });
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
  vendor = vendor.substr(0, std::ranges::find_if_not(vendor, base::is_ascii_alnum) - vendor.begin());
  if (!base::equals_ignoring_case(vendor, "Berkeley")) {
    error("invalid V line vendor code: \"" + std::string(vendor) + "\"");
  }
}

std::string CfParser::plain(std::string_view coded) {
  std::string text;
  for (std::size_t at = 0; at < coded.size();) {
    if (!address::is_meta(coded[at])) {
      text += coded[at++];
      continue;
    }
    const std::size_t name_end = coded.find(to_char(Meta::kNameEnd), at);
    std::size_t size = 1;
    if (address::has_name(coded[at]) && name_end != coded.npos) size = name_end + 1 - at;
    std::string reference = address::readable(coded.substr(at, size));
    if (reference.starts_with('$')) reference.front() = '\1';
    if (reference.ends_with("{}")) reference.resize(reference.size() - 2);
    text += reference;
    at += size;
  }
  return text;
}

void CfParser::unknown_line(char letter, std::string_view rest) {
  error("unknown configuration line \"" + std::string(1, letter) + plain(rest) + "\"");
}

void CfParser::check_complete() {
  const int level = configuration_.version_level;
  Options& options = configuration_.options;
  if (options.single_thread_delivery && options.host_status_directory.empty()) {
    warn("Warning: HostStatusDirectory required for SingleThreadDelivery");
  }
  if (options.super_safe == SuperSafe::kInteractive &&
      options.delivery_mode != DeliveryMode::kInteractive) {
    warn("WARNING: SuperSafe=interactive should only be used with\n"
         "         DeliveryMode=interactive");
  }
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
  if (options.queue_directory.empty() && options_.operation_mode != 't') {
    messages_.push_back({"QueueDirectory (Q) option must be set", true});
    fail(base::ExitCode::kConfiguration);
  }
  if (configuration_.find_mailer("local") == nullptr) {
    messages_.push_back({"No local mailer defined", true});
    fail(base::ExitCode::kSoftware);
  }
}

std::string CfParser::take_name(std::string_view& rest) {
  // A reference that was coded (`$x`) is no name; neither is white space.
  std::size_t consumed = 0;
  std::vector<std::string> messages;
  std::string name = parse_name(rest, consumed, messages);
  rest.remove_prefix(consumed);
  report(messages);
  return name;
}

std::string CfParser::expanded(std::string_view coded) const {
  return expand(coded, configuration_.macros);
}

void CfParser::report(std::vector<std::string>& messages) {
  for (std::string& message : messages)
    error(std::move(message));
  messages.clear();
}

void CfParser::error(std::string text) {
  note(std::move(text));
  fail(base::ExitCode::kSoftware);
}

void CfParser::system_error(const std::string& text, std::string_view reason) {
  note(text + ": " + std::string(reason));
  fail(base::ExitCode::kSystemError);
}

// Messages are shown in seven bits.
void CfParser::note(std::string text) {
  for (char& c : text) c = static_cast<char>(c & 0x7f);
  text.resize(std::min(text.find('\0'), text.size()));
  messages_.push_back({file_ + ": line " + std::to_string(line_number_) + ": " + text, false});
}

void CfParser::warn(std::string text) {
  messages_.push_back({std::move(text), false});
}

void CfParser::fail(base::ExitCode status) {
  if (status_ == base::ExitCode::kOk) status_ = status;
}

}  // namespace sendwright::config
