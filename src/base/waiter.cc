#include "base/waiter.hh"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace sendwright::base {

void BlockingWaiter::await(const std::function<void(std::function<void()> resume)>& start) {
  struct Signal {
    std::mutex mutex;
    std::condition_variable changed;
    bool resumed = false;
  };
  const auto signal = std::make_shared<Signal>();
  start([signal] {
    const std::lock_guard lock(signal->mutex);
    signal->resumed = true;
    signal->changed.notify_one();
  });
  std::unique_lock lock(signal->mutex);
  signal->changed.wait(lock, [&] { return signal->resumed; });
}

}  // namespace sendwright::base
