// /session of the address test mode: an SMTP session acted out without a socket. The protocol engine,
// the macros and the policy are those of real sessions; only the client's side and the queue are not
// there. Nothing is stored, sent or logged.
#pragma once

#include <string_view>

#include "base/waiter.hh"
#include "daemon/site.hh"
#include "delivery/launcher.hh"
#include "rules/test_mode.hh"

namespace sendwright::modes {

class SiteRehearsal final : public rules::SessionRehearsal {
 public:
  SiteRehearsal(daemon::Site& site, base::Waiter& waiter)
      : site_(site), waiter_(waiter), files_(launcher_, {}) {}

  void run(std::string_view arguments, const rules::Engine& engine, rules::Trace* trace,
           rules::explain::Explainer* explainer, std::ostream& output) override;

 private:
  daemon::Site& site_;
  base::Waiter& waiter_;
  delivery::FileReadingLauncher launcher_;
  delivery::AgentUserFileReader files_;
};

}  // namespace sendwright::modes
