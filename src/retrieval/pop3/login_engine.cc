#include "retrieval/pop3/login_engine.hh"

#include <algorithm>
#include <utility>

#include "base/codec.hh"
#include "base/strings.hh"
#include "retrieval/pop3/limits.hh"

namespace sendwright::retrieval::pop3 {
namespace {

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

}  // namespace

LoginEngine::LoginEngine(LoginSettings settings) : settings_(std::move(settings)) {
  reply("+OK " + settings_.host_name + " POP3 server ready");
}

std::string LoginEngine::take_output() { return std::exchange(output_, {}); }

void LoginEngine::reply(std::string_view text) {
  output_ += text;
  output_ += "\r\n";
}

std::optional<LoginRequest> LoginEngine::error(std::string_view text) {
  reply("-ERR " + std::string(text));
  if (++bad_commands_ <= kMaxBadCommands) return std::nullopt;
  is_over_ = true;
  return LoginRequest{};
}

std::optional<LoginRequest> LoginEngine::next() {
  if (is_over_) return LoginRequest{};
  while (const auto line = lines_.next(is_in_dialogue_ ? kMaxAuthLineOctets : kMaxCommandOctets)) {
    auto request = is_in_dialogue_ ? handle_auth_line(*line) : handle(*line);
    if (request) return request;
  }
  return std::nullopt;
}

std::optional<LoginRequest> LoginEngine::handle(std::string_view line) {
  if (lines_.is_too_long()) return error("line too long");
  const Command command = parse_command(line);
  if (command.keyword == "QUIT") {
    reply("+OK bye");
    is_over_ = true;
    return LoginRequest{};
  }
  if (command.keyword == "CAPA") {
    list_capabilities();
  } else if (command.keyword == "USER") {
    if (!has_plain_text()) return error("[AUTH] plain text passwords need TLS");
    if (command.argument.empty() || has_control_characters(command.argument)) {
      return error("name expected");
    }
    take_user(command);
  } else if (command.keyword == "PASS") {
    return take_password(command);
  } else if (command.keyword == "AUTH") {
    return start_auth(command);
  } else if (command.keyword == "STLS") {
    if (!settings_.offers_stls || is_tls_) return error("STLS is not available");
    reply("+OK begin TLS negotiation");
    return LoginRequest{LoginRequest::Kind::kStartTls, {}, {}, {}, {}};
  } else {
    return error("log in first");
  }
  return std::nullopt;
}

void LoginEngine::take_user(const Command& command) {
  user_ = command.argument;
  reply("+OK password, please");
}

std::optional<LoginRequest> LoginEngine::take_password(const Command& command) {
  if (!user_) return error("USER first");
  if (command.argument.find('\0') != std::string::npos) return error("no such password");
  LoginRequest request;
  request.kind = LoginRequest::Kind::kPassword;
  request.user = *std::exchange(user_, std::nullopt);
  request.password = command.argument;
  return request;
}

void LoginEngine::list_capabilities() {
  reply("+OK capabilities follow");
  reply("CAPA");
  reply("TOP");
  reply("UIDL");
  reply("RESP-CODES");
  reply("AUTH-RESP-CODE");
  reply("PIPELINING");
  if (has_plain_text()) reply("USER");
  if (!settings_.mechanisms.empty()) reply("SASL " + settings_.mechanisms);
  if (settings_.offers_stls && !is_tls_) reply("STLS");
  reply("EXPIRE NEVER");
  reply("IMPLEMENTATION Sendwright");
  reply(".");
}

std::optional<LoginRequest> LoginEngine::start_auth(const Command& command) {
  const auto words = command.words();
  if (words.empty()) {
    // Old clients ask for the list in this way.
    reply("+OK mechanisms follow");
    for (const auto mechanism : base::split_words(settings_.mechanisms)) reply(mechanism);
    reply(".");
    return std::nullopt;
  }
  LoginRequest request;
  request.kind = LoginRequest::Kind::kStart;
  request.mechanism = base::to_upper(words[0]);
  const auto offered = base::split_words(settings_.mechanisms);
  if (words.size() > 2 || std::ranges::find(offered, request.mechanism) == offered.end()) {
    return error("[AUTH] no such mechanism");
  }
  if (words.size() == 2) {
    // `=` stands for an empty response (RFC 5034 section 4).
    request.response = words[1] == "=" ? std::string() : base::decode_base64(words[1]);
    if (!request.response) return error("[AUTH] invalid base64");
  }
  is_in_dialogue_ = true;
  return request;
}

std::optional<LoginRequest> LoginEngine::handle_auth_line(std::string_view line) {
  LoginRequest request;
  request.kind = LoginRequest::Kind::kResponse;
  request.response = lines_.is_too_long() ? std::nullopt : base::decode_base64(line);
  if (line == "*" || !request.response) {
    is_in_dialogue_ = false;
    request.kind = LoginRequest::Kind::kCancelled;
    request.response.reset();
    reply(line == "*" ? "-ERR authentication cancelled" : "-ERR [AUTH] invalid response");
    if (line != "*") ++bad_commands_;
  }
  return request;
}

void LoginEngine::challenge(std::string_view octets) {
  is_in_dialogue_ = true;
  reply("+ " + base::encode_base64(octets));
}

void LoginEngine::refused(bool is_temporary) {
  is_in_dialogue_ = false;
  reply(is_temporary ? "-ERR [SYS/TEMP] authentication is not possible now"
                     : "-ERR [AUTH] authentication failed");
  if (++failed_logins_ >= kMaxFailedLogins) is_over_ = true;
}

void LoginEngine::tls_started(std::string mechanisms) {
  settings_.mechanisms = std::move(mechanisms);
  (void)lines_.take_rest();
  user_.reset();
  is_tls_ = true;
  is_in_dialogue_ = false;
}

}  // namespace sendwright::retrieval::pop3
