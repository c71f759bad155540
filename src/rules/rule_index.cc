#include "rules/rule_index.hh"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "rules/program.hh"

namespace sendwright::rules {

using address::Token;

std::uint64_t literal_bits(std::span<const Token> tokens) {
  std::uint64_t bits = 0;
  for (const Token& token : tokens)
    bits |= literal_bit(token.hash);
  return bits;
}

Prefilter Prefilter::of(std::span<const PatternOp> pattern, bool can_match) {
  using Kind = PatternOp::Kind;
  Prefilter filter;
  filter.can_match = can_match;
  bool is_bounded = true;
  for (const PatternOp& op : pattern) {
    if (op.kind == Kind::kLiteral) filter.bits |= literal_bit(op.literal.hash);
    if (op.kind != Kind::kAny && op.kind != Kind::kMacro) ++filter.min_tokens;
    if (op.kind != Kind::kLiteral && op.kind != Kind::kOne && op.kind != Kind::kNotClass) {
      is_bounded = false;
    }
  }
  if (is_bounded) filter.max_tokens = filter.min_tokens;
  if (pattern.empty()) return filter;
  filter.begins_with_literal = pattern.front().kind == Kind::kLiteral;
  filter.ends_with_literal = pattern.back().kind == Kind::kLiteral;
  filter.first_hash = pattern.front().literal.hash;
  filter.last_hash = pattern.back().literal.hash;
  return filter;
}

RuleIndex::RuleIndex(const std::vector<std::vector<std::uint32_t>>& literals,
                     const std::vector<bool>& can_match) {
  std::unordered_map<std::uint32_t, std::uint32_t> frequency;
  for (const std::vector<std::uint32_t>& hashes : literals) {
    for (const std::uint32_t hash : hashes)
      ++frequency[hash];
  }
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> lists;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (!can_match[i]) continue;
    const auto number = static_cast<std::uint32_t>(i);
    const auto rarest = std::ranges::min_element(
        literals[i], {}, [&](std::uint32_t hash) { return frequency[hash]; });
    (rarest == literals[i].end() ? always_ : lists[*rarest]).push_back(number);
  }
  slots_.resize(std::bit_ceil(lists.size() * 2 + 1));
  const std::size_t mask = slots_.size() - 1;
  for (const auto& [hash, list] : lists) {
    std::size_t at = hash & mask;
    while (slots_[at].size != 0)
      at = (at + 1) & mask;
    slots_[at] = {hash, static_cast<std::uint32_t>(numbers_.size()),
                  static_cast<std::uint32_t>(list.size())};
    numbers_.insert(numbers_.end(), list.begin(), list.end());
  }
}

RuleIndex::Postings RuleIndex::postings(std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].size != 0; at = (at + 1) & mask) {
    if (slots_[at].hash == hash)
      return Postings(numbers_).subspan(slots_[at].begin, slots_[at].size);
  }
  return {};
}

RuleIndex::Postings RuleIndex::from_rule(Postings list, std::size_t from) {
  return {std::ranges::lower_bound(list, from), list.end()};
}

void RuleIndex::find(std::span<const Token> tokens, std::size_t from,
                     std::vector<Postings>& lists) const {
  lists.clear();
  if (const Postings always = from_rule(always_, from); !always.empty()) lists.push_back(always);
  for (const Token& token : tokens) {
    const Postings list = from_rule(postings(token.hash), from);
    if (list.empty()) continue;
    const bool is_known =
        std::ranges::any_of(lists, [&](Postings other) { return other.data() == list.data(); });
    if (!is_known) lists.push_back(list);
  }
}

Candidates::Candidates(const CompiledRuleset& ruleset, Way way,
                       std::vector<RuleIndex::Postings>& postings)
    : ruleset_(ruleset),
      postings_(postings),
      walk_(way == Way::kAllRules      ? Walk::kAll
            : ruleset.index != nullptr ? Walk::kIndexed
                                       : Walk::kLinear) {}

void Candidates::set_workspace(std::span<const Token> tokens, std::size_t from) {
  tokens_ = tokens;
  bits_ = literal_bits(tokens);
  if (walk_ == Walk::kIndexed) ruleset_.index->find(tokens, from, postings_);
}

bool Candidates::accepts(std::size_t number) const {
  return ruleset_.prefilters[number].accepts(tokens_, bits_);
}

std::size_t Candidates::next(std::size_t from) {
  const std::size_t count = ruleset_.rules.size();
  if (walk_ == Walk::kAll) {
    if (from < count) ++looked_at_;
    return from;
  }
  std::size_t number = from;
  for (;; ++number) {
    if (walk_ == Walk::kIndexed) number = next_posting(number);
    if (number >= count) return count;
    ++looked_at_;
    if (accepts(number)) return number;
  }
}

// The least number in the lists that is not below `from`. There are as many lists as the workspace
// has tokens that a rule is filed under, that is, hardly any.
std::size_t Candidates::next_posting(std::size_t from) {
  std::size_t least = ruleset_.rules.size();
  for (RuleIndex::Postings& list : postings_) {
    while (!list.empty() && list.front() < from)
      list = list.subspan(1);
    if (!list.empty()) least = std::min<std::size_t>(least, list.front());
  }
  return least;
}

}  // namespace sendwright::rules
