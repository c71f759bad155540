// What a pattern means, said as plainly as can be: the oracle of the matcher's tests and of its fuzz
// target. In: a pattern as words and a workspace as words; out: where each wildcard lies. Knows
// nothing of compiled rules, and tries every extent of every operator: for small cases only.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sendwright::rules::test {

using Words = std::vector<std::string>;
// By name; members in lower case, their tokens joined as a workspace's are.
using ReferenceClasses = std::map<std::string, std::set<std::string>>;
using ReferenceCaptures = std::vector<std::pair<std::size_t, std::size_t>>;  // begin, end

class ReferenceMatcher {
 public:
  // Operators are words as a rule writes them: `$*`, `$+`, `$-`, `$@`, `$={K}`, `$~{K}`; every other
  // word is a literal. `blank` stands between two ordinary words of a class member.
  ReferenceMatcher(const ReferenceClasses& classes, std::string operators, char blank)
      : classes_(classes), operators_(std::move(operators)), blank_(blank) {}

  [[nodiscard]] std::optional<ReferenceCaptures> match(const Words& pattern,
                                                       const Words& workspace) const {
    ReferenceCaptures captures;
    if (!from(pattern, 0, workspace, 0, captures)) return std::nullopt;
    return captures;
  }

 private:
  // The pattern from `op` on against the workspace from `at` on: the shortest extent first.
  bool from(const Words& pattern, std::size_t op, const Words& workspace, std::size_t at,
            ReferenceCaptures& captures) const {
    if (op == pattern.size()) return at == workspace.size();
    const bool is_wildcard = pattern[op].size() > 1 && pattern[op][0] == '$' && pattern[op] != "$@";
    for (std::size_t end = at; end <= workspace.size(); ++end) {
      if (!accepts(pattern[op], std::span(workspace).subspan(at, end - at))) continue;
      if (is_wildcard) captures.emplace_back(at, end);
      if (from(pattern, op + 1, workspace, end, captures)) return true;
      if (is_wildcard) captures.pop_back();
    }
    return false;
  }

  [[nodiscard]] bool accepts(const std::string& op, std::span<const std::string> phrase) const {
    if (op == "$*") return true;
    if (op == "$+") return !phrase.empty();
    if (op == "$-") return phrase.size() == 1;
    if (op == "$@") return phrase.empty();
    if (op.starts_with("$={")) return !phrase.empty() && is_member(op, phrase);
    if (op.starts_with("$~{")) return phrase.size() == 1 && !is_member(op, phrase);
    return phrase.size() == 1 && lower(phrase[0]) == lower(op);
  }

  [[nodiscard]] bool is_member(const std::string& op, std::span<const std::string> phrase) const {
    const auto members = classes_.find(op.substr(3, op.size() - 4));
    if (members == classes_.end()) return false;
    std::string text;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
      if (i > 0 && is_ordinary(phrase[i - 1]) && is_ordinary(phrase[i])) text += blank_;
      text += lower(phrase[i]);
    }
    return members->second.contains(text);
  }

  [[nodiscard]] bool is_ordinary(const std::string& word) const {
    return word.front() != '"' && (word.size() != 1 || operators_.find(word[0]) == operators_.npos);
  }

  static std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
  }

  const ReferenceClasses& classes_;
  std::string operators_;
  char blank_;
};

}  // namespace sendwright::rules::test
