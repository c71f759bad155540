#include "rules/program.hh"

#include <algorithm>

#include "address/prescan.hh"

namespace sendwright::rules {
namespace {

using address::Meta;
using address::Token;
using address::TokenKind;

// From so many rules on an index pays: below, looking at each rule takes a few instructions.
constexpr std::size_t kIndexedRules = 64;

Meta meta_of(const Token& token) {
  return static_cast<Meta>(static_cast<unsigned char>(token.text.front()));
}

bool begins_lookup(const Token& token) {
  return token.is(Meta::kLookupBegin) || token.is(Meta::kHostLookupBegin);
}

// The name between the metatoken and kNameEnd.
std::string_view name_in(std::string_view text) {
  text.remove_prefix(1);
  return text.substr(0, text.find(to_char(Meta::kNameEnd)));
}

PatternOp pattern_op(const Token& token, const config::Configuration& configuration) {
  using Kind = PatternOp::Kind;
  PatternOp op;
  op.literal = token;
  if (token.kind != TokenKind::kMeta) return op;
  switch (meta_of(token)) {
    case Meta::kAnyTokens:
      op.kind = Kind::kAny;
      break;
    case Meta::kSomeTokens:
      op.kind = Kind::kSome;
      break;
    case Meta::kOneToken:
      op.kind = Kind::kOne;
      break;
    case Meta::kClass:
      op.kind = Kind::kClass;
      break;
    case Meta::kNotClass:
      op.kind = Kind::kNotClass;
      break;
    case Meta::kMacroNow:
      op.kind = Kind::kMacro;
      break;
    default:
      return op;
  }
  if (address::has_name(token.text.front())) op.name = name_in(token.text);
  if (op.kind == Kind::kClass || op.kind == Kind::kNotClass) {
    op.name_class = configuration.find_class(op.name);
    op.is_of_session = op.name == "cert_altnames";
  }
  return op;
}

std::string_view kind_name(PatternOp::Kind kind) {
  using Kind = PatternOp::Kind;
  switch (kind) {
    case Kind::kLiteral:
      return "literal";
    case Kind::kAny:
      return "any";
    case Kind::kSome:
      return "some";
    case Kind::kOne:
      return "one";
    case Kind::kClass:
      return "class";
    case Kind::kNotClass:
      return "not-class";
    case Kind::kMacro:
      return "macro";
  }
  return "";
}

std::unique_ptr<const RuleIndex> make_index(const CompiledRuleset& ruleset) {
  std::vector<std::vector<std::uint32_t>> literals;
  std::vector<bool> can_match;
  for (std::size_t i = 0; i < ruleset.rules.size(); ++i) {
    std::vector<std::uint32_t>& hashes = literals.emplace_back();
    for (const PatternOp& op : ruleset.rules[i].pattern) {
      if (op.kind == PatternOp::Kind::kLiteral) hashes.push_back(op.literal.hash);
    }
    can_match.push_back(ruleset.prefilters[i].can_match);
  }
  return std::make_unique<const RuleIndex>(literals, can_match);
}

std::string dump_rule(const Rule& rule, const Prefilter& filter) {
  constexpr std::array kThen{"repeat", "next", "return"};
  std::string out = rule.where.file + ":" + std::to_string(rule.where.line) + ": " +
                    kThen[static_cast<std::size_t>(rule.then)] + " min " +
                    std::to_string(filter.min_tokens);
  if (filter.max_tokens != Prefilter::kUnbounded)
    out += " max " + std::to_string(filter.max_tokens);
  if (!filter.can_match) out += " never";
  out += " |";
  for (const PatternOp& op : rule.pattern) {
    out.append(" ").append(kind_name(op.kind));
    if (op.kind == PatternOp::Kind::kLiteral) {
      out += "(" + address::readable(op.literal.text) + ")";
    } else if (!op.name.empty()) {
      out.append("(").append(op.name).append(")");
    }
  }
  out += " =>";
  for (const ReplacementOp& op : rule.replacement) {
    switch (op.kind) {
      case ReplacementOp::Kind::kToken:
        out += " " + address::readable(op.token.text);
        break;
      case ReplacementOp::Kind::kCapture:
        out += " copy(" + std::to_string(op.capture) + ")";
        break;
      case ReplacementOp::Kind::kMacro:
        out.append(" macro(").append(op.macro).append(")");
        break;
    }
  }
  return out + "\n";
}

// Compiles the rules of one ruleset.
class Compiler {
 public:
  Compiler(const config::Configuration& configuration, address::TokenArena& arena)
      : configuration_(configuration), arena_(arena) {}

  void compile(const config::RulesetSource& source, CompiledRuleset& ruleset);

 private:
  Prefilter compile_pattern(std::string_view lhs, Rule& rule, int& wildcards);
  void compile_replacement(std::string_view rhs, Rule& rule, int wildcards);
  std::span<const Token> tokens(std::string_view text);

