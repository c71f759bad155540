// Rulesets in the form the matcher runs: patterns as operations on token hashes, replacements as
// lists of what to copy, and for each rule what can be known without trying it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "address/tokens.hh"
#include "config/configuration.hh"
#include "rules/rule_index.hh"

namespace sendwright::rules {

inline constexpr int kMaxWildcards = 9;

struct PatternOp {
  enum class Kind : std::uint8_t { kLiteral, kAny, kSome, kOne, kClass, kNotClass, kMacro };
  Kind kind = Kind::kLiteral;
  address::Token literal;                         // kLiteral
  const config::NameClass* name_class = nullptr;  // kClass, kNotClass; nullptr: undefined, empty
  std::string_view name;                          // of the macro or class
  bool is_of_session = false;  // the class may be another one in each session: {cert_altnames}

  [[nodiscard]] bool is_wildcard() const { return kind != Kind::kLiteral && kind != Kind::kMacro; }
};

struct ReplacementOp {
  enum class Kind : std::uint8_t { kToken, kCapture, kMacro };
  Kind kind = Kind::kToken;
  int capture = 0;         // kCapture: 1..9
  address::Token token;    // kToken
  std::string_view macro;  // kMacro: `$&` value
};

struct Rule {
  // What follows a match: try the same rule again, go on to the next, or return.
  enum class Then : std::uint8_t { kRepeat, kNext, kReturn };
  std::vector<PatternOp> pattern;
  std::vector<ReplacementOp> replacement;
  Then then = Then::kRepeat;
  bool has_several_classes = false;  // `$=x` more than once
  // What the replacement holds by itself; captured tokens may add to it.
  bool has_lookup = false;
  bool has_call = false;
  int bad_capture = 0;   // `$n` beyond the wildcards: reported whenever it is used
  std::string lhs_text;  // as traces show them
  std::string rhs_text;
  config::SourceLine where;
};

struct CompiledRuleset {
  std::string name;
  bool is_defined = false;
  std::vector<Rule> rules;
  std::vector<Prefilter> prefilters;       // one for each rule
  std::unique_ptr<const RuleIndex> index;  // nullptr: too few rules for one
};

// Rulesets are compiled when they are first asked for: a command that rewrites a few addresses
// pays for the rulesets these go through. May be asked from any thread; what it has given stays.
class Program {
 public:
  explicit Program(const config::Configuration& configuration);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] const CompiledRuleset& ruleset(int number) const {
    Entry& entry = entries_[static_cast<std::size_t>(number)];
    if (!entry.is_compiled.load(std::memory_order_acquire)) compile(number, entry);
    return entry.ruleset;
  }
  // The ruleset that `$>name` calls, as Configuration::find_ruleset but faster.
  [[nodiscard]] std::optional<int> find_ruleset(const address::Token& name) const;
  // Compiles all rulesets that are left.
  void compile_all() const;
  [[nodiscard]] std::string dump(int number) const;

 private:
  struct Entry {
    std::atomic<bool> is_compiled = false;
    CompiledRuleset ruleset;
    address::TokenArena arena;  // texts of its literals
  };
  struct Named {
    std::string_view name;
    int number;
  };

  void compile(int number, Entry& entry) const;

  const config::Configuration& configuration_;
  mutable std::mutex compiling_;
  mutable std::vector<Entry> entries_;
  // By the name's hash; one of those that share it.
  std::unordered_map<std::uint32_t, Named> named_;
};

}  // namespace sendwright::rules
