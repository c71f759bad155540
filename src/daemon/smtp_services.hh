// What SMTP sessions need, put together from a site: for a worker, and for `sendmail -bs`.
#pragma once

#include <memory>

#include "daemon/site.hh"
#include "delivery/launcher.hh"
#include "routing/router.hh"
#include "smtp/server/ruleset_policy.hh"
#include "smtp/server/services.hh"

namespace sendwright::daemon {

// Site, store, notifier and starter must live longer; starter and sasl may be nullptr (no ETRN, no AUTH).
class SmtpServices {
 public:
  SmtpServices(Site& site, queue::QueueStore& store, smtp::server::QueueNotifier& notifier,
               smtp::server::QueueStarter* starter, smtp::sasl::Client* sasl);

  [[nodiscard]] smtp::server::Services& get() { return services_; }

 private:
  delivery::FileReadingLauncher launcher_;
  delivery::AgentUserFileReader files_;
  routing::Router router_;
  smtp::server::RulesetPolicyParts policy_parts_;
  smtp::server::Census census_;
  smtp::server::Services services_;
};

}  // namespace sendwright::daemon
