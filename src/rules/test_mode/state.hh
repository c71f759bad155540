// What the commands of the address test mode share: the configuration they look at and change, the
// evaluation that runs the rulesets, and where their answers go. Lives for one test mode.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

#include "config/configuration.hh"
#include "config/macros.hh"
#include "rules/engine.hh"
#include "rules/evaluation.hh"
#include "rules/explain/explainer.hh"
#include "rules/resolve.hh"
#include "rules/test_mode.hh"
#include "rules/test_mode/printing_trace.hh"

namespace sendwright::rules {

struct TestModeState {
  TestModeState(TestModeContext& context_in, std::ostream& output_in);
  TestModeState(const TestModeState&) = delete;
  TestModeState& operator=(const TestModeState&) = delete;

  // Prints a message of a rule or map; that a map cannot be opened is said once.
  void show(std::string_view message);
  // With an explainer: what happens from here on is about this input; `conclude` says how it ended.
  void begin_explanation(std::string_view input);
  void end_explanation(const explain::Explainer::Conclude& conclude);
  // What the test mode will exit with, unless there was a reason before.
  void fail(base::ExitCode code);
  // Builds the engine anew: classes were added that compiled rules do not know.
  void recompile();
  // Takes the name of a macro or class (`x`, `{name}`) from the front of `text`; prints what is
  // wrong with it and returns "" if there is none.
  [[nodiscard]] std::string take_name(std::string_view& text);
  // The ruleset called `name`; prints why there is none, with `typed` as what was asked for.
  [[nodiscard]] std::optional<RulesetId> ruleset(std::string_view name, std::string_view typed);

  TestModeContext& context;
  config::Configuration& configuration;
  std::ostream& output;
  base::Debug& debug;
  PrintingTrace trace;
  config::MacroScope macros;
  Evaluation evaluation;
  std::unique_ptr<Engine> engine;
  address::TokenList workspace;  // of the rulesets in hand; kept for its memory
  std::string subject;           // the address that messages are about
  Direction direction = Direction::kRecipient;
  Part part = Part::kEnvelope;
  bool is_done = false;
  base::ExitCode exit_code = base::ExitCode::kOk;

 private:
  void tell(std::string_view message);

  std::set<std::string, std::less<>> shown_;
};

// Letters, digits and `_` at the start of a typed list: the first ruleset's name.
[[nodiscard]] std::string_view leading_ruleset_name(std::string_view text);

}  // namespace sendwright::rules
