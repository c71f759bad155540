#include "daemon/site.hh"

#include <stdexcept>

#include "config/expand.hh"
#include "dns/unbound_resolver.hh"
#include "queue/file_queue_store.hh"

namespace sendwright::daemon {
namespace {

// The alias databases, as the map `aliases` has them (option AliasFile and the service switch).
class AliasMap final : public routing::AliasLookup {
 public:
  explicit AliasMap(rules::Map* map) : map_(map) {}

  base::Result<std::optional<std::string>> find(std::string_view name,
                                                base::Waiter& waiter) override {
    if (map_ == nullptr) return std::optional<std::string>();
    config::MacroScope macros;
    rules::MapAnswer answer = map_->lookup(name, {}, {.waiter = waiter, .macros = macros});
    switch (answer.status) {
      case rules::MapStatus::kFound:
        return std::move(answer.value);
      case rules::MapStatus::kNotFound:
        return std::optional<std::string>();
      case rules::MapStatus::kTemporaryFailure:
      case rules::MapStatus::kPermanentFailure:
        break;
    }
    // A database that cannot be read may be mended: mail for the name waits.
    return base::temporary("alias database unavailable");
  }

 private:
  rules::Map* map_;
};

queue::FileQueueOptions queue_options(const config::Options& options) {
  queue::FileQueueOptions queue;
  queue.directory = options.queue_directory;
  queue.file_mode = options.queue_file_mode;
  queue.super_safe = options.super_safe;
  return queue;
}

}  // namespace

Site::Site(LoadedConfiguration loaded, std::function<void(std::string_view message)> report)
    : loaded_(std::move(loaded)) {
  make_name_service();
  auto users = base::open_user_database(options().mailbox_database);
  if (!users) throw std::runtime_error("option MailboxDatabase: " + users.error().message);
  users_ = std::move(*users);
  maps_ = std::make_unique<maps::MapRegistry>(
      configuration().maps, maps::MapEnvironment{.options = &options(),
                                                 .resolver = resolver_.get(),
                                                 .hosts = hosts_.get(),
                                                 .users = users_.get(),
                                                 .report = std::move(report)});
  engine_ = std::make_unique<rules::Engine>(configuration(), *maps_);
  aliases_ = std::make_unique<AliasMap>(maps_->find("aliases"));
}

Site::~Site() = default;

void Site::make_name_service() {
  const config::Options& o = options();
  if (o.resolver_options.is_dns_used) {
    resolver_ = dns::unbound_resolver(
        {.name_servers = o.name_servers,
         .time_limit = dns::time_limit_of(o.timeout_resolver_retrans_normal,
                                          o.timeout_resolver_retry_normal),
         .uses_tcp = o.resolver_options.uses_tcp});
  }
  dns::HostLookupSettings settings;
  if (!o.hosts_file.empty()) settings.hosts_file = o.hosts_file;
  if (!o.service_switch_file.empty()) settings.service_switch_file = o.service_switch_file;
  settings.local_domain = std::string(configuration().macros.get("m"));
  settings.has_wildcard_mx = o.resolver_options.has_wildcard_mx;
  settings.works_around_broken_aaaa = o.resolver_options.works_around_broken_aaaa;
  settings.expands_cnames = !o.dont_expand_cnames;
  hosts_ = std::make_unique<dns::HostLookup>(std::move(settings), resolver_.get());
}

std::unique_ptr<queue::QueueStore> Site::open_store() const {
  return std::make_unique<queue::FileQueueStore>(queue_options(options()));
}

std::string Site::expanded(const std::string& option_value) const {
  return config::expand_source(option_value, loaded_.configuration->macros);
}

}  // namespace sendwright::daemon
