#include "smtp/tls/readiness.hh"

#include <poll.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <algorithm>
#include <cerrno>
#include <limits>
#include <map>
#include <thread>

#include "base/coroutine.hh"

namespace sendwright::smtp::tls {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

class PollWaiter final : public ReadinessWaiter {
 public:
  Readiness wait(int fd, Direction direction, milliseconds timeout) override {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point end = Clock::now() + timeout;
    pollfd request{fd, static_cast<short>(direction == Direction::kRead ? POLLIN : POLLOUT), 0};
    while (true) {
      const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
      const auto limit = std::numeric_limits<int>::max();
      const int count = ::poll(&request, 1, left < 0 ? 0 : static_cast<int>(std::min<long long>(left, limit)));
      if (count > 0) return Readiness::kReady;
      if (count < 0 && errno != EINTR) return Readiness::kFailed;
      if (Clock::now() >= end) return Readiness::kTimeout;
    }
  }
  void forget() override {}
  void pause(milliseconds duration) override { std::this_thread::sleep_for(duration); }
};

// The descriptors stay the caller's: asio only watches them, and lets go in the destructor, which
// must run before they are closed.
class LoopWaiter final : public ReadinessWaiter {
 public:
  explicit LoopWaiter(base::CoroutineWaiter& waiter)
      : waiter_(waiter), state_(std::make_shared<State>(waiter.loop().context)) {}
  ~LoopWaiter() override { LoopWaiter::forget(); }

  void forget() override {
    ++state_->generation;
    state_->timer.cancel();
    for (auto& [fd, watched] : state_->descriptors) watched.release();
    state_->descriptors.clear();
  }

  Readiness wait(int fd, Direction direction, milliseconds timeout) override {
    asio::posix::stream_descriptor* const watched = watch(fd);
    if (watched == nullptr) return Readiness::kFailed;
    start_timer(fd, timeout);
    boost::system::error_code failure;
    watched->async_wait(direction == Direction::kRead
                            ? asio::posix::stream_descriptor::wait_read
                            : asio::posix::stream_descriptor::wait_write,
                        waiter_.yield()[failure]);
    ++state_->generation;
    state_->timer.cancel();
    if (failure == asio::error::operation_aborted) return Readiness::kTimeout;
    return failure ? Readiness::kFailed : Readiness::kReady;
  }

  void pause(milliseconds duration) override {
    ++state_->generation;
    state_->timer.expires_after(duration);
    boost::system::error_code ignored;
    state_->timer.async_wait(waiter_.yield()[ignored]);
  }

 private:
  // Shared with a timer handler that may already be under way when the session ends.
  struct State {
    explicit State(asio::io_context& context) : timer(context) {}
    asio::steady_timer timer;
    std::map<int, asio::posix::stream_descriptor> descriptors;
    unsigned long generation = 0;
  };

  asio::posix::stream_descriptor* watch(int fd) {
    if (const auto found = state_->descriptors.find(fd); found != state_->descriptors.end()) {
      return &found->second;
    }
    asio::posix::stream_descriptor descriptor(waiter_.loop().context);
    boost::system::error_code failure;
    descriptor.assign(fd, failure);
    if (failure) return nullptr;
    return &state_->descriptors.emplace(fd, std::move(descriptor)).first->second;
  }

  void start_timer(int fd, milliseconds timeout) {
    state_->timer.expires_after(timeout);
    const unsigned long generation = ++state_->generation;
    state_->timer.async_wait([state = state_, generation, fd](const boost::system::error_code& failure) {
      if (failure || state->generation != generation) return;
      const auto found = state->descriptors.find(fd);
      if (found != state->descriptors.end()) found->second.cancel();
    });
  }

  base::CoroutineWaiter& waiter_;
  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<ReadinessWaiter> make_readiness_waiter(base::Waiter& waiter) {
  if (auto* const coroutine = dynamic_cast<base::CoroutineWaiter*>(&waiter)) {
    return std::make_unique<LoopWaiter>(*coroutine);
  }
  return std::make_unique<PollWaiter>();
}

}  // namespace sendwright::smtp::tls
