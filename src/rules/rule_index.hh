// Which rules of a ruleset could match a workspace? What can be known of a rule without trying it,
// and for rulesets of many rules an index, so that the cost of a rewrite grows with the rules that
// could match and not with all there are.
//
// The index files each rule under that of its literals which the fewest rules of the ruleset have
// (`R$* < @ host17 . example . > $*` under `host17`): a workspace without that token cannot match.
// Rules without a literal are always candidates. With 10,000 rules for hosts an address of another
// host so looks at none of them; one of `example` does not look at all 10,000 either. Where all
// rules share all their literals (`R$={A} . x`, `R$={B} . x`) the index does not help.
//
// Example: `Ra $*`, `R$+`, `Rb a`: postings a: {0}, b: {2}, always: {1}. The workspace `a . c` has
// the candidates 0 and 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "address/tokens.hh"

namespace sendwright::rules {

struct PatternOp;

// One bit for each literal, by its hash.
[[nodiscard]] inline std::uint64_t literal_bit(std::uint32_t hash) {
  return std::uint64_t{1} << ((hash ^ (hash >> 6) ^ (hash >> 12)) & 63U);
}
[[nodiscard]] std::uint64_t literal_bits(std::span<const address::Token> tokens);

// What a workspace must look like for a rule to match.
struct Prefilter {
  static constexpr std::uint32_t kUnbounded = UINT32_MAX;

  std::uint64_t bits = 0;  // all must be in the workspace's literal_bits()
  std::uint32_t min_tokens = 0;
  std::uint32_t max_tokens = kUnbounded;
  std::uint32_t first_hash = 0;  // if begins_with_literal
  std::uint32_t last_hash = 0;   // if ends_with_literal
  bool begins_with_literal = false;
  bool ends_with_literal = false;
  bool can_match = true;  // false: the reader complained, the rule is only listed

  [[nodiscard]] static Prefilter of(std::span<const PatternOp> pattern, bool can_match);
  [[nodiscard]] bool accepts(std::span<const address::Token> tokens,
                             std::uint64_t bits_there) const {
    if ((bits & ~bits_there) != 0 || tokens.size() < min_tokens || tokens.size() > max_tokens ||
        !can_match) {
      return false;
    }
    if (begins_with_literal && tokens.front().hash != first_hash) return false;
    return !ends_with_literal || tokens.back().hash == last_hash;
  }
};

// Not changed after construction.
class RuleIndex {
 public:
  // Numbers of rules in rising order; `front` is dropped as they are taken.
  using Postings = std::span<const std::uint32_t>;

  // `literals` has the hashes of each rule's literals; rules that `can_match` says never match are
  // not filed.
  RuleIndex(const std::vector<std::vector<std::uint32_t>>& literals,
            const std::vector<bool>& can_match);

  // The lists that hold all candidates for the workspace, rules before `from` left out.
  void find(std::span<const address::Token> tokens, std::size_t from,
            std::vector<Postings>& lists) const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;  // 0: free
  };
  [[nodiscard]] Postings postings(std::uint32_t hash) const;
  [[nodiscard]] static Postings from_rule(Postings list, std::size_t from);

  std::vector<std::uint32_t> numbers_;  // list after list
  std::vector<Slot> slots_;             // open addressing, at most half full
  std::vector<std::uint32_t> always_;
};

struct CompiledRuleset;

// Walks the rules that could match a workspace, in order, while the workspace changes.
class Candidates {
 public:
  enum class Way : std::uint8_t {
    kAllRules,  // also those that cannot match: what a trace of every rule wants to see
    kFastest
  };
  // `postings` is a buffer that is kept from one use to the next. The ruleset must live longer.
  Candidates(const CompiledRuleset& ruleset, Way way, std::vector<RuleIndex::Postings>& postings);

  // To be called at the start and when the workspace has changed; rules before `from` are of no
  // interest any more.
  void set_workspace(std::span<const address::Token> tokens, std::size_t from);
  // The first candidate that is not before `from`; the number of rules if there is none.
  [[nodiscard]] std::size_t next(std::size_t from);
  // Whether the rule could match the workspace.
  [[nodiscard]] bool accepts(std::size_t number) const;
  // How many rules were looked at, as far as that.
  [[nodiscard]] std::uint64_t looked_at() const { return looked_at_; }

 private:
  [[nodiscard]] std::size_t next_posting(std::size_t from);

  const CompiledRuleset& ruleset_;
  std::vector<RuleIndex::Postings>& postings_;
  std::span<const address::Token> tokens_;
  std::uint64_t bits_ = 0;
  std::uint64_t looked_at_ = 0;
  enum class Walk : std::uint8_t { kAll, kLinear, kIndexed } walk_;
};

}  // namespace sendwright::rules
