#include "rules/matcher.hh"

#include <cstdint>

namespace sendwright::rules {

using address::Token;
using address::TokenKind;

namespace {

// The hash of a single octet is no other's, so that for most literals (`@`, `<`, `.`) it decides.
bool is_literal(const Token& token, const Token& literal) {
  const std::size_t size = literal.text.size();
  return token.hash == literal.hash && token.text.size() == size &&
         (size == 1 || address::equal_ignoring_case(token.text, literal.text));
}

}  // namespace

bool Matcher::match(const Rule& rule, Captures& captures) {
  rule_ = &rule;
  captures_ = &captures;
  failed_from_.fill(SIZE_MAX);
  has_failed_classes_ = false;
  return run(0, 0, 1);
}

// Matches the pattern from `op` on with the tokens from `at` on; `capture` is the number of the
// next wildcard.
bool Matcher::run(std::size_t op, std::size_t at, int capture) {
  using Kind = PatternOp::Kind;
  const std::vector<PatternOp>& pattern = rule_->pattern;
  for (; op < pattern.size(); ++op) {
    const PatternOp& current = pattern[op];
    switch (current.kind) {
      case Kind::kLiteral:
        if (at >= tokens_.size() || !is_literal(tokens_[at], current.literal)) return false;
        ++at;
        break;
      case Kind::kOne:
        if (at >= tokens_.size()) return false;
        (*captures_)[static_cast<std::size_t>(capture++)] = {at, at + 1};
        ++at;
        break;
      case Kind::kNotClass:
        if (at >= tokens_.size()) return false;
        if (const config::NameClass* const name_class = class_of(current);
            name_class != nullptr && name_class->contains(tokens_[at].text, tokens_[at].hash)) {
          return false;
        }
        (*captures_)[static_cast<std::size_t>(capture++)] = {at, at + 1};
        ++at;
        break;
      case Kind::kMacro:
        // Where no token is left not even an empty value is there.
        if (at >= tokens_.size() || !macro_value(current, at)) return false;
        break;
      case Kind::kAny:
        return open_ended(op, at, capture, 0);
      case Kind::kSome:
        return open_ended(op, at, capture, 1);
      case Kind::kClass:
        return class_phrase(op, at, capture);
    }
  }
  return at == tokens_.size();
}

bool Matcher::open_ended(std::size_t op, std::size_t at, int capture, std::size_t least) {
  const std::vector<PatternOp>& pattern = rule_->pattern;
  Capture& taken = (*captures_)[static_cast<std::size_t>(capture)];
  std::size_t& failed_from = failed_from_[static_cast<std::size_t>(capture)];
  if (at >= failed_from || at + least > tokens_.size()) return false;
  if (op + 1 == pattern.size()) {
    taken = {at, tokens_.size()};
    return true;
  }
  const PatternOp& next = pattern[op + 1];
  const bool next_is_literal = next.kind == PatternOp::Kind::kLiteral;
  for (std::size_t end = at + least; end <= tokens_.size(); ++end) {
    // The commonest case by far, kept free of calls.
    if (next_is_literal && (end == tokens_.size() || tokens_[end].hash != next.literal.hash)) {
      continue;
    }
    if (run(op + 1, end, capture + 1)) {
      taken = {at, end};
      return true;
    }
  }
  failed_from = at;
  return false;
}

bool Matcher::class_phrase(std::size_t op, std::size_t at, int capture) {
  if (!rule_->has_several_classes) return any_phrase(op, at, capture);
  if (has_class_failed(at, capture)) return false;
  if (any_phrase(op, at, capture)) return true;
  note_class_failed(at, capture);
  return false;
}

bool Matcher::has_class_failed(std::size_t at, int capture) const {
  return has_failed_classes_ && at < kNotedTokens &&
         (failed_classes_[static_cast<std::size_t>(capture)][at / 64] >> (at % 64) & 1U) != 0;
}

void Matcher::note_class_failed(std::size_t at, int capture) {
  if (at >= kNotedTokens) return;
  if (!has_failed_classes_) failed_classes_ = {};
  has_failed_classes_ = true;
  failed_classes_[static_cast<std::size_t>(capture)][at / 64] |= std::uint64_t{1} << (at % 64);
}

// The shortest phrase of the class that lets the rest match.
bool Matcher::any_phrase(std::size_t op, std::size_t at, int capture) {
  const config::NameClass* const name_class = class_of(rule_->pattern[op]);
  if (name_class == nullptr || at >= tokens_.size()) return false;
  Capture& taken = (*captures_)[static_cast<std::size_t>(capture)];
  if (name_class->contains(tokens_[at].text, tokens_[at].hash) &&
      run(op + 1, at + 1, capture + 1)) {
    taken = {at, at + 1};
    return true;
  }
  std::uint32_t hash = tokens_[at].hash;
  std::size_t octets = tokens_[at].text.size();
  for (std::size_t end = at + 1; end < tokens_.size(); ++end) {
    const Token& token = tokens_[end];
    const bool has_blank = token.kind == TokenKind::kAtom &&
                           tokens_[end - 1].kind == TokenKind::kAtom && blank_substitute_ != '\0';
    if (has_blank) hash = address::hash_text({&blank_substitute_, 1}, hash);
    hash = address::hash_text(token.text, hash);
    octets += token.text.size() + (has_blank ? 1 : 0);
    if (octets > name_class->max_octets()) return false;
    if (!name_class->may_contain(hash)) continue;
    phrase_.clear();
    address::append_text(tokens_.subspan(at, end + 1 - at), blank_substitute_, phrase_);
    if (name_class->contains(phrase_, hash) && run(op + 1, end + 1, capture + 1)) {
      taken = {at, end + 1};
      return true;
    }
  }
  return false;
}

// The value's text against the texts of as many tokens as it takes; an empty value takes none.
bool Matcher::macro_value(const PatternOp& op, std::size_t& at) const {
  std::string_view value = macros_.get(op.name);
  while (!value.empty()) {
    if (at >= tokens_.size()) return false;
    const std::string_view text = tokens_[at].text;
    if (!address::equal_ignoring_case(value.substr(0, text.size()), text)) return false;
    value.remove_prefix(text.size());
    ++at;
  }
  return true;
}

}  // namespace sendwright::rules
