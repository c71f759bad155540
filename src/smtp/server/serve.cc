#include "smtp/server/serve.hh"

#include <boost/asio/spawn.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>

#include "base/coroutine.hh"
#include "base/log.hh"
#include "smtp/server/session.hh"

namespace sendwright::smtp::server {
namespace {

#if defined(BOOST_USE_ASAN)
// The sanitizer's checks need room on the stack.
constexpr size_t kStackFactor = 4;
#else
constexpr size_t kStackFactor = 1;
#endif

void log_failure(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    base::log(1, base::LogPriority::kError, {}, std::string("SMTP session ended: ") + error.what());
  }
}

}  // namespace

void serve(base::UniqueFd connection, const config::PortOptions& port, Services& services,
           base::Waiter& waiter) {
  const bool is_compressed = services.configuration.options.use_compressed_ipv6_addresses;
  SessionSetup setup;
  setup.port = port;
  setup.own = own_address(connection.get());
  setup.client = identify_client(peer_address(connection.get()), services.hosts, is_compressed, waiter);
  tls::Stream stream(std::move(connection), waiter);
  Session(services, stream, waiter, std::move(setup)).run();
}

void spawn_server_session(base::EventLoop& loop, base::UniqueFd connection,
                          const config::PortOptions& port, Services& services) {
  boost::asio::spawn(
      loop.context, std::allocator_arg,
      boost::context::protected_fixedsize_stack(kSessionStackOctets * kStackFactor),
      [&loop, connection = std::move(connection), port,
       &services](boost::asio::yield_context yield) mutable {
        base::CoroutineWaiter waiter(loop, yield);
        serve(std::move(connection), port, services, waiter);
      },
      log_failure);
}

void serve_stdio(base::UniqueFd input, base::UniqueFd output, const std::string& user,
                 Services& services, base::Waiter& waiter) {
  SessionSetup setup;
  setup.is_stdio = true;
  setup.client = local_client(user);
  tls::Stream stream(std::move(input), std::move(output), waiter);
  Session(services, stream, waiter, std::move(setup)).run();
}

}  // namespace sendwright::smtp::server
