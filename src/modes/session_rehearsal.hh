// /session of the address test mode: an SMTP session acted out without a socket. The protocol engine,
// the macros and the policy are those of real sessions; only the client's side and the queue are not
// there. Nothing is stored, sent or logged.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/waiter.hh"
#include "daemon/site.hh"
#include "delivery/launcher.hh"
#include "rules/test_mode.hh"
#include "smtp/server/client_identity.hh"

namespace sendwright::modes {

// The words behind /session.
struct RehearsalRequest {
  std::string client;                 // client=IP
  std::optional<std::string> name;    // name=HOST; empty: the client has none; absent: the DNS is asked
  std::string resolved = "OK";        // resolve=OK|FORGED|TEMP|FAIL: whether the name leads back
  std::string helo;                   // helo=NAME
  std::string from;                   // from=ADDR
  std::string to;                     // to=ADDR
  std::string auth;                   // auth=USER: authenticated as that user
  std::string tls;                    // tls=OK|NO|NOT|FAIL ...: {verify} after STARTTLS
  std::string daemon;                 // daemon=NAME of DaemonPortOptions; the first if not given
};

// `key=value` words in any order. The error says which word is wrong.
[[nodiscard]] std::expected<RehearsalRequest, std::string> parse_rehearsal(std::string_view text);

class SiteRehearsal final : public rules::SessionRehearsal {
 public:
  SiteRehearsal(daemon::Site& site, base::Waiter& waiter)
      : site_(site), waiter_(waiter), files_(launcher_, {}) {}

  void run(std::string_view arguments, const rules::Engine& engine, rules::Trace* trace,
           rules::explain::Explainer* explainer, std::ostream& output) override;

 private:
  daemon::Site& site_;
  base::Waiter& waiter_;
  delivery::ForkingLauncher launcher_;
  delivery::AgentUserFileReader files_;
};

}  // namespace sendwright::modes
