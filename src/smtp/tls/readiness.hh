// Waiting until a descriptor can be read or written, with a time limit: on an event loop the
// coroutine is suspended, on a plain thread poll(2) blocks it.
#pragma once

#include <chrono>
#include <memory>

#include "base/waiter.hh"

namespace sendwright::smtp::tls {

enum class Direction { kRead, kWrite };
enum class Readiness { kReady, kTimeout, kFailed };

// Belongs to one session, like the Waiter it was made for.
class ReadinessWaiter {
 public:
  virtual ~ReadinessWaiter() = default;

  [[nodiscard]] virtual Readiness wait(int fd, Direction direction,
                                       std::chrono::milliseconds timeout) = 0;
  // Lets go of all descriptors: before they are closed.
  virtual void forget() = 0;
  // Lets time pass.
  virtual void pause(std::chrono::milliseconds duration) = 0;
};

// The one that fits the waiter: an event loop's or a blocking one. The waiter must live longer.
[[nodiscard]] std::unique_ptr<ReadinessWaiter> make_readiness_waiter(base::Waiter& waiter);

}  // namespace sendwright::smtp::tls
