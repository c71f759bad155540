// What a POP3 client may say, before and after login.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "retrieval/pop3/login_engine.hh"
#include "retrieval/pop3/session_engine.hh"

using namespace sendwright::retrieval;
using namespace sendwright::retrieval::pop3;

namespace {

void fuzz_login(std::string_view input, size_t step) {
  LoginEngine engine({.host_name = "h", .mechanisms = "PLAIN", .offers_stls = true});
  for (; !input.empty(); input.remove_prefix(std::min(step, input.size()))) {
    engine.feed(input.substr(0, step));
    while (const auto request = engine.next()) {
      if (request->kind == LoginRequest::Kind::kEnd) return;
      if (request->kind == LoginRequest::Kind::kStart) engine.challenge("x");
      if (request->kind == LoginRequest::Kind::kStartTls) engine.tls_started("PLAIN");
      if (request->kind == LoginRequest::Kind::kPassword ||
          request->kind == LoginRequest::Kind::kResponse) {
        engine.refused(false);
      }
    }
    (void)engine.take_output();
  }
}

void fuzz_session(std::string_view input, size_t step) {
  const std::vector<MessageInfo> messages{{6, "a"}, {6, "b"}};
  SessionEngine engine(messages);
  for (; !input.empty(); input.remove_prefix(std::min(step, input.size()))) {
    engine.feed(input.substr(0, step));
    while (const auto request = engine.next()) {
      if (request->kind == SessionRequest::Kind::kEnd) return;
      if (request->kind == SessionRequest::Kind::kUpdate) {
        if (engine.marked().size() > messages.size()) std::abort();
        engine.updated(true);
        continue;
      }
      if (request->index >= messages.size()) std::abort();
      engine.begin_message();
      if (engine.add_message("A\r\n\r\n.\r\n")) engine.add_message("..");
      engine.end_message();
    }
    (void)engine.take_output();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  const size_t step = 1 + data[1] % 64U;
  if ((data[0] & 1) != 0) {
    fuzz_login(input, step);
  } else {
    fuzz_session(input, step);
  }
  return 0;
}
