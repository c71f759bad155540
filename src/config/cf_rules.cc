// S and R lines. Rules are checked here, where file and line are known; the rules room compiles
// them.
#include <algorithm>
#include <limits>

#include "address/meta.hh"
#include "base/strings.hh"
#include "config/cf_parser.hh"
#include "config/cf_text.hh"
#include "config/expand.hh"
#include "config/leading_number.hh"

namespace sendwright::config {
namespace {

using address::Meta;

constexpr int kMaxWildcards = 9;

// Goes through the metatokens of one side of a rule: not those that are text since they stand in
// quotes or behind a backslash.
class MetaScanner {
 public:
  explicit MetaScanner(std::string_view text) : text_(text) {}

  // False at the end.
  bool next() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (!in_quotes_ && address::is_meta(c)) return take();
      ++at_;
      if (c == '\\') {
        if (at_ < text_.size()) has_text_ = true;
        ++at_;
      } else if (c == '"') {
        in_quotes_ = !in_quotes_;
        has_text_ = true;
      } else if (!base::is_ascii_space(c)) {
        has_text_ = true;
      }
    }
    return false;
  }

  // The metatoken and what belongs to it: a name, a digit.
  [[nodiscard]] std::string_view token() const { return token_; }
  [[nodiscard]] Meta meta() const {
    return static_cast<Meta>(static_cast<unsigned char>(token_.front()));
  }
  // As the configuration file writes it, without the name: `$=`.
  [[nodiscard]] std::string sign() const { return address::readable(token_.substr(0, 1)); }
  // Was there neither a metatoken nor any other so far?
  [[nodiscard]] bool is_empty() const { return token_.empty() && !has_text_; }

 private:
  bool take() {
    std::size_t last = at_;
    if (address::is(text_[at_], Meta::kReplacement)) last = at_ + 1;
    // A tab may have cut a name in two: then it has no end.
    if (address::has_name(text_[at_])) last = text_.find(to_char(Meta::kNameEnd), at_);
    last = std::min(last, text_.size() - 1);
    token_ = text_.substr(at_, last + 1 - at_);
    at_ = last + 1;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view token_;
  bool in_quotes_ = false;
  bool has_text_ = false;
};

bool is_name_char(char c) {
  return base::is_ascii_alnum(c) || c == '_';
}

}  // namespace

// What rules are tokenised with from now on.
void CfParser::adopt_operators() {
  const std::string& operators = configuration_.options.operator_chars;
  if (operators.empty() || operators == operator_chars_) return;
  operator_chars_ = operators;
  configuration_.operators = address::OperatorTable(operators);
}

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
  text = without_leading_space(text);
  std::size_t size = 0;
  while (size < text.size() && is_name_char(text[size]))
    ++size;
  const std::string name(text.substr(0, size));
  if (name.empty() || name.front() == '_') {
    return error("invalid ruleset name: \"" + plain(text) + "\""), -1;
  }
  if (base::is_ascii_digit(name.front())) {
    const std::int64_t number = leading_number(name);
    if (number == std::numeric_limits<std::int64_t>::max()) {
      system_error("bad ruleset -1 (100 max)", "Numerical result out of range");
      return -1;
    }
    if (number < kMaxNumberedRulesets) return static_cast<int>(number);
    return error("bad ruleset " + std::to_string(number) + " (100 max)"), -1;
  }
  std::string_view after = without_leading_space(text.substr(size));
  if (!after.starts_with('=')) return named_ruleset(name);
  after = without_leading_space(after.substr(1));
  // Messages show the line as far as the blank behind the name.
  return tied_ruleset(name, after, text[size] == '=' ? text : std::string_view(name));
}

int CfParser::tied_ruleset(const std::string& name, std::string_view text, std::string_view whole) {
  if (text.empty() || !base::is_ascii_digit(text.front())) {
    error("bad ruleset definition \"" + std::string(whole) + "\" (number required after `=')");
    return -1;
  }
  const std::int64_t wanted = leading_number(text);
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
void CfParser::rule(std::string_view text, bool has_references) {
  std::string joined;
  if (text.find('\n') != text.npos) {
    joined = text;
    std::ranges::replace(joined, '\n', ' ');
    text = joined;
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
  rule.line = first_line_number_;
  rule.lhs = half(text.substr(0, tab), has_references);
  rule.rhs = half(text.substr(rhs_start, rhs_end - rhs_start), has_references);
  int wildcards = 0;
  check_pattern(rule.lhs, wildcards);
  // A pattern with too many wildcards is listed without them, and never matches.
  if (wildcards > kMaxWildcards) rule.lhs = {};
  check_replacement(rule.rhs, wildcards);
  configuration_.rulesets[static_cast<std::size_t>(current_ruleset_)].rules.push_back(
      std::move(rule));
}

// One side of a rule. The tab may have cut a reference in two (`$` before it): what is left of it
// names nothing.
std::string_view CfParser::half(std::string_view coded, bool has_references) {
  const std::size_t name_end = coded.find(to_char(Meta::kNameEnd));
  if (name_end != coded.npos &&
      std::ranges::none_of(coded.substr(0, name_end), address::has_name)) {
    coded.remove_prefix(name_end + 1);
  }
  address::TokenArena& texts = *configuration_.rule_texts;
  if (!has_references) return texts.store(base::trim(coded));
  return texts.store(base::trim(expanded(coded)));
}

void CfParser::check_pattern(std::string_view lhs, int& wildcards) {
  MetaScanner scanner(lhs);
  while (scanner.next()) {
    switch (scanner.meta()) {
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
        error("Inappropriate use of " + scanner.sign() + " on LHS");
        break;
      default:
        break;
    }
  }
  if (scanner.is_empty()) error("R line: null LHS");
  if (wildcards > kMaxWildcards) error("R line: too many wildcards");
}

void CfParser::check_replacement(std::string_view rhs, int wildcards) {
  constexpr Meta kNone{};
  Meta closing = kNone;  // of the lookup that is open
  MetaScanner scanner(rhs);
  while (scanner.next()) {
    switch (scanner.meta()) {
      case Meta::kReplacement: {
        const char digit = scanner.token().back();
        if (digit == '0' || digit - '0' > wildcards) {
          error("replacement $" + std::string(1, digit) + " out of bounds");
        }
        break;
      }
      case Meta::kAnyTokens:
      case Meta::kSomeTokens:
      case Meta::kOneToken:
      case Meta::kClass:
      case Meta::kNotClass:
        error("Inappropriate use of " + scanner.sign() + " on RHS");
        break;
      case Meta::kLookupBegin:
      case Meta::kHostLookupBegin:
        if (closing != kNone) error("cannot nest map lookups");
        closing = scanner.meta() == Meta::kLookupBegin ? Meta::kLookupEnd : Meta::kHostLookupEnd;
        break;
      case Meta::kLookupEnd:
      case Meta::kHostLookupEnd:
        if (scanner.meta() == closing) closing = kNone;
        break;
      default:
        break;
    }
  }
  if (scanner.is_empty()) error("R line: null RHS");
  if (closing != kNone) error("missing map closing token");
}

}  // namespace sendwright::config
