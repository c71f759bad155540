#include "daemon/smtp_worker.hh"

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <deque>

#include "base/coroutine.hh"
#include "daemon/acceptor.hh"
#include "daemon/queue_notices.hh"
#include "daemon/smtp_services.hh"
#include "smtp/server/serve.hh"

namespace sendwright::daemon {
namespace {

// Threads for syncs of accepted messages: as many as may wait for the disk together.
constexpr size_t kBlockingThreads = 32;

}  // namespace

int run_smtp_worker(Site& site, SmtpWorkerSetup setup) {
  // The key may be readable for root only: read before root is given up, like the ports are bound.
  base::EventLoop loop(kBlockingThreads);
  const auto store = site.open_store();
  QueueNotices notices(loop, std::move(setup.notices));
  smtp::sasl::Client sasl(loop, std::move(setup.auth));
  SmtpServices services(site, *store, notices, &notices, &sasl);
  drop_privileges(setup.identity);

  std::deque<Acceptor> acceptors;
  for (Listener& listener : setup.listeners) {
    acceptors.emplace_back(loop, std::move(listener),
                           [&](base::UniqueFd connection, const config::PortOptions& port) {
                             smtp::server::spawn_server_session(loop, std::move(connection), port,
                                                                services.get());
                           });
  }
  boost::asio::signal_set signals(loop.context, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) loop.context.stop();
  });
  loop.context.run();
  sasl.close();
  loop.end_sessions();
  return 0;
}

}  // namespace sendwright::daemon
