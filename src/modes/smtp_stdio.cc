#include "modes/smtp_stdio.hh"

#include <fcntl.h>
#include <unistd.h>

#include <vector>

#include "base/waiter.hh"
#include "daemon/delivery_chain.hh"
#include "daemon/smtp_services.hh"
#include "modes/caller.hh"
#include "smtp/server/serve.hh"

namespace sendwright::modes {
namespace {

// Remembers what was accepted, to be delivered when the session is over: the caller waits for replies.
class AcceptedMessages final : public smtp::server::QueueNotifier {
 public:
  void message_accepted(const std::string& queue_id) override { ids.push_back(queue_id); }
  std::vector<std::string> ids;
};

void deliver(daemon::Site& site, queue::QueueStore& store, const std::vector<std::string>& ids) {
  delivery::ForkingLauncher launcher;
  const daemon::DeliveryChain chain(site, store, launcher, ::geteuid() == 0);
  base::BlockingWaiter waiter;
  for (const std::string& id : ids) chain.processor().process_all(id, waiter, {});
}

}  // namespace

int serve_smtp_on_stdio(daemon::Site& site) {
  const auto store = site.open_store();
  AcceptedMessages accepted;
  daemon::SmtpServices services(site, *store, accepted, nullptr, nullptr);
  base::BlockingWaiter waiter;
  smtp::server::serve_stdio(base::UniqueFd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)),
                            base::UniqueFd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)),
                            identify_caller().login, services.get(), waiter);
  const config::DeliveryMode mode = site.options().delivery_mode;
  if (mode == config::DeliveryMode::kQueueOnly || mode == config::DeliveryMode::kDeferred) return 0;
  if (accepted.ids.empty()) return 0;
  if (mode == config::DeliveryMode::kBackground) {
    if (::fork() != 0) return 0;
    ::setsid();
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, fd);
    deliver(site, *store, accepted.ids);
    ::_exit(0);
  }
  deliver(site, *store, accepted.ids);
  return 0;
}

}  // namespace sendwright::modes
