// The listing of a queue as mailq prints it.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>

#include "queue/store.hh"

namespace sendwright::queue {

struct ListingOptions {
  bool is_verbose = false;                   // -v: priorities, controlling users, longer texts
  base::TimePoint now;
  std::chrono::seconds min_queue_age{0};     // option MinQueueAge: marks `-`
  // Whether the load is too high to run the message now: marks `X`. May be empty.
  std::function<bool(const Envelope&)> is_held_by_load;
};

// The part for one store: its name and number of requests, column heads, entries in the given order.
[[nodiscard]] std::string render_listing(const std::string& name, std::span<const QueueEntry> entries,
                                         const ListingOptions& options);

// The last line, over all stores.
[[nodiscard]] std::string render_total(size_t count);

}  // namespace sendwright::queue
