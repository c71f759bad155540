// The queue manager process: one scheduler for everything that has to be delivered.
#pragma once

#include <chrono>
#include <optional>

#include "base/unique_fd.hh"
#include "daemon/privileges.hh"
#include "daemon/site.hh"

namespace sendwright::daemon {

struct QueueManagerSetup {
  Identity identity;                              // whom it becomes
  base::UniqueFd notices;                         // ids of accepted messages, from the workers
  base::UniqueFd agents;                          // delivery agents, from the master
  std::optional<std::chrono::seconds> interval;   // -q30m: periodic queue runs
};

// Runs until SIGTERM; deliveries under way are finished first, as far as the master's patience goes.
int run_queue_manager(Site& site, QueueManagerSetup setup);

}  // namespace sendwright::daemon
