#include "daemon/acceptor.hh"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/log.hh"

namespace sendwright::daemon {
namespace {

// So many at once, then the sessions already there have their turn.
constexpr int kBurst = 32;
constexpr std::chrono::milliseconds kPause{200};

}  // namespace

Acceptor::Acceptor(base::EventLoop& loop, Listener listener, Handler on_connection)
    : socket_(loop.context, listener.socket.release()),
      timer_(loop.context),
      port_(std::move(listener.options)),
      on_connection_(std::move(on_connection)) {
  wait();
}

void Acceptor::wait() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const boost::system::error_code& error) {
                       if (!error) accept_all();
                     });
}

void Acceptor::accept_all() {
  for (int i = 0; i < kBurst; ++i) {
    base::UniqueFd connection(
        ::accept4(socket_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (connection) {
      on_connection_(std::move(connection), port_);
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;
    if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;
    base::log(1, base::LogPriority::kError, {},
              port_.name + ": cannot accept connections: " + std::strerror(errno));
    pause();
    return;
  }
  wait();
}

void Acceptor::pause() {
  timer_.expires_after(kPause);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) wait();
  });
}

}  // namespace sendwright::daemon
