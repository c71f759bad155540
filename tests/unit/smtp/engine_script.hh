// Runs the SMTP engine against a script of octets, with a policy that says yes unless told otherwise:
// what goes in and what comes out, as a dialogue would show it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "smtp/server/engine.hh"

namespace sendwright::smtp::server {

struct EngineScript {
  Features features{};
  EngineSettings settings{.host = "mx.example", .peer = "client.example [192.0.2.1]"};
  std::function<void(Engine&)> prepare = [](Engine& engine) { engine.greet("mx.example Sendwright"); };
  // Whether a client's next octets are there already when EHLO or DATA is answered.
  bool is_pipelined = false;

  // What was seen.
  std::string output{};
  std::string body{};
  std::vector<std::string> log{};
  long paused_seconds = 0;
  int resets = 0;
  bool is_closed = false;

  // Feeds the pieces one after the other; returns all output.
  std::string run_pieces(const std::vector<std::string>& pieces) {
    Engine engine(settings, features);
    prepare(engine);
    for (const std::string& piece : pieces) {
      if (is_closed) break;
      engine.feed(piece);
      handle_events(engine);
    }
    output += engine.take_output();
    return output;
  }
  std::string run(const std::string& octets) { return run_pieces({octets}); }

 private:
  void handle_events(Engine& engine) {
    while (!is_closed) {
      const Event event = engine.next();
      if (std::holds_alternative<NeedInput>(event)) return;
      std::visit([&](const auto& each) { handle(engine, each); }, event);
    }
  }
  [[nodiscard]] bool is_early(const Engine& engine) const {
    return is_pipelined && engine.has_pending_input();
  }

  void handle(Engine&, const NeedInput&) {}
  void handle(Engine& engine, const HelloEvent&) { engine.accept_hello(is_early(engine)); }
  void handle(Engine& engine, const MailEvent& event) { engine.accept_mail(event.command.address); }
  void handle(Engine& engine, const RcptEvent& event) {
    if (event.command.address.find("bad") != std::string::npos) {
      engine.refuse_recipient({550, "5.1.1", event.command.address + "... User unknown"});
    } else {
      engine.accept_recipient(event.command.address);
    }
  }
  void handle(Engine& engine, const DataEvent&) { engine.accept_data(is_early(engine)); }
  void handle(Engine&, const BodyEvent& event) { body += event.octets; }
  void handle(Engine& engine, const BodyEndEvent&) {
    engine.end_message({250, "2.0.0", "ID Message accepted for delivery"});
  }
  void handle(Engine&, const ResetEvent&) { ++resets; }
  void handle(Engine& engine, const VerifyEvent& event) {
    engine.answer({250, "2.1.5", std::string(event.argument)});
  }
  void handle(Engine& engine, const EtrnEvent& event) {
    engine.answer({250, "2.0.0", "Queuing for node " + std::string(event.argument) + " started"});
  }
  void handle(Engine& engine, const OtherEvent& event) { engine.answer(event.reply); }
  void handle(Engine& engine, const HelpEvent&) { engine.answer({214, "2.0.0", "End of HELP info"}); }
  void handle(Engine& engine, const StartTlsEvent&) {
    engine.accept_starttls();
    engine.restart_after_tls();
  }
  void handle(Engine& engine, const AuthEvent& event) {
    if (event.initial_response) {
      finish_auth(engine, *event.initial_response);
    } else {
      engine.challenge("go");
    }
  }
  void handle(Engine& engine, const AuthResponseEvent& event) { finish_auth(engine, event.response); }
  void handle(Engine&, const AuthAbortEvent&) { ++resets; }
  void handle(Engine&, const PauseEvent& event) { paused_seconds += event.duration.count(); }
  void handle(Engine&, const LogEvent& event) { log.push_back(event.text); }
  void handle(Engine&, const CloseEvent&) { is_closed = true; }

  static void finish_auth(Engine& engine, const std::string& response) {
    if (response == "secret") {
      engine.authenticated();
    } else {
      engine.answer({535, "5.7.0", "authentication failed"});
    }
  }
};

}  // namespace sendwright::smtp::server