  const config::Configuration& configuration_;
  address::TokenArena& arena_;
  std::vector<Token> tokens_;
};

std::span<const Token> Compiler::tokens(std::string_view text) {
  const address::PrescanOptions options{.operators = configuration_.operators,
                                        .strips_comments = configuration_.strips_comments(),
                                        .checks_angles = false,
                                        .refuses_metas = false};
  std::vector<std::string> ignored;  // the reader has reported what there is
  tokens_.clear();
  prescan(text, options, tokens_, arena_, ignored);
  return tokens_;
}

void Compiler::compile(const config::RulesetSource& source, CompiledRuleset& ruleset) {
  ruleset.rules.reserve(source.rules.size());
  ruleset.prefilters.reserve(source.rules.size());
  for (const config::RuleSource& rule_source : source.rules) {
    Rule& rule = ruleset.rules.emplace_back();
    rule.where = configuration_.place_of(rule_source.line);
    int wildcards = 0;
    ruleset.prefilters.push_back(compile_pattern(rule_source.lhs, rule, wildcards));
    compile_replacement(rule_source.rhs, rule, wildcards);
  }
  if (ruleset.rules.size() >= kIndexedRules) ruleset.index = make_index(ruleset);
}

Prefilter Compiler::compile_pattern(std::string_view lhs, Rule& rule, int& wildcards) {
  const std::span<const Token> lhs_tokens = tokens(lhs);
  rule.lhs_text = address::trace_text(lhs_tokens);
  rule.pattern.reserve(lhs_tokens.size());
  int classes = 0;
  for (const Token& token : lhs_tokens) {
    // `$@` stands for zero tokens: nothing to do.
    if (token.is(Meta::kHost)) continue;
    rule.pattern.push_back(pattern_op(token, configuration_));
    if (rule.pattern.back().is_wildcard()) ++wildcards;
    if (rule.pattern.back().kind == PatternOp::Kind::kClass) ++classes;
  }
  rule.has_several_classes = classes > 1;
  return Prefilter::of(rule.pattern, !lhs_tokens.empty() && wildcards <= kMaxWildcards);
}

void Compiler::compile_replacement(std::string_view rhs, Rule& rule, int wildcards) {
  const std::span<const Token> rhs_tokens = tokens(rhs);
  rule.rhs_text = address::trace_text(rhs_tokens);
  std::span<const Token> body = rhs_tokens;
  rule.replacement.reserve(body.size());
  if (!body.empty() && (body.front().is(Meta::kUser) || body.front().is(Meta::kHost))) {
    rule.then = body.front().is(Meta::kUser) ? Rule::Then::kNext : Rule::Then::kReturn;
    body = body.subspan(1);
  }
  for (const Token& token : body) {
    ReplacementOp op;
    op.token = token;
    if (token.is(Meta::kReplacement)) {
      op.kind = ReplacementOp::Kind::kCapture;
      op.capture = token.text.size() > 1 ? token.text[1] - '0' : 0;
      if (op.capture > wildcards && rule.bad_capture == 0) rule.bad_capture = op.capture;
    } else if (token.is(Meta::kMacroNow)) {
      op.kind = ReplacementOp::Kind::kMacro;
      op.macro = name_in(token.text);
    }
    rule.has_call = rule.has_call || token.is(Meta::kCall);
    rule.has_lookup = rule.has_lookup || begins_lookup(token);
    rule.replacement.push_back(op);
  }
}

}  // namespace

Program::Program(const config::Configuration& configuration)
    : configuration_(configuration), entries_(configuration.rulesets.size()) {
  for (const auto& [name, number] : configuration.ruleset_numbers)
    named_.emplace(address::hash_text(name), Named{name, number});
}

void Program::compile(int number, Entry& entry) const {
  const std::lock_guard lock(compiling_);
  if (entry.is_compiled.load(std::memory_order_relaxed)) return;
  const config::RulesetSource& source = configuration_.rulesets[static_cast<std::size_t>(number)];
  entry.ruleset.name = configuration_.ruleset_name(number);
  entry.ruleset.is_defined = source.is_defined;
  Compiler(configuration_, entry.arena).compile(source, entry.ruleset);
  entry.is_compiled.store(true, std::memory_order_release);
}

void Program::compile_all() const {
  for (std::size_t i = 0; i < entries_.size(); ++i)
    static_cast<void>(ruleset(static_cast<int>(i)));
}

std::optional<int> Program::find_ruleset(const Token& name) const {
  const auto found = named_.find(name.hash);
  if (found != named_.end() && found->second.name == name.text) return found->second.number;
  return configuration_.find_ruleset(name.text);
}

std::string Program::dump(int number) const {
  std::string out;
  const CompiledRuleset& shown = ruleset(number);
  for (std::size_t i = 0; i < shown.rules.size(); ++i)
    out += dump_rule(shown.rules[i], shown.prefilters[i]);
  return out;
}

}  // namespace sendwright::rules
