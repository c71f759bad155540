// K, X and Q lines: maps, milters and queue groups. Checked here, where file and line are known;
// what their arguments and equates mean belongs to the rooms that use them.
#include <algorithm>
#include <cstring>

#include "base/strings.hh"
#include "config/cf_parser.hh"
#include "config/cf_text.hh"
#include "config/leading_number.hh"

namespace sendwright::config {
namespace {

constexpr std::size_t kMaxQueueGroups = 50;  // with mqueue, which is always there

// The name before the first comma or blank, which is taken off too.
std::string take_declared_name(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of(", \t\n"), rest.size());
  std::string name(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return name;
}

// A name or class of a map, which starts with a letter or digit; one octet of whatever ends it is
// taken off too. Empty: there is none.
std::string take_map_word(std::string_view& rest) {
  const auto is_name = [](char c) { return base::is_ascii_alnum(c) || c == '_' || c == '.'; };
  rest = without_leading_space(rest);
  if (rest.empty() || !base::is_ascii_alnum(rest.front())) return {};
  const auto size =
      static_cast<std::size_t>(std::ranges::find_if_not(rest, is_name) - rest.begin());
  std::string word(rest.substr(0, size));
  rest.remove_prefix(std::min(size + 1, rest.size()));
  return word;
}

}  // namespace

void CfParser::map(std::string_view rest) {
  MapDeclaration declaration;
  declaration.name = take_map_word(rest);
  if (declaration.name.empty()) return error("readcf: config K line: no map name");
  declaration.class_name = take_map_word(rest);
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
  if (!map_names_.insert(declaration.name).second) {
    const auto earlier = std::ranges::find(configuration_.maps, declaration.name,
                                           &MapDeclaration::name);
    declaration.inherited = std::move(earlier->inherited);
    declaration.inherited.push_back(std::move(earlier->arguments));
    configuration_.maps.erase(earlier);
  }
  configuration_.maps.push_back(std::move(declaration));
}

void CfParser::milter(std::string_view rest) {
  Declaration declaration;
  declaration.line = first_line_number_;
  declaration.name = take_declared_name(rest);
  const std::string& name = declaration.name;
  if (name.empty()) return error("name required for mail filter");
  bool is_usable = true;
  const bool is_whole = for_each_equate(rest, [&](std::string_view key, std::string_view text) {
    const std::string_view value = base::trim(text);
    switch (key.front()) {
      case 'F':
        break;
      case 'S':
        is_usable = milter_socket(name, value);
        break;
      case 'T':
        is_usable = milter_timeouts(name, value);
        break;
      default:
        error("X" + name + ": unknown filter equate " + key.front() + "=");
        return true;
    }
    declaration.equates.emplace_back(key, value);
    return is_usable;
  });
  if (!is_whole) return error("X" + name + ": `=' expected");
  if (!is_usable) return;
  for (const Declaration& other : configuration_.milters) {
    if (other.name == name) return error("X" + name + ": duplicate filter definition");
  }
  if (declaration.find("S").value_or("").empty()) {
    return error("X" + name + ": empty or missing socket information");
  }
  configuration_.milters.push_back(std::move(declaration));
}

// `C:5m;S:10s;R:10s;E:5m`.
bool CfParser::milter_timeouts(const std::string& name, std::string_view value) {
  while (!value.empty()) {
    const char letter = value.front();
    if (letter != ';' && (letter == '\0' || std::strchr("CSRE", letter) == nullptr)) {
      error("X" + name + ": unknown filter timeout " + letter);
      return false;
    }
    if (value.size() < 2 || value[1] != ':') {
      error("X" + name + ", T=: `:' expected");
      return false;
    }
    const std::size_t end = std::min(value.find(';'), value.size());
    check_interval(base::trim(value.substr(2, end - 2)), 's');
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return true;
}

// `inet:port@host`, `inet6:port@host`, `local:path`, or a path.
bool CfParser::milter_socket(const std::string& name, std::string_view value) {
  const std::size_t colon = value.find(':');
  if (colon == value.npos) return true;
  const std::string_view kind = value.substr(0, colon);
  const bool is_network = base::equals_ignoring_case(kind, "inet") ||
                          base::equals_ignoring_case(kind, "inet6");
  if (!is_network && !base::equals_ignoring_case(kind, "local") &&
      !base::equals_ignoring_case(kind, "unix")) {
    system_error("X" + name + ": unknown socket type " + std::string(kind),
                 "Protocol not supported");
    return false;
  }
  if (!is_network) return true;
  PortOptions port;
  port.port = value.substr(colon + 1, value.find('@', colon) - colon - 1);
  if (!port.port.empty() && !port.port_number(0)) {
    error("X" + name + ": unknown port name " + port.port);
    return false;
  }
  return true;
}

void CfParser::queue_group(std::string_view rest) {
  Declaration declaration;
  declaration.line = first_line_number_;
  if (rest.empty()) return error("name required for queue");
  declaration.name = take_declared_name(rest);
  const std::string& name = declaration.name;
  std::string runners;
  const bool is_whole = for_each_equate(rest, [&](std::string_view key, std::string_view text) {
    const std::string_view value = base::trim(text);
    if (std::strchr("FIJNPRr", key.front()) == nullptr) {
      error("Q" + name + ": unknown queue equate " + key.front() + "=");
      return true;
    }
    if (key.front() == 'P' && value.empty()) error("queue " + name + ": empty path name");
    if (key.front() == 'I') check_interval(value, 'm');
    if (key.front() == 'R' && leading_number(value) > 1) runners = value;
    declaration.equates.emplace_back(key, value);
    return true;
  });
  if (!is_whole) return error("queue " + name + ": `=' expected");
  if (!runners.empty() && declaration.find("F").value_or("").find('f') == std::string_view::npos) {
    warn("Warning: Q=" + name + ": R=" + runners +
         ": multiple queue runners specified\n\tbut flag 'f' is not set");
  }
  if (configuration_.queue_groups.size() + 1 >= kMaxQueueGroups) {
    return error("too many queue groups defined (50 max)");
  }
  configuration_.queue_groups.push_back(std::move(declaration));
}

}  // namespace sendwright::config
