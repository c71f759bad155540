#include "daemon/queue_manager.hh"

#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

#include "base/coroutine.hh"
#include "base/log.hh"
#include "daemon/delivery_chain.hh"
#include "daemon/queue_notices.hh"
#include "queue/scheduler.hh"

namespace sendwright::daemon {
namespace {

// Threads for syncs and other file work: as many as deliveries that may wait for the disk together.
constexpr size_t kBlockingThreads = 16;

// A message that nobody tried yet was accepted by a worker, but its notice was lost with that worker or
// with the queue manager before this one. Without periodic runs nobody would ever look at it again.
void adopt_untried(base::EventLoop& loop, queue::QueueStore& store, queue::Scheduler& scheduler) {
  base::spawn_session(loop, [&store, &scheduler](base::CoroutineWaiter& waiter) {
    std::vector<std::string> untried;
    waiter.run_blocking([&] {
      const auto entries = store.list();
      if (!entries) return;
      for (const queue::QueueEntry& entry : *entries) {
        const bool is_new = entry.envelope.attempts == 0 && entry.state == queue::EntryState::kWaiting;
        if (is_new) untried.push_back(entry.queue_id);
      }
    });
    for (std::string& queue_id : untried) scheduler.message_accepted(std::move(queue_id));
  });
}

// Kept connections are looked at this often; ConnectionCacheTimeout is minutes.
constexpr std::chrono::seconds kIdleCheck{15};

void close_idle_connections_now_and_then(DeliveryChain& chain, boost::asio::steady_timer& timer) {
  timer.expires_after(kIdleCheck);
  timer.async_wait([&](const boost::system::error_code& error) {
    if (error) return;
    chain.close_idle_connections();
    close_idle_connections_now_and_then(chain, timer);
  });
}

// ETRN's node: mail to that host or, with `@`, to that domain.
queue::Selection messages_to(const std::string& node) {
  queue::Selection selection;
  selection.add("R" + (node.starts_with('@') ? node : "@" + node));
  return selection;
}

}  // namespace

int run_queue_manager(Site& site, QueueManagerSetup setup) {
  const bool has_other_users = ::geteuid() == 0;
  drop_privileges(setup.identity);
  base::EventLoop loop(kBlockingThreads);
  const auto store = site.open_store();
  delivery::ChannelLauncher launcher(loop, std::move(setup.agents));
  DeliveryChain chain(site, *store, launcher, has_other_users);
  queue::Scheduler scheduler(loop, chain.processor());
  const QueueNoticeReader notices(
      loop, std::move(setup.notices),
      {.on_message = [&](std::string id) { scheduler.message_accepted(std::move(id)); },
       .on_run = [&](const std::string& node) { scheduler.run_queue(messages_to(node)); },
       .on_worker_start = [&] { adopt_untried(loop, *store, scheduler); }});
  adopt_untried(loop, *store, scheduler);
  if (setup.interval) scheduler.start_periodic_runs(*setup.interval);
  boost::asio::steady_timer idle_check(loop.context);
  close_idle_connections_now_and_then(chain, idle_check);
  boost::asio::signal_set signals(loop.context, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) scheduler.stop([&] { loop.context.stop(); });
  });
  loop.context.run();
  loop.pool.stop();
  loop.pool.join();
  return 0;
}

}  // namespace sendwright::daemon
