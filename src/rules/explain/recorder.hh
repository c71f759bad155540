// The Trace that keeps what it is told as a Recording. It also follows the answers of maps: a token
// that came from a lookup is known by the place of its text in memory, wherever rules carry it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/explain/recording.hh"
#include "rules/trace.hh"

namespace sendwright::rules::explain {

// For one session at a time. What is beyond kMaxWords is counted out: a loop in the rules costs
// bounded memory.
class Recorder final : public Trace {
 public:
  static constexpr std::size_t kMaxWords = 200'000;

  // What was recorded since the last call.
  [[nodiscard]] Recording take();

  void input(std::string_view ruleset, std::span<const address::Token> tokens) override;
  void returns(std::string_view ruleset, std::span<const address::Token> tokens) override;
  void abandoned(std::string_view ruleset) override;
  [[nodiscard]] bool wants_steps() const override { return true; }
  void applying(const MatchedRule& rule) override;
  void looked_up(const FinishedLookup& lookup) override;
  void applied(std::span<const address::Token> tokens) override;

 private:
  struct Origin {
    std::string text;
    int lookup;
  };

  [[nodiscard]] Words words(std::span<const address::Token> tokens);
  // The rule in hand of the innermost ruleset; nullptr if it is not kept.
  [[nodiscard]] Step* current_step();
  void leave();

  Recording recording_;
  // Rulesets that run now, the innermost last. While one is open nothing is added beside it, so the
  // pointers stay valid.
  struct Frame {
    Call* call = nullptr;  // nullptr: it is not kept
    bool is_full = false;  // further rules of it are not kept
  };
  std::vector<Frame> open_;
  std::unordered_map<const char*, Origin> origins_;
  std::size_t words_ = 0;
};

}  // namespace sendwright::rules::explain
