// An SMTP worker process: accepts connections of all daemon ports and runs their sessions as
// coroutines on one event loop.
#pragma once

#include <vector>

#include "base/unique_fd.hh"
#include "daemon/listeners.hh"
#include "daemon/privileges.hh"
#include "daemon/site.hh"

namespace sendwright::daemon {

struct SmtpWorkerSetup {
  Identity identity;                 // whom it becomes
  std::vector<Listener> listeners;   // shared with the other workers
  base::UniqueFd notices;            // to the queue manager
  base::UniqueFd auth;               // to the auth process
};

// Runs until SIGTERM: then it accepts no more, and sessions are cut off.
int run_smtp_worker(Site& site, SmtpWorkerSetup setup);

}  // namespace sendwright::daemon
