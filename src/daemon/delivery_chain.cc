#include "daemon/delivery_chain.hh"

#include "daemon/tls_contexts.hh"

namespace sendwright::daemon {
DeliveryChain::DeliveryChain(Site& site, queue::QueueStore& store,
                             delivery::AgentLauncher& launcher, bool has_other_users) {
  files_ = std::make_unique<delivery::AgentUserFileReader>(launcher, site.options());
  router_ = std::make_unique<routing::Router>(routing::RouterParts{.engine = site.engine(),
                                                                   .aliases = site.aliases(),
                                                                   .users = site.lookups().users(),
                                                                   .files = *files_});
  transport_ = std::make_unique<delivery::Dispatcher>(
      delivery::DispatcherParts{.engine = site.engine(),
                                .launcher = launcher,
                                .hosts = site.lookups().hosts(),
                                .resolver = site.lookups().resolver(),
                                .has_other_users = has_other_users,
                                .tls_context = client_tls(site.options())});
  processor_ = std::make_unique<queue::Processor>(
      queue::ProcessorParts{.store = store,
                            .router = *router_,
                            .transport = *transport_,
                            .environment = base::system_environment()});
}

DeliveryChain::~DeliveryChain() = default;

}  // namespace sendwright::daemon
