// S and R lines. Rules are checked here, where file and line are known; the rules room compiles
// them.
#include <algorithm>
#include <array>
#include <limits>

#include "address/meta.hh"
#include "address/prescan.hh"
#include "base/strings.hh"
#include "config/cf_parser.hh"
#include "config/expand.hh"

namespace sendwright::config {
namespace {

using address::Meta;

constexpr int kMaxWildcards = 9;

// Of a text without quotes and backslashes: there a metatoken is one wherever it stands, and all
// that the checks want to know of the rest is whether there is any.
std::vector<address::Token> plain_tokens(std::string_view text) {
  std::vector<address::Token> tokens;
  std::size_t size = 1;
  for (std::size_t at = 0; at < text.size(); at += size) {
    size = 1;
    if (address::is_meta(text[at])) {
      if (address::is(text[at], Meta::kReplacement)) size = 2;
      if (address::has_name(text[at])) {
        size = std::min(text.find(to_char(Meta::kNameEnd), at), text.size() - 1) - at + 1;
      }
      tokens.push_back({.text = text.substr(at, size), .kind = address::TokenKind::kMeta});
    } else if (tokens.empty() && !base::is_ascii_space(text[at])) {
      tokens.push_back({.text = text.substr(at, size)});
    }
  }
  return tokens;
}

std::vector<address::Token> rule_tokens(std::string_view text, const Configuration& configuration,
                                        address::TokenArena& arena) {
  if (text.find('"') == text.npos && text.find('\\') == text.npos) return plain_tokens(text);
  std::vector<address::Token> tokens;
  std::vector<std::string> ignored;
  const address::PrescanOptions options{.operators = configuration.operators,
                                        .strips_comments = false,
                                        .checks_angles = false,
                                        .refuses_metas = false};
  prescan(text, options, tokens, arena, ignored);
  return tokens;
}

bool is_name_char(char c) {
  return base::is_ascii_alnum(c) || c == '_';
}

}  // namespace

void CfParser::ruleset(std::string_view rest) {
  current_ruleset_ = ruleset_of(rest);
  if (current_ruleset_ < 0) return;
  RulesetSource& ruleset = configuration_.rulesets[static_cast<std::size_t>(current_ruleset_)];
  if (!ruleset.rules.empty() && options_.operation_mode == 't') {
    warn("WARNING: Ruleset " + std::string(rest) + " has multiple definitions");
  }
  ruleset.is_defined = true;
}

// `name`, `name=number` or a number; blanks before it and what follows it are skipped.
int CfParser::ruleset_of(std::string_view text) {
  while (!text.empty() && base::is_ascii_space(text.front()))
    text.remove_prefix(1);
  std::size_t size = 0;
  while (size < text.size() && is_name_char(text[size]))
    ++size;
  const std::string name(text.substr(0, size));
  if (name.empty() || name.front() == '_') {
    return error("invalid ruleset name: \"" + plain(text) + "\""), -1;
  }
  if (base::is_ascii_digit(name.front())) {
    const long number = leading_number(name);
    if (number == std::numeric_limits<long>::max()) {
      system_error("bad ruleset -1 (100 max)", "Numerical result out of range");
      return -1;
    }
    if (number < kMaxNumberedRulesets) return static_cast<int>(number);
    return error("bad ruleset " + std::to_string(number) + " (100 max)"), -1;
  }
  std::string_view after = text.substr(size);
  while (!after.empty() && base::is_ascii_space(after.front()))
    after.remove_prefix(1);
  if (!after.starts_with('=')) return named_ruleset(name);
  after.remove_prefix(1);
  while (!after.empty() && base::is_ascii_space(after.front()))
    after.remove_prefix(1);
  // Messages show the line as far as the blank behind the name.
  return tied_ruleset(name, after, text[size] == '=' ? text : std::string_view(name));
}

int CfParser::tied_ruleset(const std::string& name, std::string_view text, std::string_view whole) {
  if (text.empty() || !base::is_ascii_digit(text.front())) {
    error("bad ruleset definition \"" + std::string(whole) + "\" (number required after `=')");
    return -1;
  }
  const long wanted = leading_number(text);
  if (wanted >= kMaxNumberedRulesets) {
    error("bad ruleset number " + std::to_string(wanted) + " in \"" + std::string(whole) +
          "\" (100 max)");
    return -1;
  }
  int number = static_cast<int>(wanted);
  const auto known = configuration_.ruleset_numbers.find(name);
  if (known != configuration_.ruleset_numbers.end() && known->second != number) {
    error(std::string(whole) + ": ruleset changed value (old " + std::to_string(known->second) +
          ", new " + std::to_string(number) + ")");
    number = known->second;
  }
  configuration_.ruleset_numbers[name] = number;
  configuration_.rulesets[static_cast<std::size_t>(number)].name = name;
  return number;
}

// A new name gets the highest free number.
int CfParser::named_ruleset(const std::string& name) {
  if (const auto known = configuration_.find_ruleset(name)) return *known;
  if (next_named_ruleset_ < kMaxNumberedRulesets) {
    error(name + ": too many named rulesets (" +
          std::to_string(kMaxRulesets - kMaxNumberedRulesets) + " max)");
    return -1;
  }
  const int number = next_named_ruleset_--;
  configuration_.ruleset_numbers.emplace(name, number);
  configuration_.rulesets[static_cast<std::size_t>(number)].name = name;
  return number;
}

// The line is cut at its tabs before its macros are expanded.
void CfParser::rule(std::string_view rest) {
  std::string text(rest);
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  const std::size_t tab = text.find('\t');
  const std::size_t rhs_start = tab == text.npos ? tab : text.find_first_not_of('\t', tab);
  if (rhs_start == text.npos) {
    return error("invalid rewrite line \"R" + plain(text) + "\" (tab expected)");
  }
  if (current_ruleset_ < 0) {
    return error("missing valid ruleset for \"R" + plain(text) + "\"");
  }
  const std::size_t rhs_end = text.find('\t', rhs_start);
  RuleSource rule;
  rule.where = {file_, first_line_number_};
  rule.lhs = half(std::string_view(text).substr(0, tab));
  rule.rhs = half(std::string_view(text).substr(rhs_start, rhs_end - rhs_start));
  int wildcards = 0;
  check_pattern(rule.lhs, wildcards);
  // A pattern with too many wildcards is listed without them, and never matches.
  if (wildcards > kMaxWildcards) rule.lhs.clear();
  check_replacement(rule.rhs, wildcards);
  configuration_.rulesets[static_cast<std::size_t>(current_ruleset_)].rules.push_back(
      std::move(rule));
}

// One side of a rule. The tab may have cut a reference in two (`$` before it): what is left of it
// names nothing.
std::string CfParser::half(std::string_view coded) const {
  const std::size_t first_end = coded.find(to_char(Meta::kNameEnd));
  const std::size_t first_name = static_cast<std::size_t>(
      std::ranges::find_if(coded, address::has_name) - coded.begin());
  if (first_end < first_name) coded.remove_prefix(first_end + 1);
  return std::string(base::trim(expand(coded, configuration_.macros, true)));
}

void CfParser::check_pattern(std::string_view lhs, int& wildcards) {
  address::TokenArena arena;
  const auto tokens = rule_tokens(lhs, configuration_, arena);
  if (tokens.empty()) error("R line: null LHS");
  for (const address::Token& token : tokens) {
    if (token.kind != address::TokenKind::kMeta) continue;
    switch (static_cast<Meta>(static_cast<unsigned char>(token.text.front()))) {
      case Meta::kAnyTokens:
      case Meta::kSomeTokens:
      case Meta::kOneToken:
      case Meta::kClass:
      case Meta::kNotClass:
        ++wildcards;
        break;
      case Meta::kReplacement:
        error("Inappropriate use of $1-$9 on LHS");
        break;
      case Meta::kUser:
      case Meta::kCall:
      case Meta::kIf:
      case Meta::kEndIf:
      case Meta::kLookupBegin:
      case Meta::kLookupEnd:
      case Meta::kHostLookupBegin:
      case Meta::kHostLookupEnd:
        error("Inappropriate use of " + address::readable(token.text.substr(0, 1)) + " on LHS");
        break;
      default:
        break;
    }
  }
  if (wildcards > kMaxWildcards) error("R line: too many wildcards");
}

void CfParser::check_replacement(std::string_view rhs, int wildcards) {
  address::TokenArena arena;
  const auto tokens = rule_tokens(rhs, configuration_, arena);
  if (tokens.empty()) error("R line: null RHS");
  Meta closing{};  // of the lookup that is open
  bool in_lookup = false;
  for (const address::Token& token : tokens) {
    if (token.kind != address::TokenKind::kMeta) continue;
    switch (static_cast<Meta>(static_cast<unsigned char>(token.text.front()))) {
      case Meta::kReplacement:
        if (token.text[1] == '0' || token.text[1] - '0' > wildcards) {
          error("replacement $" + std::string(token.text.substr(1)) + " out of bounds");
        }
        break;
      case Meta::kAnyTokens:
      case Meta::kSomeTokens:
      case Meta::kOneToken:
      case Meta::kClass:
      case Meta::kNotClass:
        error("Inappropriate use of " + address::readable(token.text.substr(0, 1)) + " on RHS");
        break;
      case Meta::kLookupBegin:
      case Meta::kHostLookupBegin:
        if (in_lookup) error("cannot nest map lookups");
        in_lookup = true;
        closing = token.is(Meta::kLookupBegin) ? Meta::kLookupEnd : Meta::kHostLookupEnd;
        break;
      case Meta::kLookupEnd:
      case Meta::kHostLookupEnd:
        if (token.is(closing)) in_lookup = false;
        break;
      default:
        break;
    }
  }
  if (in_lookup) error("missing map closing token");
}

}  // namespace sendwright::config
