// The chain from a queued message to its mailers: routing, dispatcher, processor; put together for
// the queue manager (agents by the master) and for commands (agents forked here).
#pragma once

#include <memory>

#include "daemon/site.hh"
#include "delivery/dispatcher.hh"
#include "delivery/launcher.hh"
#include "queue/processor.hh"
#include "routing/router.hh"

namespace sendwright::daemon {

// Site, store, launcher and the event loop of its sessions (kept connections hold on to it) must
// live longer. Usable from any number of sessions at once.
class DeliveryChain {
 public:
  // `has_other_users`: root is behind the launcher, agents become the recipients.
  DeliveryChain(Site& site, queue::QueueStore& store, delivery::AgentLauncher& launcher,
                bool has_other_users);
  ~DeliveryChain();

  [[nodiscard]] const routing::Router& router() const { return *router_; }
  [[nodiscard]] const queue::Processor& processor() const { return *processor_; }
  // Lets go of SMTP connections that were kept longer than ConnectionCacheTimeout: call it now and then.
  void close_idle_connections() { transport_->close_idle_connections(); }

 private:
  std::unique_ptr<routing::UserFileReader> files_;
  std::unique_ptr<routing::Router> router_;
  std::unique_ptr<delivery::Dispatcher> transport_;
  std::unique_ptr<queue::Processor> processor_;
};

}  // namespace sendwright::daemon
