// A session as a stackful coroutine on an event loop, and its Waiter.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "base/waiter.hh"

namespace sendwright::base {

// The event loop of a process with the threads that take what may block. The loop itself runs on the
// one thread that calls run(); all coroutines run there.
struct EventLoop {
  explicit EventLoop(size_t blocking_threads) : pool(blocking_threads) {}

  // Unwinds the sessions that still wait, after run() has returned and before what they use goes.
  // The loop cannot run again.
  void end_sessions() {
    pool.join();
    context.shutdown();
  }

  struct Context : boost::asio::io_context {
    using boost::asio::io_context::io_context;
    using boost::asio::io_context::shutdown;
  };
  Context context{1};
  boost::asio::thread_pool pool;
};

// Suspends the coroutine it belongs to; the loop goes on with others.
class CoroutineWaiter final : public Waiter {
 public:
  CoroutineWaiter(EventLoop& loop, boost::asio::yield_context yield) : loop_(loop), yield_(yield) {}

  void run_blocking(const std::function<void()>& work) override;
  void await(const std::function<void(std::function<void()> resume)>& start) override;

  [[nodiscard]] EventLoop& loop() { return loop_; }
  [[nodiscard]] boost::asio::yield_context yield() const { return yield_; }

 private:
  EventLoop& loop_;
  boost::asio::yield_context yield_;
};

// Starts `session` as a coroutine of its own on the loop. An exception that leaves it is logged and
// ends that session only.
void spawn_session(EventLoop& loop, std::function<void(CoroutineWaiter& waiter)> session);

}  // namespace sendwright::base
