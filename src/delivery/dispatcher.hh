// The queue's transport: looks at the mailer of an attempt and gives it to the agent, mailbox, file,
// program or SMTP session that the mailer's definition asks for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/environment.hh"
#include "delivery/agent.hh"
#include "dns/host_lookup.hh"
#include "dns/resolver.hh"
#include "queue/transport.hh"
#include "rules/engine.hh"
#include "smtp/client/client.hh"

namespace sendwright::delivery {

// What deliveries need. All must outlive the dispatcher.
struct DispatcherParts {
  const rules::Engine& engine;  // its configuration's mailers and options are asked, too
  AgentLauncher& launcher;
  dns::HostLookup& hosts;
  dns::Resolver* resolver = nullptr;  // nullptr: no DNS
  base::Environment& environment = base::system_environment();
  // Whether agents can become other users (root somewhere behind the launcher). If not, everything
  // is delivered as the user of this process.
  bool has_other_users = false;
  // For STARTTLS as a client; nullptr: none.
  std::shared_ptr<const smtp::tls::Context> tls_context;
};

class LocalDelivery;
class NetworkDelivery;

// Usable by many sessions at once.
class Dispatcher final : public queue::Transport {
 public:
  // Asks the machine's name service for the default user: blocks.
  explicit Dispatcher(const DispatcherParts& parts);
  ~Dispatcher() override;

  std::vector<queue::RecipientStatus> deliver(const queue::DeliveryAttempt& attempt,
                                              base::Waiter& waiter) override;
  // Drops SMTP connections that have been kept for too long; to be called now and then.
  void close_idle_connections();

 private:
  DispatcherParts parts_;
  std::unique_ptr<LocalDelivery> local_;
  std::unique_ptr<NetworkDelivery> network_;
};

}  // namespace sendwright::delivery
