// What SMTP sessions are given by the process they run in.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/waiter.hh"
#include "config/configuration.hh"
#include "dns/host_lookup.hh"
#include "queue/store.hh"
#include "smtp/sasl/client.hh"
#include "smtp/server/census.hh"
#include "smtp/server/policy.hh"
#include "smtp/server/session_macros.hh"
#include "smtp/tls/context.hh"

namespace sendwright::smtp::server {

// Told about each message that has been accepted and is on stable storage, so that it is delivered
// soon. Does not block.
class QueueNotifier {
 public:
  virtual ~QueueNotifier() = default;
  virtual void message_accepted(const std::string& queue_id) = 0;
};

// One for each process (or each daemon configuration of it); all sessions share it. Everything
// referred to must live longer than the sessions.
struct Services {
  const config::Configuration& configuration;
  queue::QueueStore& queue;
  QueueNotifier& notifier;
  std::function<std::unique_ptr<Policy>(SessionMacros& macros, base::Waiter& waiter)> make_policy;
  std::shared_ptr<const tls::Context> tls;  // nullptr: STARTTLS is not offered
  sasl::Client* sasl = nullptr;             // nullptr: AUTH is not offered
  dns::HostLookup* hosts = nullptr;         // nullptr: clients have no names
  Census* census = nullptr;                 // nullptr: connection rates are not counted
};

}  // namespace sendwright::smtp::server
