#include "retrieval/pop3/relay.hh"

#include <fcntl.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "retrieval/pop3/limits.hh"

namespace sendwright::retrieval::pop3 {
namespace {

namespace asio = boost::asio;
using smtp::tls::Stream;

// The session's own limit comes first, so that it can say goodbye.
constexpr std::chrono::minutes kRelayIdle = kSessionIdle + std::chrono::minutes(1);

// Waits for the first of two descriptors. Works on duplicates: the streams watch the originals.
class EitherWaiter {
 public:
  EitherWaiter(int first, int second, base::CoroutineWaiter& waiter)
      : waiter_(waiter),
        first_(waiter.loop().context, ::fcntl(first, F_DUPFD_CLOEXEC, 3)),
        second_(waiter.loop().context, ::fcntl(second, F_DUPFD_CLOEXEC, 3)),
        timer_(std::make_shared<asio::steady_timer>(waiter.loop().context)) {}

  // False after the timeout.
  bool wait(std::chrono::seconds timeout) {
    const auto is_ready = std::make_shared<bool>(false);
    const auto wake = [timer = timer_, is_ready](const boost::system::error_code& error) {
      if (error == asio::error::operation_aborted) return;
      *is_ready = true;
      timer->cancel();
    };
    timer_->expires_after(timeout);
    first_.async_wait(asio::posix::stream_descriptor::wait_read, wake);
    second_.async_wait(asio::posix::stream_descriptor::wait_read, wake);
    boost::system::error_code ignored;
    timer_->async_wait(waiter_.yield()[ignored]);
    first_.cancel();
    second_.cancel();
    return *is_ready;
  }

 private:
  base::CoroutineWaiter& waiter_;
  asio::posix::stream_descriptor first_;
  asio::posix::stream_descriptor second_;
  std::shared_ptr<asio::steady_timer> timer_;
};

// Passes on what is there. False at the end of the stream.
bool pass(Stream& from, Stream& to) {
  std::array<char, 16384> buffer{};
  const auto count = from.read_some(buffer, kWriteLimit);
  return count && to.write_all(std::string_view(buffer.data(), *count), kWriteLimit).has_value();
}

}  // namespace

void relay(Stream& client, base::UniqueFd session, base::CoroutineWaiter& waiter) {
  Stream inside(std::move(session), waiter);
  EitherWaiter either(client.fd(), inside.fd(), waiter);
  while (true) {
    if (client.has_input()) {
      if (!pass(client, inside)) return;
    } else if (inside.has_input()) {
      if (!pass(inside, client)) return;
    } else if (!either.wait(kRelayIdle)) {
      return;
    }
  }
}

}  // namespace sendwright::retrieval::pop3
