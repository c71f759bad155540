// Lines: joined, stripped of comments, `$` sequences coded, and handed to the function of their
// letter.
#include "config/cf_parser.hh"

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

// D, M and H lines are templates: their references are replaced when they are used.
bool keeps_references(char letter) {
  return letter == 'D' || letter == 'M' || letter == 'H';
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

Declaration parse_declaration(std::string_view text) {
  Declaration declaration;
  declaration.name = base::trim(munch(text, ','));
  while (!text.empty()) {
    const std::string piece = munch(text, ',');
    const std::string_view equate = base::trim(piece);
    if (equate.empty()) continue;
    const std::size_t sign = equate.find('=');
    const std::string_view value =
        sign == equate.npos ? std::string_view() : base::trim(equate.substr(sign + 1));
    declaration.equates.emplace_back(base::trim(equate.substr(0, sign)), value);
  }
  return declaration;
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
    if (!logical.empty()) line(logical);
    logical.clear();
  };
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view physical = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    ++number;
    if (!physical.empty() && physical.back() == '\r') physical.remove_suffix(1);
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
  check_complete();
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
  if (keeps_references(letter)) return dispatch(letter, coded);
  dispatch(letter, expand(coded, configuration_.macros, true));
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
  const auto take_word = [&] {
    while (!rest.empty() && base::is_ascii_space(rest.front()))
      rest.remove_prefix(1);
    std::size_t size = 0;
    while (size < rest.size() && is_name(rest[size]))
      ++size;
    std::string word(rest.substr(0, size));
    rest.remove_prefix(size);
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

void CfParser::milter(std::string_view rest) {
  Declaration declaration = parse_declaration(rest);
  declaration.where = {file_, first_line_number_};
  if (declaration.name.empty()) return error("X line: filter name required");
  configuration_.milters.push_back(std::move(declaration));
}

void CfParser::option(std::string_view rest) {
  RawOption raw;
  raw.where = {file_, first_line_number_};
  if (rest.empty()) return error("option name required");
  base::Result<Warnings> outcome;
  if (rest.front() == ' ') {
    const std::string_view text = base::trim(rest);
    const std::size_t sign = text.find('=');
    raw.name = base::trim(text.substr(0, sign));
    if (sign != text.npos) raw.value = base::trim(text.substr(sign + 1));
    outcome = configuration_.options.set_long(raw.name, raw.value);
  } else {
    raw.name = rest.substr(0, 1);
    raw.value = base::trim(rest.substr(1));
    outcome = configuration_.options.set_letter(rest.front(), raw.value);
  }
  configuration_.option_lines.push_back(raw);
  if (!outcome) return error(outcome.error().message);
  for (std::string& warning : *outcome)
    error(std::move(warning));
  if (!configuration_.options.operator_chars.empty()) {
    configuration_.operators = address::OperatorTable(configuration_.options.operator_chars);
  }
}

void CfParser::precedence(std::string_view rest) {
  const std::size_t sign = rest.find('=');
  if (sign == rest.npos) return unknown_line('P', rest);
  if (configuration_.precedences.size() >= kMaxPrecedences) {
    return error("Too many P lines, 25 max");
  }
  const std::string value(rest.substr(sign + 1));
  configuration_.precedences.push_back(
      {std::string(base::trim(rest.substr(0, sign))), std::atoi(value.c_str())});
}

void CfParser::queue_group(std::string_view rest) {
  Declaration declaration = parse_declaration(rest);
  declaration.where = {file_, first_line_number_};
  if (declaration.name.empty()) return error("name required for queue");
  configuration_.queue_groups.push_back(std::move(declaration));
}

void CfParser::trusted_users(std::string_view rest) {
  add_class_words("t", rest);
}

void CfParser::version(std::string_view rest) {
  const std::string text(rest);
  configuration_.version_level = std::atoi(text.c_str());
  if (configuration_.version_level >= 6) configuration_.options.colon_ok_in_addr = false;
  const std::size_t slash = rest.find('/');
  if (slash == rest.npos) return;
  const std::string_view vendor = base::trim(rest.substr(slash + 1));
  if (!base::equals_ignoring_case(vendor, "Berkeley")) {
    error("invalid V line vendor code: \"" + std::string(vendor) + "\"");
  }
}

std::string CfParser::plain(std::string_view coded) {
  std::string text = address::readable(coded);
  std::erase_if(text, [](char c) { return c == '$' || c == '{' || c == '}'; });
  return text;
}

void CfParser::unknown_line(char letter, std::string_view rest) {
  error("unknown configuration line \"" + std::string(1, letter) + plain(rest) + "\"");
}

void CfParser::check_complete() {
  if (configuration_.version_level < 9) {
    warn("Warning: .cf file is out of date: sendmail " + options_.version +
         " supports version 10, .cf file is version " +
         std::to_string(configuration_.version_level));
  }
  if (configuration_.version_level > 10) {
    warn("Warning: .cf version level (" + std::to_string(configuration_.version_level) +
         ") exceeds sendmail version " + options_.version + " functionality (10)");
  }
  if (configuration_.options.queue_directory.empty()) {
    messages_.push_back({"QueueDirectory (Q) option must be set", true});
    has_errors_ = true;
  }
  if (configuration_.find_mailer("local") == nullptr) {
    messages_.push_back({"No local mailer defined", true});
    has_errors_ = true;
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
  has_errors_ = true;
  messages_.push_back({file_ + ": line " + std::to_string(line_number_) + ": " + text, false});
}

void CfParser::fatal(std::string text) {
  has_errors_ = true;
  messages_.push_back({file_ + ": line " + std::to_string(line_number_) + ": " + text, true});
}

void CfParser::warn(std::string text) {
  messages_.push_back({std::move(text), false});
}

}  // namespace sendwright::config
