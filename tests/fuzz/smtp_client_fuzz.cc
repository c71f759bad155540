// What a server may answer: the client's engine must decide about every recipient, whatever comes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "smtp/client/engine.hh"

using namespace sendwright::smtp;

namespace {

// Answers the engine's questions until it waits for the server again or is done.
void drive(ClientEngine& engine, bool& has_begun) {
  for (int steps = 0; steps < 8 && !engine.is_waiting(); ++steps) {
    (void)engine.take_output();
    switch (engine.state()) {
      case ClientState::kHandshake:
        engine.tls_started();
        break;
      case ClientState::kChallenge:
        (void)engine.challenge().size();
        engine.cancel_authentication();
        break;
      case ClientState::kBody:
        engine.body_sent();
        break;
      case ClientState::kReady:
        if (has_begun) {
          engine.quit();
        } else if (engine.extensions().starttls) {
          engine.start_tls();
        } else {
          has_begun = true;
          Transaction transaction;
          transaction.recipients = {{"a@b", {}, {}}, {"c@d", {}, {}}, {"e@f", {}, {}}};
          engine.begin(std::move(transaction));
        }
        break;
      default:
        return;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  ClientEngine engine({.is_lmtp = (data[0] & 1) != 0, .says_ehlo_first = (data[0] & 2) != 0});
  const size_t step = 1 + data[1] % 64U;
  std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  bool has_begun = false;
  while (!input.empty()) {
    engine.receive(input.substr(0, step));
    input.remove_prefix(std::min(step, input.size()));
    drive(engine, has_begun);
  }
  engine.lost();
  if (has_begun && engine.outcomes().size() != 3) std::abort();
  for (const auto& outcome : engine.outcomes()) {
    if (outcome.stage == Stage::kNone) std::abort();
  }
  return 0;
}
