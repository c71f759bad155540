#include "daemon/smtp_services.hh"

#include "daemon/tls_contexts.hh"

namespace sendwright::daemon {
SmtpServices::SmtpServices(Site& site, queue::QueueStore& store,
                           smtp::server::QueueNotifier& notifier,
                           smtp::server::QueueStarter* starter, smtp::sasl::Client* sasl)
    : files_(launcher_, site.options()),
      router_({.engine = site.engine(),
               .aliases = site.aliases(),
               .users = site.lookups().users(),
               .files = files_}),
      policy_parts_{.engine = site.engine(), .router = router_, .queue_starter = starter},
      census_(site.options().connection_rate_window_size),
      services_{.configuration = site.configuration(),
                .queue = store,
                .notifier = notifier,
                .make_policy = [this](smtp::server::SessionMacros& macros, base::Waiter& waiter)
                    -> std::unique_ptr<smtp::server::Policy> {
                  return std::make_unique<smtp::server::RulesetPolicy>(policy_parts_, macros, waiter);
                },
                .tls = server_tls(site.options()),
                .sasl = sasl,
                .hosts = &site.lookups().hosts(),
                .census = &census_} {}

}  // namespace sendwright::daemon
