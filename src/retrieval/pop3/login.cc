#include "retrieval/pop3/login.hh"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "base/environment.hh"
#include "base/log.hh"
#include "base/strings.hh"
#include "retrieval/pop3/limits.hh"
#include "retrieval/pop3/login_engine.hh"
#include "retrieval/pop3/relay.hh"
#include "smtp/tls/stream.hh"

namespace sendwright::retrieval::pop3 {
namespace {

namespace sasl = smtp::sasl;
namespace tls = smtp::tls;

// A realm says which password store was asked; the mailbox's user is the name before it.
std::string mailbox_user(const sasl::Identity& identity) {
  const std::string& name =
      identity.authorization_id.empty() ? identity.authentication_id : identity.authorization_id;
  return name.substr(0, name.find('@'));
}

std::string common_words(std::string_view available, std::string_view allowed) {
  if (allowed.empty()) return std::string(available);
  const auto choice = base::split_words(allowed, " \t,");
  std::string common;
  for (const std::string_view word : base::split_words(available)) {
    const bool is_allowed = std::ranges::any_of(
        choice, [&](std::string_view each) { return base::equals_ignoring_case(each, word); });
    if (is_allowed) (common += common.empty() ? "" : " ") += word;
  }
  return common;
}

class LoginSession {
 public:
  LoginSession(base::UniqueFd socket, std::string remote_address, const LoginServices& services,
               const HandOver& hand_over, base::CoroutineWaiter& waiter)
      : remote_address_(std::move(remote_address)),
        services_(services),
        hand_over_(hand_over),
        waiter_(waiter),
        stream_(std::move(socket), waiter),
        terms_(services.terms) {
    terms_.service = "pop";
    engine_.emplace(engine_settings());
  }

  void run() {
    while (true) {
      const auto request = engine_->next();
      const bool goes_on = request ? handle(*request) : flush() && read();
      if (!goes_on) break;
    }
    if (stream_.fd() >= 0) (void)flush();
    stream_.close();
  }

 private:
  LoginSettings engine_settings() {
    LoginSettings settings;
    settings.host_name = services_.host_name;
    settings.mechanisms =
        common_words(services_.auth.mechanisms(terms_, waiter_), services_.allowed_mechanisms);
    settings.offers_stls = services_.tls_context != nullptr;
    settings.allows_plain_text = !terms_.forbids_plain;
    return settings;
  }

  bool flush() {
    const std::string output = engine_->take_output();
    return output.empty() || stream_.write_all(output, kWriteLimit).has_value();
  }

  bool read() {
    if (!stream_.wait_readable(kLoginIdle)) return false;
    std::array<char, 4096> buffer{};
    const auto count = stream_.read_some(buffer, kLoginIdle);
    if (!count) return false;
    engine_->feed(std::string_view(buffer.data(), *count));
    return true;
  }

  // False: the session ends here.
  bool handle(const LoginRequest& request) {
    switch (request.kind) {
      case LoginRequest::Kind::kPassword:
        mechanism_ = "USER";
        return decide(
            services_.auth.check_password(terms_, request.user, request.password, waiter_));
      case LoginRequest::Kind::kStart:
        mechanism_ = request.mechanism;
        exchange_.reset();
        return decide(services_.auth.start(terms_, request.mechanism, request.response, exchange_,
                                           waiter_));
      case LoginRequest::Kind::kResponse:
        if (!exchange_) return decide({});
        return decide(exchange_->step(*request.response, waiter_));
      case LoginRequest::Kind::kCancelled:
        exchange_.reset();
        return true;
      case LoginRequest::Kind::kStartTls:
        return start_tls();
      case LoginRequest::Kind::kEnd:
        break;
    }
    return false;
  }

  bool decide(const sasl::Step& step) {
    switch (step.kind) {
      case sasl::Step::Kind::kChallenge:
        engine_->challenge(step.challenge);
        return true;
      case sasl::Step::Kind::kSuccess:
        exchange_.reset();
        give_over(mailbox_user(step.identity));
        return false;
      case sasl::Step::Kind::kFailure:
      case sasl::Step::Kind::kUnavailable:
        break;
    }
    exchange_.reset();
    const bool is_temporary = step.kind == sasl::Step::Kind::kUnavailable;
    base::log(5, base::LogPriority::kNotice, {},
              "AUTH failure (" + mechanism_ + "): " + step.message + ", user=" + step.user +
                  ", relay=[" + remote_address_ + ']');
    // Guessing passwords has to be slow.
    if (!is_temporary) stream_.pause(kFailedLoginPause);
    engine_->refused(is_temporary);
    return true;
  }

  bool start_tls() {
    // What was sent in the clear must not be taken for what came through TLS.
    if (!flush() || engine_->has_pending_input()) return false;
    const auto facts = stream_.start_tls(services_.tls_context, kLoginIdle);
    if (!facts) {
      base::log(5, base::LogPriority::kNotice, {},
                "STLS=server, relay=[" + remote_address_ + "], failed: " + facts.error().reason);
      return false;
    }
    terms_.tls_bits = std::max(1, facts->cipher_bits);
    terms_.forbids_plain = false;
    engine_->tls_started(
        common_words(services_.auth.mechanisms(terms_, waiter_), services_.allowed_mechanisms));
    return true;
  }

  void give_over(const std::string& user) {
    if (!flush()) return;
    Login login{user, {}, engine_->take_rest()};
    base::UniqueFd here;
    if (stream_.is_tls()) {
      std::array<int, 2> ends{};
      if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return refuse(base::system_error("create", "socket pair", errno));
      }
      here.reset(ends[0]);
      login.connection.reset(ends[1]);
    } else {
      login.connection.reset(::fcntl(stream_.fd(), F_DUPFD_CLOEXEC, 3));
    }
    if (!login.connection) return refuse(base::system_error("duplicate", "connection", errno));
    if (auto done = hand_over_(std::move(login)); !done) return refuse(done.error());
    base::log(9, base::LogPriority::kInfo, {},
              "POP3: login, user=" + user + ", mech=" + mechanism_ + ", relay=[" +
                  remote_address_ + ']' + (stream_.is_tls() ? ", TLS" : ""));
    if (here) relay(stream_, std::move(here), waiter_);
  }

  void refuse(const base::Error& error) {
    base::log(2, base::LogPriority::kError, {}, "POP3: " + error.message);
    (void)stream_.write_all("-ERR [SYS/TEMP] no session can be started now\r\n", kWriteLimit);
  }

  std::string remote_address_;
  const LoginServices& services_;
  const HandOver& hand_over_;
  base::CoroutineWaiter& waiter_;
  tls::Stream stream_;
  sasl::Terms terms_;
  std::optional<LoginEngine> engine_;
  std::unique_ptr<sasl::Exchange> exchange_;
  std::string mechanism_;
};

}  // namespace

void serve_login(base::UniqueFd socket, const std::string& remote_address,
                 const LoginServices& services, const HandOver& hand_over,
                 base::CoroutineWaiter& waiter) {
  LoginSession(std::move(socket), remote_address, services, hand_over, waiter).run();
}

}  // namespace sendwright::retrieval::pop3
