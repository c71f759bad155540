#include "rules/match_steps.hh"

#include <vector>

namespace sendwright::rules {
namespace {

using address::Token;
using Kind = PatternOp::Kind;

std::string text_of_op(const PatternOp& op) {
  const std::string name =
      op.name.size() > 1 ? "{" + std::string(op.name) + "}" : std::string(op.name);
  switch (op.kind) {
    case Kind::kLiteral:
      return address::trace_text({&op.literal, 1});
    case Kind::kAny:
      return "$*";
    case Kind::kSome:
      return "$+";
    case Kind::kOne:
      return "$-";
    case Kind::kClass:
      return "$=" + name;
    case Kind::kNotClass:
      return "$~" + name;
    case Kind::kMacro:
      return "$&" + name;
  }
  return {};
}

class Walk {
 public:
  Walk(const Rule& rule, std::span<const Token> tokens, const config::MacroScope& macros,
       char blank_substitute, MatchStepListener& listener)
      : pattern_(rule.pattern),
        tokens_(tokens),
        macros_(macros),
        blank_substitute_(blank_substitute),
        listener_(listener) {}

  bool run() {
    // `$@` stands for nothing, so that it is no part of a pattern; shown where it stands alone.
    if (pattern_.empty()) listener_.advances("$@", token_text());
    while (op_ < pattern_.size() || at_ < tokens_.size()) {
      listener_.advances(op_text(), token_text());
      if (!advance() && !back_up()) return false;
    }
    return true;
  }

 private:
  // What a wildcard has taken so far: tokens [begin, end).
  struct Taken {
    std::size_t op;
    std::size_t begin;
    std::size_t end;
  };

  [[nodiscard]] std::string op_text() const {
    return op_ < pattern_.size() ? text_of_op(pattern_[op_]) : "<null>";
  }
  [[nodiscard]] std::string token_text() const {
    return at_ < tokens_.size() ? address::trace_text(tokens_.subspan(at_, 1)) : "<null>";
  }

  bool advance() {
    if (op_ == pattern_.size()) return false;
    const PatternOp& op = pattern_[op_];
    if (op.kind == Kind::kAny) return take(at_);
    if (at_ == tokens_.size()) return false;
    if (op.kind == Kind::kMacro) return match_macro(op);
    switch (op.kind) {
      case Kind::kLiteral:
        if (!same_token(tokens_[at_], op.literal)) return false;
        ++at_;
        ++op_;
        return true;
      case Kind::kNotClass:
        return !is_member(op, at_, at_ + 1) && take(at_ + 1);
      case Kind::kClass:
        return extend_class(at_);
      default:
        return take(at_ + 1);
    }
  }

  bool take(std::size_t end) {
    taken_.push_back({op_, at_, end});
    at_ = end;
    ++op_;
    return true;
  }

  // The shortest phrase from `at_` on that is a member and ends beyond `end`.
  bool extend_class(std::size_t end) {
    const PatternOp& op = pattern_[op_];
    const std::size_t begin = at_;
    for (at_ = end; at_ < tokens_.size(); ++at_) {
      if (is_member(op, begin, at_ + 1)) {
        listener_.class_matches();
        const std::size_t next = at_ + 1;
        at_ = begin;
        return take(next);
      }
      listener_.extends(op_text(), token_text());
    }
    return false;
  }

  // The last wildcard that can take one token more does so.
  bool back_up() {
    while (!taken_.empty()) {
      const Taken last = taken_.back();
      taken_.pop_back();
      op_ = last.op;
      at_ = last.end;
      listener_.backs_up(op_text(), token_text());
      if (at_ == tokens_.size()) continue;
      const Kind kind = pattern_[op_].kind;
      at_ = last.begin;
      if (kind == Kind::kAny || kind == Kind::kSome) return take(last.end + 1);
      if (kind == Kind::kClass && extend_class(last.end)) return true;
    }
    return false;
  }

  [[nodiscard]] bool is_member(const PatternOp& op, std::size_t begin, std::size_t end) const {
    if (op.name_class == nullptr) return false;
    const std::string phrase =
        address::text_of(tokens_.subspan(begin, end - begin), blank_substitute_);
    return op.name_class->contains(phrase, address::hash_text(phrase));
  }

  // The value's text against the texts of as many tokens as it takes.
  bool match_macro(const PatternOp& op) {
    listener_.compares_macro(op.name, macros_.find(op.name));
    std::string_view value = macros_.get(op.name);
    while (!value.empty()) {
      if (at_ == tokens_.size()) return false;
      const std::string_view text = tokens_[at_].text;
      if (!address::equal_ignoring_case(value.substr(0, text.size()), text)) return false;
      value.remove_prefix(text.size());
      ++at_;
    }
    ++op_;
    return true;
  }

  const std::vector<PatternOp>& pattern_;
  std::span<const Token> tokens_;
  const config::MacroScope& macros_;
  char blank_substitute_;
  MatchStepListener& listener_;
  std::vector<Taken> taken_;
  std::size_t op_ = 0;
  std::size_t at_ = 0;
};

}  // namespace

bool tell_match_steps(const Rule& rule, std::span<const Token> tokens,
                      const config::MacroScope& macros, char blank_substitute,
                      MatchStepListener& listener) {
  return Walk(rule, tokens, macros, blank_substitute, listener).run();
}

}  // namespace sendwright::rules
