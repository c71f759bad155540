// The entry points of the SMTP server: one call runs one session to its end.
#pragma once

#include "base/unique_fd.hh"
#include "base/waiter.hh"
#include "smtp/server/services.hh"

namespace sendwright::smtp::server {

// Serves an accepted connection of the daemon line `port`. For a session on an event loop call it
// inside the coroutine of spawn_session (see below); with a BlockingWaiter it blocks the thread.
void serve(base::UniqueFd connection, const config::PortOptions& port, Services& services,
           base::Waiter& waiter);

// Starts a coroutine of its own on the loop that does so. Its stack is `kSessionStackOctets` of
// address space, of which a session at rest touches little.
inline constexpr size_t kSessionStackOctets = size_t{256} * 1024;
void spawn_server_session(base::EventLoop& loop, base::UniqueFd connection,
                          const config::PortOptions& port, Services& services);

// `sendmail -bs`: the session is on two descriptors (which may be a terminal, pipes or a socket);
// `user` is who runs the command.
void serve_stdio(base::UniqueFd input, base::UniqueFd output, const std::string& user,
                 Services& services, base::Waiter& waiter);

}  // namespace sendwright::smtp::server
