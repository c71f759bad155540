// What a process knows about the hosts it delivers to: how many deliveries are under way to each,
// and which did not answer. Keeps a dead host from costing every message its timeout, and a slow
// one from taking all deliveries.
#pragma once

#include <cstddef>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "base/waiter.hh"

namespace sendwright::queue {

// Deliveries at the same time to one host by one network mailer, as its other side may bear.
inline constexpr size_t kMaxDeliveriesPerHost = 20;
// The same for mailers of this machine (mailboxes, programs), which share its processors.
inline constexpr size_t kMaxLocalDeliveries = 32;

// Belongs to one event loop: called by its coroutines only. Must outlive all slots.
class Destinations {
 public:
  // A place among the deliveries to a destination, given back when it goes away.
  class Slot {
   public:
    Slot(Destinations& table, std::string key) : table_(&table), key_(std::move(key)) {}
    Slot(Slot&& other) noexcept
        : table_(std::exchange(other.table_, nullptr)), key_(std::move(other.key_)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (table_ != nullptr) table_->release(key_);
    }

   private:
    Destinations* table_;
    std::string key_;
  };

  [[nodiscard]] static std::string key(const std::string& mailer, const std::string& host) {
    return mailer + '\n' + host;
  }

  // Waits until fewer than `limit` deliveries go to the destination. Fails with the reason if the
  // destination was found dead while waiting, or, with `heeds_known`, since the last forget_down().
  [[nodiscard]] std::expected<Slot, std::string> acquire(const std::string& key, size_t limit,
                                                         bool heeds_known, base::Waiter& waiter);
  // The destination did not answer; `reason` is the status text of the recipients.
  void mark_down(const std::string& key, std::string reason);
  void mark_up(const std::string& key);
  // A new queue run tries every host again.
  void forget_down();

 private:
  struct Destination {
    size_t deliveries = 0;
    unsigned failures = 0;         // grows with each mark_down
    std::string down_reason;       // empty: up, or not known
    std::deque<std::function<void()>> waiting;
  };
  void release(const std::string& key);
  void drop_if_idle(const std::string& key);

  std::map<std::string, Destination> destinations_;
};

}  // namespace sendwright::queue
