#include "maps/alias_file.hh"

#include <unordered_map>

#include "base/strings.hh"

namespace sendwright::maps {
namespace {

constexpr std::string_view kBlanks = " \t";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

// Goes through the lines of a file, joining what belongs together.
class LineReader {
 public:
  explicit LineReader(std::string_view content) : rest_(content) {}

  [[nodiscard]] bool next(std::string& logical, int& first_line) {
    if (rest_.empty()) return false;
    logical = take();
    first_line = line_;
    if (logical.starts_with('#') || logical.empty() || is_blank(logical.front())) return true;
    for (;;) {
      const bool is_escaped = logical.ends_with('\\');
      if (is_escaped) logical.pop_back();
      if (rest_.empty() || !(is_escaped || is_blank(rest_.front()))) return true;
      logical += take();
    }
  }

 private:
  std::string_view take() {
    const size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  std::string_view rest_;
  int line_ = 0;
};

// The first colon outside quotes.
size_t find_colon(std::string_view line) {
  bool is_quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') ++i;
    else if (line[i] == '"') is_quoted = !is_quoted;
    else if (line[i] == ':' && !is_quoted) return i;
  }
  return std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(const AliasChecks& checks) : checks_(checks) {}

  AliasFile parse(std::string_view content) {
    LineReader lines(content);
    std::string line;
    int number = 0;
    bool is_skipping = false;  // after one complaint about a leading blank
    while (lines.next(line, number)) {
      if (line.empty() || line.front() == '#') continue;
      if (!is_blank(line.front())) {
        is_skipping = false;
        add(line, number);
      } else if (!is_skipping && !base::trim(line).empty()) {
        is_skipping = true;
        error(number, "Non-continuation line starts with space");
      }
    }
    return std::move(file_);
  }

 private:
  void error(int line, std::string text) { file_.messages.push_back({line, std::move(text), true}); }

  void add(std::string_view line, int number) {
    const size_t colon = find_colon(line);
    if (colon == std::string_view::npos) return error(number, "missing colon");
    const auto written = base::trim(line.substr(0, colon));
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(kBlanks), value.size()));
    const std::string shown = base::printable(written.empty() ? base::trim(line) : written);
    const bool is_quoted = written.starts_with('"') && written.ends_with('"');
    if (written.empty() || (!is_quoted && written.find_first_of(":;,<>") != std::string_view::npos))
      return error(number, shown + "... illegal alias name");
    if (checks_.is_local && !checks_.is_local(written))
      return error(number, shown + "... cannot alias non-local names");
    if (base::trim(value).empty())
      return error(number, base::printable(line) + "... missing value for alias");
    if (checks_.value_error)
      if (auto wrong = checks_.value_error(value); !wrong.empty()) error(number, std::move(wrong));
    store({base::to_lower(written), std::string(value), number}, written);
  }

  void store(Alias alias, std::string_view written) {
    ++file_.count;
    file_.longest_value = std::max(file_.longest_value, alias.value.size());
    file_.total_octets += alias.name.size() + alias.value.size();
    const auto [known, is_new] = places_.try_emplace(alias.name, file_.aliases.size());
    if (is_new) {
      file_.aliases.push_back(std::move(alias));
      return;
    }
    file_.messages.push_back({alias.line,
                              base::printable(written) + "... Warning: duplicate alias name " +
                                  base::printable(alias.name),
                              false});
    file_.aliases[known->second] = std::move(alias);
  }

  const AliasChecks& checks_;
  AliasFile file_;
  std::unordered_map<std::string, size_t> places_;  // in file_.aliases, by name
};

}  // namespace

AliasFile parse_alias_file(std::string_view content, const AliasChecks& checks) {
  return Parser(checks).parse(content);
}

}  // namespace sendwright::maps
