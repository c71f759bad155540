#include "queue/destinations.hh"

#include <iterator>

namespace sendwright::queue {

std::expected<Destinations::Slot, std::string> Destinations::acquire(const std::string& key,
                                                                     size_t limit,
                                                                     bool heeds_known,
                                                                     base::Waiter& waiter) {
  Destination& destination = destinations_[key];  // map: stays in place while others come and go
  if (heeds_known && !destination.down_reason.empty())
    return std::unexpected(destination.down_reason);
  const unsigned failures_before = destination.failures;
  if (destination.deliveries < limit) {
    ++destination.deliveries;
    return Slot(*this, key);
  }
  // release() hands its place over, so that the count does not change while a waiter wakes up.
  waiter.await([&](std::function<void()> resume) {
    destination.waiting.push_back(std::move(resume));
  });
  Slot slot(*this, key);
  if (destination.failures != failures_before && !destination.down_reason.empty())
    return std::unexpected(destination.down_reason);
  return slot;
}

void Destinations::release(const std::string& key) {
  Destination& destination = destinations_.at(key);
  if (destination.waiting.empty()) {
    --destination.deliveries;
    drop_if_idle(key);
    return;
  }
  auto resume = std::move(destination.waiting.front());
  destination.waiting.pop_front();
  resume();
}

void Destinations::drop_if_idle(const std::string& key) {
  const auto found = destinations_.find(key);
  if (found->second.deliveries == 0 && found->second.down_reason.empty())
    destinations_.erase(found);
}

void Destinations::mark_down(const std::string& key, std::string reason) {
  Destination& destination = destinations_[key];
  ++destination.failures;
  destination.down_reason = std::move(reason);
}

void Destinations::mark_up(const std::string& key) {
  const auto found = destinations_.find(key);
  if (found == destinations_.end()) return;
  found->second.down_reason.clear();
  drop_if_idle(key);
}

void Destinations::forget_down() {
  for (auto it = destinations_.begin(); it != destinations_.end();) {
    it->second.down_reason.clear();
    it = it->second.deliveries == 0 ? destinations_.erase(it) : std::next(it);
  }
}

}  // namespace sendwright::queue
