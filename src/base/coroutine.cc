#include "base/coroutine.hh"

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <memory>

#include "base/log.hh"

namespace sendwright::base {
namespace {

using WorkGuard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

}  // namespace

void CoroutineWaiter::run_blocking(const std::function<void()>& work) {
  std::exception_ptr failure;
  await([&](std::function<void()> resume) {
    boost::asio::post(loop_.pool, [&work, &failure, resume = std::move(resume)] {
      try {
        work();
      } catch (...) {
        failure = std::current_exception();
      }
      resume();
    });
  });
  if (failure) std::rethrow_exception(failure);
}

void CoroutineWaiter::await(const std::function<void(std::function<void()> resume)>& start) {
  boost::asio::async_initiate<boost::asio::yield_context, void()>(
      [&](auto handler) {
        // The handler is move-only; std::function wants copies. The guard keeps the loop running
        // while nothing but another thread's answer is outstanding.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto guard = std::make_shared<WorkGuard>(loop_.context.get_executor());
        start([this, shared, guard] {
          // Reset here, since the caller may keep its copy of `resume`.
          boost::asio::post(loop_.context, [shared] { std::move (*shared)(); });
          guard->reset();
        });
      },
      yield_);
}

void spawn_session(EventLoop& loop, std::function<void(CoroutineWaiter& waiter)> session) {
  boost::asio::spawn(
      loop.context,
      [&loop, session = std::move(session)](boost::asio::yield_context yield) {
        CoroutineWaiter waiter(loop, yield);
        session(waiter);
      },
      [](const std::exception_ptr& failure) {
        if (!failure) return;
        try {
          std::rethrow_exception(failure);
        } catch (const std::exception& error) {
          log(1, LogPriority::kError, {}, std::string("session ended: ") + error.what());
        }
      });
}

}  // namespace sendwright::base
