#include "rules/lint/reader_messages.hh"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "base/strings.hh"

namespace sendwright::rules::lint {
namespace {

struct Advice {
  std::string_view beginning;  // of the message
  std::string_view advice;
};

constexpr std::array kAdvice{
    Advice{"invalid rewrite line",
           "put a tab between the two sides of the rule (blanks do not count)"},
    Advice{"missing valid ruleset",
           "put an S line before the rule, or correct the one that is there"},
    Advice{"R line: null LHS", "write $@ if only the empty workspace is meant"},
    Advice{"R line: null RHS", "write $@ or $: with what is to stand there"},
    Advice{"R line: too many wildcards", "nine are the most a rule can have: do it in two rules"},
    Advice{"replacement $", "the left side has fewer wildcards: correct the number"},
    Advice{"Inappropriate use of",
           "the rule is not what it looks like: write it with what this side "
           "may have"},
    Advice{"cannot nest map lookups", "look up in one rule what the next one needs"},
    Advice{"missing map closing token", "end the lookup with $) or $]"},
    Advice{"unknown configuration line",
           "remove it; text that belongs into a comment needs # in front"},
    Advice{"invalid ruleset name", "use letters, digits and _"},
    Advice{"bad ruleset", "numbers end at 99: give the ruleset a name"},
    Advice{"fileclass: cannot open",
           "make the file, or write F with -o in front of its name if it may "
           "be missing"},
    Advice{"readcf: map",
           "use a class that is there (hash, btree, text, ...), or correct the name"},
    Advice{"header syntax error", "write HName: value"},
    Advice{"QueueDirectory", "add O QueueDirectory=/var/spool/mqueue"},
    Advice{"No local mailer", "add MAILER(local) to the .mc"},
    Advice{"cannot open", "give the file's name with -C"},
};

std::string_view advice_for(std::string_view text) {
  for (const Advice& each : kAdvice) {
    if (text.starts_with(each.beginning)) return each.advice;
  }
  return {};
}

// Takes `FILE: line N: ` off the front.
std::optional<int> take_place(const std::string& file, std::string_view& text) {
  const std::string prefix = file + ": ";
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  if (!text.starts_with("line ")) return std::nullopt;
  int line = 0;
  const char* const begin = text.data() + 5;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), line);
  if (error != std::errc() || !std::string_view(end, text.data() + text.size()).starts_with(": ")) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 2);
  return line;
}

}  // namespace

void add_reader_messages(const std::string& file, const std::vector<std::string>& messages,
                         Findings& findings) {
  for (const std::string& message : messages) {
    std::string_view text = message;
    const std::optional<int> line = take_place(file, text);
    const config::SourceLine where{file, line.value_or(0)};
    const std::string_view advice = advice_for(text);
    const bool is_marked = base::starts_with_ignoring_case(text, "warning: ");
    if (is_marked) text.remove_prefix(9);
    if (is_marked && text.ends_with("has multiple definitions")) {
      findings.note(where, std::string(text) + "; rules are added to those it has");
    } else if (!line && text.starts_with("host name ")) {
      findings.note(where, std::string(text));  // of this machine, not of the file
    } else if (is_marked || (!line && advice.empty())) {
      findings.warning(where, std::string(text));
    } else {
      findings.error(where, std::string(text).append("; ").append(
                                advice.empty() ? "correct the line" : advice));
    }
  }
}

}  // namespace sendwright::rules::lint
