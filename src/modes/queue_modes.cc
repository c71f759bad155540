#include "modes/queue_modes.hh"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/coroutine.hh"
#include "daemon/delivery_chain.hh"
#include "modes/caller.hh"
#include "queue/listing.hh"
#include "queue/scheduler.hh"
#include "queue/selection.hh"

namespace sendwright::modes {
namespace {

using base::ExitCode;

// Threads for what blocks (syncs, files) during a queue run of a command.
constexpr size_t kBlockingThreads = 8;

queue::Selection selection_of(const QueueRun& run) {
  queue::Selection selection;
  if (run.is_quarantined) selection.add("Q");
  if (run.is_lost) selection.add("L");
  for (const auto& [kind, text] : run.selections) selection.add(kind + text);
  return selection;
}

bool is_member_of(gid_t group) {
  if (::getegid() == group) return true;
  std::vector<gid_t> groups(static_cast<size_t>(std::max(0, ::getgroups(0, nullptr))));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  return count > 0 && std::find(groups.begin(), groups.begin() + count, group) != groups.end();
}

// PrivacyOptions restrictmailq and restrictqrun: root, the queue's owner and, for listing, members of
// its group.
bool may_use_queue(const daemon::Site& site, bool counts_group) {
  struct stat status {};
  if (::getuid() == 0) return true;
  if (::stat(site.options().queue_directory.c_str(), &status) != 0) return false;
  return status.st_uid == ::getuid() || (counts_group && is_member_of(status.st_gid));
}

}  // namespace

ExitCode print_queue(daemon::Site& site, const CommandLine& command_line) {
  if (site.options().privacy_options.has(config::Privacy::kRestrictMailq) &&
      !may_use_queue(site, true)) {
    std::cout << "You are not permitted to see the queue\n" << queue::render_total(0);
    return ExitCode::kOk;
  }
  const auto store = site.open_store();
  auto entries = store->list();
  if (!entries) {
    std::cerr << entries.error().message << '\n';
    return ExitCode::kSystemFile;
  }
  const queue::Selection selection = selection_of(command_line.queue_run);
  std::erase_if(*entries,
                [&](const queue::QueueEntry& entry) { return !selection.matches(entry); });
  std::ranges::stable_sort(*entries, {}, [](const queue::QueueEntry& entry) {
    return std::pair(entry.envelope.priority, entry.envelope.created);
  });
  const queue::ListingOptions options{.is_verbose = command_line.is_verbose,
                                      .now = base::system_environment().now(),
                                      .min_queue_age = site.options().min_queue_age,
                                      .is_held_by_load = {}};
  std::cout << queue::render_listing(store->name(), *entries, options)
            << queue::render_total(entries->size());
  return ExitCode::kOk;
}

ExitCode print_queue_counts(daemon::Site& site) {
  const auto store = site.open_store();
  const auto ids = store->ids();
  if (!ids) {
    std::cerr << ids.error().message << '\n';
    return ExitCode::kSystemFile;
  }
  std::cout << store->name() << ": entries=" << ids->size() << '\n'
            << queue::render_total(ids->size());
  return ExitCode::kOk;
}

ExitCode run_queue(daemon::Site& site, const CommandLine& command_line) {
  if (site.options().privacy_options.has(config::Privacy::kRestrictQueueRun) &&
      !may_use_queue(site, false)) {
    std::cerr << "You do not have permission to process the queue\n";
    return ExitCode::kNoPermission;
  }
  const auto store = site.open_store();
  delivery::ForkingLauncher launcher;
  base::EventLoop loop(kBlockingThreads);  // before the chain, whose kept connections belong to it
  const daemon::DeliveryChain chain(site, *store, launcher, ::geteuid() == 0);
  queue::Scheduler scheduler(loop, chain.processor());
  scheduler.run_queue(selection_of(command_line.queue_run));
  loop.context.run();
  return ExitCode::kOk;
}

}  // namespace sendwright::modes
