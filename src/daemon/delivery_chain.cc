#include "daemon/delivery_chain.hh"

#include "daemon/tls_contexts.hh"

namespace sendwright::daemon {
namespace {

// Files in the queue user's or trusted user's hands are as safe as root's.
std::vector<std::string> trusted_owners(const config::Options& options) {
  std::vector<std::string> owners;
  if (!options.trusted_user.empty()) owners.push_back(options.trusted_user);
  return owners;
}

}  // namespace

DeliveryChain::DeliveryChain(Site& site, queue::QueueStore& store,
                             delivery::AgentLauncher& launcher, bool has_other_users) {
  files_ = std::make_unique<delivery::AgentUserFileReader>(
      launcher, trusted_owners(site.options()), site.options().timeout_fileopen.count());
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
