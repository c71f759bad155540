#include "tools/postfix/main_cf.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::postfix {

namespace {

std::string place(std::string_view file, size_t line) {
  return std::string(file) + ":" + std::to_string(line) + ": ";
}

bool is_name_character(char c) {
  return base::is_ascii_alnum(c) || c == '_';
}

bool has_control_character(std::string_view line) {
  return std::ranges::any_of(line, [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r') || c == '\x7f';
  });
}

}  // namespace

base::Result<std::vector<LogicalLine>> logical_lines(std::string_view file, std::string_view text) {
  if (text.size() > kMaxFileOctets) {
    return base::permanent(std::string(file) + ": expected at most " +
                           std::to_string(kMaxFileOctets) + " octets, found " +
                           std::to_string(text.size()));
  }
  std::vector<LogicalLine> lines;
  size_t number = 0;
  for (const auto raw : base::split(text, '\n')) {
    ++number;
    if (has_control_character(raw)) {
      return base::permanent(place(file, number) + "expected text, found a control character");
    }
    const auto content = base::trim(raw);
    if (content.empty() || content.front() == '#') continue;
    if (!base::is_ascii_space(raw.front())) {
      lines.push_back({number, std::string(content)});
    } else if (lines.empty()) {
      return base::permanent(
          place(file, number) +
          "expected a line that begins without a blank, since it continues none");
    } else {
      lines.back().text += ' ';
      lines.back().text += content;
    }
    if (lines.back().text.size() > kMaxValueOctets) {
      return base::permanent(place(file, lines.back().number) + "expected at most " +
                             std::to_string(kMaxValueOctets) +
                             " octets in a line and what continues it");
    }
  }
  return lines;
}

base::Result<MainCf> MainCf::parse(std::string_view file, std::string_view text) {
  auto lines = logical_lines(file, text);
  if (!lines) return std::unexpected(lines.error());
  MainCf result;
  for (const auto& line : *lines) {
    const auto equals = line.text.find('=');
    const auto name = base::trim(std::string_view(line.text).substr(0, equals));
    if (equals == std::string::npos || name.empty() ||
        !std::ranges::all_of(name, is_name_character)) {
      return base::permanent(place(file, line.number) + "expected name = value, found `" +
                             base::printable(line.text, 60) + "'");
    }
    result.last_[std::string(name)] = result.parameters_.size();
    result.parameters_.push_back(
        {std::string(name), std::string(base::trim(std::string_view(line.text).substr(equals + 1))),
         line.number});
  }
  return result;
}

const Parameter* MainCf::find(std::string_view name) const {
  const auto found = last_.find(name);
  return found == last_.end() ? nullptr : &parameters_[found->second];
}

void MainCf::set_default(std::string name, std::string value) {
  defaults_[std::move(name)] = std::move(value);
}

const std::string* MainCf::raw(std::string_view name) const {
  if (const auto* parameter = find(name)) return &parameter->value;
  const auto found = defaults_.find(name);
  return found == defaults_.end() ? nullptr : &found->second;
}

// Expands one value. `work` counts the octets looked at in all, so that names that double each
// other's length end soon.
struct MainCf::Expansion {
  const MainCf& file;
  std::vector<std::string>* unknown;
  size_t work = 0;
  std::string error = {};

  std::string expand(std::string_view text, int depth) {
    std::string out;
    work += text.size() + 1;
    if (depth > kMaxExpansionDepth) return fail("names that refer to each other too deeply");
    for (size_t at = 0; at < text.size() && error.empty();) {
      if (text[at] != '$' || at + 1 == text.size()) {
        out += text[at++];
      } else if (text[at + 1] == '$') {
        out += '$';
        at += 2;
      } else {
        at = reference(text, at + 1, depth, out);
      }
      if (out.size() > kMaxValueOctets || work > 8 * kMaxValueOctets)
        return fail("a shorter value");
    }
    return out;
  }

 private:
  std::string fail(const char* what) {
    if (error.empty()) error = what;
    return {};
  }

  // Reads what stands behind the $ at `at` - 1; returns where the text goes on.
  size_t reference(std::string_view text, size_t at, int depth, std::string& out) {
    const char open = text[at];
    if (open != '{' && open != '(') {
      const auto end =
          static_cast<size_t>(std::find_if_not(text.begin() + static_cast<ptrdiff_t>(at),
                                               text.end(), is_name_character) -
                              text.begin());
      if (end == at) {
        out += '$';
      } else {
        out += value_of(text.substr(at, end - at), depth);
      }
      return end;
    }
    const auto end = closing(text, at);
    if (end == std::string_view::npos) {
      fail("a closing brace behind ${");
      return text.size();
    }
    conditional(text.substr(at + 1, end - at - 1), depth, out);
    return end + 1;
  }

  static size_t closing(std::string_view text, size_t at) {
    const char open = text[at];
    const char close = open == '{' ? '}' : ')';
    int level = 0;
    for (; at < text.size(); ++at) {
      if (text[at] == open) ++level;
      if (text[at] == close && --level == 0) return at;
    }
    return std::string_view::npos;
  }

  // name, name?text, name:text, name?{text}:{text}
  void conditional(std::string_view inside, int depth, std::string& out) {
    const auto mark = inside.find_first_of("?:");
    const auto name = base::trim(inside.substr(0, mark));
    if (mark == std::string_view::npos) {
      out += value_of(name, depth);
      return;
    }
    const auto* found = file.raw(name);
    const bool is_set = found != nullptr && !found->empty();
    auto text = inside.substr(mark + 1);
    std::string_view other;
    if (!text.empty() && text.front() == '{') {
      const auto end = closing(text, 0);
      if (end == std::string_view::npos) {
        fail("a closing brace behind ${name?{");
        return;
      }
      other = text.substr(end + 1);
      text = text.substr(1, end - 1);
      if (other.size() >= 3 && other.front() == ':') other = other.substr(2, other.size() - 3);
    }
    if (is_set == (inside[mark] == '?')) {
      out += expand(text, depth + 1);
    } else {
      out += expand(other, depth + 1);
    }
  }

  std::string value_of(std::string_view name, int depth) {
    if (const auto* found = file.raw(name)) return expand(*found, depth + 1);
    if (unknown != nullptr) unknown->emplace_back(name);
    return {};
  }
};

base::Result<std::string> MainCf::value(std::string_view name,
                                        std::vector<std::string>* unknown) const {
  const auto* found = raw(name);
  if (found == nullptr) return std::string();
  Expansion expansion{*this, unknown};
  auto result = expansion.expand(*found, 0);
  if (!expansion.error.empty()) {
    const auto* parameter = find(name);
    return base::permanent("line " + std::to_string(parameter ? parameter->line : 0) +
                           ": expected " + expansion.error + " in the value of " +
                           std::string(name));
  }
  return std::string(base::trim(result));
}

std::vector<std::string> list_elements(std::string_view value) {
  std::vector<std::string> elements;
  std::string element;
  int level = 0;
  for (const char c : value) {
    if (c == '{') ++level;
    if (c == '}' && level > 0) --level;
    if (level == 0 && (c == ',' || base::is_ascii_space(c))) {
      if (!element.empty()) elements.push_back(std::move(element));
      element.clear();
    } else {
      element += c;
    }
  }
  if (!element.empty()) elements.push_back(std::move(element));
  return elements;
}

}  // namespace sendwright::postfix
