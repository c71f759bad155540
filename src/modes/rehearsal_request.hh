// The words behind /session of the address test mode: which session is to be acted out.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "dns/ip_address.hh"
#include "smtp/server/client_identity.hh"

namespace sendwright::modes {

struct RehearsalRequest {
  dns::IpAddress client;            // client=IP
  std::optional<std::string> name;  // name=HOST; empty: the client has none; absent: the DNS is asked
  // resolve=OK|FORGED|TEMP|FAIL: whether the name leads back
  smtp::server::Resolved resolved = smtp::server::Resolved::kOk;
  std::string helo;    // helo=NAME
  std::string from;    // from=ADDR; empty: the null sender
  std::string to;      // to=ADDR
  std::string auth;    // auth=USER: authenticated as that user; empty: not at all
  std::string tls;     // tls=OK|NO|NOT|FAIL ...: {verify} after STARTTLS; empty: no STARTTLS
  std::string daemon;  // daemon=NAME of DaemonPortOptions; empty: the first
};

// `key=value` words in any order, the last of a key counts; blanks inside quotes belong to the word.
// The error says which word is wrong, or missing.
[[nodiscard]] std::expected<RehearsalRequest, std::string> parse_rehearsal(std::string_view text);

}  // namespace sendwright::modes
