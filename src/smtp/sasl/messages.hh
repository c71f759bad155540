// The messages between workers and the auth process (docs/process-messages.md): requests go to the
// auth process, each but kAbort is answered by one Answer with the same id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "smtp/sasl/identity.hh"

namespace sendwright::smtp::sasl {

// The largest challenge or response that is passed on.
inline constexpr size_t kMaxTokenOctets = 16 * 1024;

// What kind of session an exchange is for.
struct Terms {
  std::string service = "smtp";  // SASL service name: `smtp`, `pop`
  std::string realm;             // option AuthRealm, expanded; empty: the host
  std::string host;              // $j
  std::string local_address;     // `192.0.2.1;25`; empty if unknown
  std::string remote_address;
  int tls_bits = 0;              // strength of the TLS layer; 0 without TLS
  bool forbids_plain = false;    // AuthOptions p: no PLAIN or LOGIN without TLS
  bool forbids_anonymous = true;  // AuthOptions y
  bool forbids_active = false;   // a
  bool forbids_dictionary = false;  // d
  bool needs_forward_secrecy = false;  // f
  bool needs_mutual = false;     // m
  bool operator==(const Terms&) const = default;
};

enum class RequestType : std::uint8_t {
  kListMechanisms = 1,  // terms
  kStart = 2,           // terms, mechanism, maybe a token
  kStep = 3,            // token
  kAbort = 4,           // no answer
  kCheckPassword = 5,   // terms, user, password
};

struct Request {
  RequestType type = RequestType::kAbort;
  std::int64_t id = 0;  // of the exchange; chosen by the worker
  Terms terms;
  std::string mechanism;             // kCheckPassword: the user
  std::optional<std::string> token;  // initial response, response, password
};

enum class AnswerType : std::uint8_t {
  kMechanisms = 65,   // text: blank separated
  kChallenge = 66,    // text: the challenge
  kSuccess = 67,      // identity; text: last server data (may be empty)
  kFailure = 68,      // user; text: for the log
  kUnavailable = 69,  // text: for the log
};

struct Answer {
  AnswerType type = AnswerType::kUnavailable;
  std::int64_t id = 0;
  std::string text;
  std::string user;
  Identity identity;
};

[[nodiscard]] std::string encode(const Request& request);
[[nodiscard]] std::string encode(const Answer& answer);
// nullopt: not ours, cut short, too long, or with something left over.
[[nodiscard]] std::optional<Request> decode_request(std::string_view packet);
[[nodiscard]] std::optional<Answer> decode_answer(std::string_view packet);

}  // namespace sendwright::smtp::sasl
