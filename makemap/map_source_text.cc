// Reading the text that makemap takes.
#include "base/strings.hh"
#include "makemap/makemap.hh"

namespace sendwright::makemap {
namespace {

constexpr std::string_view kBlanks = " \t";

// Splits `text` after its key; all of a run of delimiters goes.
void split_entry(std::string_view text, char delimiter, SourceLine& line) {
  const std::string_view delimiters =
      delimiter == '\0' ? kBlanks : std::string_view(&delimiter, 1);
  const size_t end = text.find_first_of(delimiters);
  line.key = text.substr(0, end);
  if (end == std::string_view::npos) return;
  line.value = text.substr(std::min(text.find_first_not_of(delimiters, end), text.size()));
}

}  // namespace

void read_source(std::istream& in, const SourceSyntax& syntax,
                 const std::function<bool(const SourceLine& line)>& visit) {
  std::string text, key;
  for (int number = 1; std::getline(in, text); ++number) {
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty() || text.front() == syntax.comment) continue;
    SourceLine line;
    line.number = number;
    if (text.size() + 1 >= kMaxLine) {
      line.problem = "line too long (" + std::to_string(kMaxLine) + " bytes max)";
    } else if (kBlanks.find(text.front()) != std::string_view::npos) {
      line.problem = "syntax error (leading space)";
    } else {
      split_entry(text, syntax.delimiter, line);
      if (!syntax.keeps_case) {
        key = base::to_lower(line.key);
        line.key = key;
      }
      if (line.value.empty() && !syntax.allows_empty_value)
        line.problem = "no RHS for LHS " + base::printable(line.key);
    }
    if (!visit(line)) return;
  }
}

}  // namespace sendwright::makemap
