// The grammar of SMTP commands, as leniently as sendmail reads them: any case, leading blanks, blanks
// around the colon of MAIL and RCPT, addresses without brackets.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/reply.hh"

namespace sendwright::smtp {

enum class Verb {
  kAuth, kData, kEhlo, kEtrn, kExpn, kHelo, kHelp, kMail, kNoop, kQuit, kRcpt, kRset, kStartTls,
  kVerb, kVrfy,
  kNotImplemented,  // SEND SAML SOML TURN
  kSuspicious,      // WIZ DEBUG SHOWQ: unknown and logged
  kHttp,            // GET POST CONNECT USER: a proxy is being looked for
  kUnknown,
};

// Views into the line it was made from.
struct CommandLine {
  Verb verb = Verb::kUnknown;
  std::string_view word;      // as typed
  std::string_view argument;  // leading and trailing blanks removed
  std::string_view text;      // the whole line, as error replies quote it
};

// `line` is without its line end. A NUL ends it early.
[[nodiscard]] CommandLine parse_command(std::string_view line);

// An address with parameters: the argument of MAIL and RCPT.
struct AddressArgument {
  std::string address;  // as typed, with or without brackets
  // `NAME=value` (value set, maybe empty) or `NAME`.
  struct Parameter {
    std::string name;
    std::optional<std::string> value;
  };
  std::vector<Parameter> parameters;
};

// Reads `FROM:<a> P=v ...` (`keyword` is `from` or `to`). The error is the reply to give. High bits of
// 0xa0-0xff are stripped, as sendmail does; other octets that no address may have are refused.
[[nodiscard]] std::expected<AddressArgument, Reply> parse_address_argument(std::string_view argument,
                                                                           std::string_view keyword);

// Whether a HELO or EHLO name has only characters that sendmail takes.
[[nodiscard]] bool is_valid_hello_name(std::string_view name);

// An address without one pair of angle brackets around it.
[[nodiscard]] std::string_view without_brackets(std::string_view address);

}  // namespace sendwright::smtp
