// What the parameters of MAIL and RCPT mean: SIZE (RFC 1870), BODY (RFC 6152), RET, ENVID, NOTIFY and
// ORCPT (RFC 3461), AUTH (RFC 4954), BY (RFC 2852).
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "queue/envelope.hh"
#include "smtp/command.hh"

namespace sendwright::smtp {

// What the server offers, as far as parameters need to know.
struct ParameterRules {
  bool allows_dsn = true;
  long max_message_size = 0;       // octets; 0: no limit
  long deliver_by_minimum = 0;     // seconds; negative: BY is unknown
};

// Deliver-by request.
struct DeliverBy {
  long seconds = 0;
  char mode = 'N';  // `R`eturn or `N`otify
  bool has_trace = false;
};

struct MailCommand {
  std::string address;  // as typed
  long size = 0;        // SIZE=; 0 if not given
  queue::BodyType body = queue::BodyType::kUnspecified;
  queue::ReturnContent return_content = queue::ReturnContent::kUnspecified;
  std::optional<std::string> envelope_id;    // ENVID, as given (xtext)
  std::optional<std::string> auth_identity;  // AUTH=, decoded; `<>` becomes empty
  std::optional<DeliverBy> deliver_by;
};

struct RcptCommand {
  std::string address;
  queue::Notify notify;
  std::string notify_text;         // as given: {dsn_notify}
  std::string original_recipient;  // ORCPT `type;address`, decoded; empty if none
};

// The error is the reply to give.
[[nodiscard]] std::expected<MailCommand, Reply> parse_mail(std::string_view argument,
                                                           const ParameterRules& rules);
[[nodiscard]] std::expected<RcptCommand, Reply> parse_rcpt(std::string_view argument,
                                                           const ParameterRules& rules);

}  // namespace sendwright::smtp
