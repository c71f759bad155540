#include "daemon/site.hh"

#include <stdexcept>

#include "config/expand.hh"
#include "queue/file_queue_store.hh"
#include "routing/alias_databases.hh"

namespace sendwright::daemon {

Site::Site(LoadedConfiguration loaded) : loaded_(std::move(loaded)) {
  auto lookups = maps::SiteLookups::open(options(), configuration().maps,
                                         std::string(configuration().macros.get("m")));
  if (!lookups) throw std::runtime_error("option MailboxDatabase: " + lookups.error().message);
  lookups_ = std::move(*lookups);
  engine_ = std::make_unique<rules::Engine>(configuration(), lookups_->registry());
  aliases_ = std::make_unique<routing::DatabaseAliases>(lookups_->aliases());
}

Site::~Site() = default;

std::unique_ptr<queue::QueueStore> Site::open_store() const {
  queue::FileQueueOptions queue;
  queue.directory = options().queue_directory;
  queue.file_mode = options().queue_file_mode;
  queue.super_safe = options().super_safe;
  return std::make_unique<queue::FileQueueStore>(queue);
}

std::string Site::expanded(const std::string& option_value) const {
  return config::expand_source(option_value, loaded_.configuration->macros);
}

}  // namespace sendwright::daemon
