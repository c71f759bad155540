// POP3 before login (the AUTHORIZATION state of RFC 1939; CAPA of RFC 2449, STLS of RFC 2595, AUTH of
// RFC 5034) without input or output: octets of the client go in, replies and requests come out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "retrieval/pop3/command.hh"

namespace sendwright::retrieval::pop3 {

struct LoginSettings {
  std::string host_name = "localhost";
  std::string mechanisms = {};      // of AUTH, blank separated; empty: none
  bool offers_stls = false;
  bool allows_plain_text = true;    // USER and PASS without TLS
};

struct LoginRequest {
  enum class Kind {
    kPassword,   // user, password: then accepted() or refused()
    kStart,      // AUTH: mechanism, maybe an initial response (decoded)
    kResponse,   // a line of the dialogue, decoded
    kCancelled,  // the dialogue is over: tell the other side
    kStartTls,   // do the handshake, then tls_started()
    kEnd,        // QUIT, or too many errors: send what there is and close
  };
  Kind kind = Kind::kEnd;
  std::string user;
  std::string password;
  std::string mechanism;
  std::optional<std::string> response;
};

class LoginEngine {
 public:
  explicit LoginEngine(LoginSettings settings);

  void feed(std::string_view octets) { lines_.feed(octets); }
  // What is to be done next; nullopt: send take_output() and read on.
  [[nodiscard]] std::optional<LoginRequest> next();
  [[nodiscard]] std::string take_output();

  // Answers to requests.
  void challenge(std::string_view octets);  // kStart, kResponse
  // Wrong credentials, or no way to check them now (`is_temporary`).
  void refused(bool is_temporary);
  // Forgets everything that came before (RFC 2595 section 4). Inside TLS there may be other mechanisms.
  void tls_started(std::string mechanisms);
  // What the client has sent behind its login, for the session.
  [[nodiscard]] std::string take_rest() { return lines_.take_rest(); }
  [[nodiscard]] bool has_pending_input() const { return lines_.has_input(); }

 private:
  std::optional<LoginRequest> handle(std::string_view line);
  std::optional<LoginRequest> handle_auth_line(std::string_view line);
  std::optional<LoginRequest> start_auth(const Command& command);
  std::optional<LoginRequest> take_password(const Command& command);
  void take_user(const Command& command);
  void list_capabilities();
  void reply(std::string_view text);
  std::optional<LoginRequest> error(std::string_view text);
  [[nodiscard]] bool has_plain_text() const { return settings_.allows_plain_text || is_tls_; }

  LoginSettings settings_;
  LineReader lines_;
  std::string output_;
  std::optional<std::string> user_;
  bool is_in_dialogue_ = false;
  bool is_tls_ = false;
  bool is_over_ = false;
  int bad_commands_ = 0;
  int failed_logins_ = 0;
};

}  // namespace sendwright::retrieval::pop3
