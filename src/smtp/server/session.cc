#include "smtp/server/session.hh"

#include <array>
#include <utility>

#include "base/strings.hh"
#include "config/expand.hh"
#include "config/file_safety.hh"
#include "smtp/server/help.hh"

namespace sendwright::smtp::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr size_t kReadOctets = size_t{32} * 1024;

// One buffer for all sessions of a thread: it is empty whenever a session waits.
std::span<char> read_buffer() {
  thread_local std::array<char, kReadOctets> buffer;
  return buffer;
}

}  // namespace

Session::Session(Services& services, tls::Stream& stream, base::Waiter& waiter, SessionSetup setup)
    : services_(services),
      stream_(stream),
      waiter_(waiter),
      setup_(std::move(setup)),
      macros_(services.configuration) {
  macros_.set_client(setup_.client);
  macros_.set_daemon(setup_.port, setup_.own, options().use_compressed_ipv6_addresses);
  if (services_.census != nullptr) {
    const Census::Counts counts = services_.census->arrive(setup_.client.address);
    macros_.set_load(counts.client_rate, counts.client_connections, counts.total_rate);
  }
  policy_ = services_.make_policy(macros_, waiter_);
}

Session::~Session() {
  if (services_.census != nullptr) services_.census->leave(setup_.client.address);
}

void Session::run() {
  log(10, base::LogPriority::kInfo, "connect from " + setup_.client.shown());
  if (!open()) return;
  while (!is_over_) {
    Event event = engine_->next();
    if (std::holds_alternative<NeedInput>(event)) {
      if (!flush() || !read_more()) break;
    } else {
      std::visit([this](auto& each) { handle(each); }, event);
    }
  }
  end_transaction();
  stream_.close();
}

bool Session::open() {
  engine_.emplace(engine_settings(services_.configuration, setup_.client.shown()),
                  offered_features(services_.configuration, setup_.port, means()));
  set_protocol_macro();
  if (setup_.port.has_modifier('s') && (!prepare_tls() || !start_tls())) return false;
  greet();
  return flush();
}

void Session::greet() {
  if (!setup_.port.has_modifier('s') && talks_before_greeting()) return engine_->greet_refused();
  if (!setup_.is_stdio) {
    const Verdict verdict = policy_->connect();
    if (verdict.is_rejection()) {
      log(5, base::LogPriority::kNotice,
          "ruleset=check_relay, arg1=" + setup_.client.name + ", arg2=" + setup_.client.address +
              ", relay=" + setup_.client.shown() + ", reject=" + verdict.reply.one_line());
      if (verdict.reply.closes_connection()) return engine_->close_with(verdict.reply);
      engine_->reject_commands(verdict.reply);
    } else if (verdict.kind != Verdict::Kind::kAccept) {
      connection_verdict_ = verdict;
    }
  }
  apply_features();
  set_clock_macros(macros_.scope());
  engine_->greet(config::expand_source(options().smtp_greeting_message, macros_.scope()));
}

bool Session::talks_before_greeting() {
  if (setup_.is_stdio) return false;
  const milliseconds pause = policy_->greeting_pause();
  if (pause.count() <= 0) return false;
  const auto start = std::chrono::steady_clock::now();
  const auto waited = stream_.wait_readable(pause);
  if (!waited) return false;  // the time is over, or the client is gone: reading will tell
  const auto passed = std::chrono::duration_cast<seconds>(std::chrono::steady_clock::now() - start);
  log(5, base::LogPriority::kInfo,
      "rejecting commands from " + setup_.client.shown() + " due to pre-greeting traffic after " +
          std::to_string(passed.count()) + " seconds");
  return true;
}

void Session::apply_features() {
  Features& features = engine_->features();
  features = offered_features(services_.configuration, setup_.port, means());
  const Verdict verdict = policy_->adjust(features);
  features.parameters.allows_dsn = features.has_dsn;
  if (verdict.is_rejection()) engine_->reject_commands(verdict.reply);
  if (features.has_auth && services_.sasl != nullptr) features.auth_mechanisms = auth_mechanisms();
}

void Session::set_protocol_macro() {
  macros_.set_protocol(engine_->is_extended(), stream_.is_tls(), engine_->is_authenticated());
}

