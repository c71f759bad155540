// The POP3 login process: sessions before authentication, without any rights; and the master's side
// that starts a session process as the mailbox's user.
#pragma once

#include <sys/types.h>

#include <set>
#include <vector>

#include "base/unique_fd.hh"
#include "base/wire.hh"
#include "daemon/listeners.hh"
#include "daemon/privileges.hh"
#include "daemon/site.hh"

namespace sendwright::daemon {

struct Pop3LoginSetup {
  Identity identity;                // whom it becomes
  std::vector<Listener> listeners;
  base::UniqueFd auth;              // to the auth process
  base::UniqueFd sessions;          // to the master: authenticated connections
};

// Runs until SIGTERM.
int run_pop3_login(Site& site, Pop3LoginSetup setup);

// The master's side: one process for each authenticated session, with the uid of the mailbox's user.
class Pop3SessionServer {
 public:
  // `channel` is the master's end, owned by the caller.
  Pop3SessionServer(Site& site, int channel) : site_(site), channel_(channel) {}

  // Starts a session for a packet from the login process (its descriptor is the connection).
  void serve(base::WirePacket packet);
  // Told about each child that ended; true if it was a session.
  bool reap(pid_t pid, int wait_status);

 private:
  Site& site_;
  int channel_;
  std::set<pid_t> sessions_;
};

}  // namespace sendwright::daemon
