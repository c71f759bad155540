// Accepting connections on an event loop.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "base/coroutine.hh"
#include "daemon/listeners.hh"

namespace sendwright::daemon {

// Takes connections from one listener until it goes away. Several processes may do so with the same
// one. When descriptors run out it pauses for a moment and goes on.
class Acceptor {
 public:
  using Handler = std::function<void(base::UniqueFd connection, const config::PortOptions& port)>;

  Acceptor(base::EventLoop& loop, Listener listener, Handler on_connection);

 private:
  void wait();
  void accept_all();
  void pause();

  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer timer_;
  config::PortOptions port_;
  Handler on_connection_;
};

}  // namespace sendwright::daemon