bool Session::flush() {
  if (!engine_->has_output()) return true;
  const auto written = stream_.write_all(engine_->take_output(), options().timeout_command);
  if (!written) note_lost(written.error());
  return written.has_value();
}

bool Session::read_more() {
  const bool is_data = engine_->is_reading_data();
  const seconds timeout = is_data ? options().timeout_datablock : options().timeout_command;
  // Between commands a client is mostly not there yet: wait before taking the buffer.
  auto ready = is_data ? tls::StreamResult<void>() : stream_.wait_readable(timeout);
  if (ready) {
    const auto size = stream_.read_some(read_buffer(), timeout);
    if (size) {
      engine_->feed({read_buffer().data(), *size});
      return true;
    }
    ready = std::unexpected(size.error());
  }
  note_lost(ready.error());
  return false;
}

void Session::note_lost(const tls::StreamError& error) {
  is_lost_ = true;
  const bool is_timeout = error.kind == tls::StreamFailure::kTimeout;
  const std::string where = setup_.client.shown();
  if (engine_->is_reading_data()) {
    log(1, base::LogPriority::kNotice,
        std::string("collect: ") + (is_timeout ? "timeout" : "premature EOM: unexpected close") +
            " on connection from " + where);
    if (is_timeout) {
      const Reply reply(421, "4.4.1", "timeout waiting for input from " + where);
      (void)stream_.write_all(reply.rendered(), seconds(10));
    }
  } else if (is_timeout) {
    log(1, base::LogPriority::kNotice, "timeout waiting for input from " + where + " during server cmd read");
  } else {
    const int level = engine_->did_work() ? 1 : 19;
    log(level, base::LogPriority::kNotice,
        "lost input channel from " + where + " to " + daemon_name() + " after " +
            std::string(engine_->last_command()));
  }
  finish(false);
}

void Session::finish(bool is_quit) {
  (void)is_quit;
  is_over_ = true;
  if (!engine_->did_work()) {
    log(6, base::LogPriority::kInfo,
        setup_.client.shown() + " did not issue MAIL/EXPN/VRFY/ETRN during connection to " +
            daemon_name());
  }
}

void Session::handle(const HelloEvent& event) {
  macros_.set_hello(event.name);
  engine_->accept_hello(engine_->has_pending_input() || stream_.has_input());
  set_protocol_macro();
}

void Session::handle(const VerifyEvent& event) {
  const Reply reply = policy_->verify(event.argument, event.expands);
  log(6, base::LogPriority::kInfo,
      setup_.client.shown() + ": " + (event.expands ? "EXPN " : "VRFY ") +
          base::printable(event.argument) + (reply.is_positive() ? "" : " [rejected]"));
  engine_->answer(reply);
}

void Session::handle(const EtrnEvent& event) { engine_->answer(policy_->etrn(event.argument)); }

void Session::handle(const HelpEvent& event) {
  const std::string topic = base::to_lower(event.topic);
  Reply reply;
  waiter_.run_blocking([&] {
    reply = help(options().help_file, config::help_file_safety(options()), topic,
                 config::macro_value("v", services_.configuration.macros));
  });
  engine_->answer(reply);
}

void Session::handle(const OtherEvent& event) {
  const Verdict verdict = policy_->other(event.line, event.reply);
  if (!verdict.is_rejection()) return engine_->answer(event.reply);
  log(5, base::LogPriority::kNotice,
      "ruleset=check_other, arg1=" + base::printable(event.line) +
          ", arg2=" + std::to_string(event.reply.code / 100) +
          ", relay=" + setup_.client.shown() + ", reject=" + verdict.reply.one_line());
  engine_->answer(verdict.reply);
}

void Session::handle(const PauseEvent& event) {
  if (flush()) stream_.pause(event.duration);
}

void Session::handle(const LogEvent& event) { log(event.level, base::LogPriority::kInfo, event.text); }

void Session::handle(const CloseEvent& event) {
  (void)flush();
  if (!is_over_) finish(event.is_quit);
}

void Session::log(int level, base::LogPriority priority, std::string_view text) const {
  if (!base::is_logged(level)) return;
  base::log(level, priority, transaction_ ? transaction_->queue_id() : std::string("NOQUEUE"), text);
}

std::string Session::daemon_name() const {
  return setup_.port.name.empty() ? "stdin" : setup_.port.name;
}

}  // namespace sendwright::smtp::server
