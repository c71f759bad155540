// Which messages a queue run takes, and in which order.
#pragma once

#include <string>
#include <vector>

#include "config/options.hh"
#include "queue/selection.hh"
#include "queue/store.hh"

namespace sendwright::queue {

// The ids of the selected messages that nobody works on and that are due: not tried too recently
// (MinQueueAge; with MaxQueueAge the wait doubles each time up to it), unless they were asked for by
// name. In the order of QueueSortOrder, at most MaxQueueRunSize of them.
[[nodiscard]] std::vector<std::string> plan_run(std::vector<QueueEntry> entries,
                                                const Selection& selection,
                                                const config::Options& options,
                                                base::TimePoint now);

}  // namespace sendwright::queue
