// How code that must wait says so without knowing where it runs. In a worker a session is a
// coroutine on an event loop: its Waiter suspends the coroutine and lets the loop go on. On the
// command line (-bt, -bv, newaliases) the Waiter simply blocks the caller.
#pragma once

#include <functional>

namespace sendwright::base {

// One Waiter belongs to one session (one coroutine or one thread); calls do not nest.
class Waiter {
 public:
  virtual ~Waiter() = default;

  // Runs `work` where blocking is allowed and returns when it has ended. An exception that `work`
  // throws is rethrown here.
  virtual void run_blocking(const std::function<void()>& work) = 0;

  // Calls `start(resume)` and waits until `resume` has been called, exactly once, from any thread.
  virtual void await(const std::function<void(std::function<void()> resume)>& start) = 0;
};

// Runs everything on the calling thread.
class BlockingWaiter final : public Waiter {
 public:
  void run_blocking(const std::function<void()>& work) override { work(); }
  void await(const std::function<void(std::function<void()> resume)>& start) override;
};

}  // namespace sendwright::base
