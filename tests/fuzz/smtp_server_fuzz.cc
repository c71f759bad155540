// The server's engine on hostile input, cut into pieces by the first octet: it never crashes, never
// grows without bound, writes whole reply lines, and the way the input is cut makes no difference.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "smtp/server/engine.hh"

using namespace sendwright::smtp;
using namespace sendwright::smtp::server;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

struct Outcome {
  std::string output;
  std::string body;
  bool is_closed = false;
};

struct Answers {
  Engine& engine;
  Outcome& outcome;

  void operator()(const NeedInput&) {}
  void operator()(const HelloEvent&) { engine.accept_hello(false); }
  void operator()(const MailEvent& event) { engine.accept_mail(event.command.address); }
  void operator()(const RcptEvent& event) {
    if (event.command.address.size() % 2 == 1) {
      engine.refuse_recipient({550, "5.1.1", "User unknown"});
    } else {
      engine.accept_recipient(event.command.address);
    }
  }
  void operator()(const DataEvent&) { engine.accept_data(false); }
  void operator()(const BodyEvent& event) { outcome.body += event.octets; }
  void operator()(const BodyEndEvent&) { engine.end_message({250, "2.0.0", "ok"}); }
  void operator()(const VerifyEvent&) { engine.answer({252, "2.1.5", "x"}); }
  void operator()(const EtrnEvent&) { engine.answer({250, "2.0.0", "x"}); }
  void operator()(const OtherEvent& event) { engine.answer(event.reply); }
  void operator()(const HelpEvent&) { engine.answer({214, "2.0.0", "x"}); }
  void operator()(const StartTlsEvent&) { engine.answer({454, "4.3.3", "x"}); }
  void operator()(const AuthEvent&) { engine.challenge("x"); }
  void operator()(const AuthResponseEvent& event) {
    if (event.response.empty()) {
      engine.authenticated();
    } else {
      engine.answer({535, "5.7.0", "authentication failed"});
    }
  }
  void operator()(const CloseEvent&) { outcome.is_closed = true; }
  template <typename Other>
  void operator()(const Other&) {}
};

Outcome run(std::string_view input, std::size_t piece) {
  Features features;
  features.has_starttls = features.is_starttls_ready = features.has_auth = true;
  features.auth_mechanisms = "PLAIN";
  Engine engine({.host = "h", .peer = "p"}, features);
  Outcome outcome;
  engine.greet("h Sendwright");
  for (std::size_t at = 0; at < input.size() && !outcome.is_closed; at += piece) {
    engine.feed(input.substr(at, piece));
    while (!outcome.is_closed) {
      Event event = engine.next();
      if (std::holds_alternative<NeedInput>(event)) break;
      std::visit(Answers{engine, outcome}, event);
    }
  }
  outcome.output = engine.take_output();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = run(input, input.size());
  const Outcome pieces = run(input, std::max<std::size_t>(1, data[0]));
  require(whole.output.ends_with("\r\n"));
  require(whole.output == pieces.output && whole.is_closed == pieces.is_closed);
  // A session that is closed in mid-message may have given out the beginning of it or not.
  if (!whole.is_closed) require(whole.body == pieces.body);
  return 0;
}
