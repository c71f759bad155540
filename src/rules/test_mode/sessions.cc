// /session: an SMTP session acted out, by whoever the test mode was given for that.
#include <array>

#include "rules/test_mode/commands.hh"

namespace sendwright::rules {
namespace {

void run_session(TestModeState& state, std::string_view rest) {
  if (state.context.sessions == nullptr) {
    state.output << "No SMTP sessions here\n";
    return;
  }
  state.begin_explanation("/session " + std::string(rest));
  state.context.sessions->run(rest, *state.engine, state.evaluation.trace, state.context.explainer,
                              state.output);
}

}  // namespace

std::span<const SlashCommand> session_commands() {
  static constexpr std::array kCommands{SlashCommand{
      "/session",
      "Usage: /session client=IP [name=HOST] helo=NAME from=ADDR to=ADDR [auth=USER] [tls=VERIFY] "
      "[daemon=NAME]",
      run_session}};
  return kCommands;
}

}  // namespace sendwright::rules
