// The master process: binds ports, makes the channels, starts and watches the workers, runs delivery
// agents for the queue manager. Small, since it is root; parses neither mail nor protocol.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "daemon/site.hh"

namespace sendwright::daemon {

struct MasterSetup {
  std::vector<std::string> arguments;            // argv: for the pid file and for a restart
  bool is_foreground = false;                    // -bD
  bool serves_smtp = true;                       // false: -q30m without -bd
  std::optional<std::chrono::seconds> interval;  // -q30m
};

// Runs the daemon. In the background it returns in the calling process as soon as the daemon is up (or
// has said why not). Returns the exit status.
int run_master(Site& site, const MasterSetup& setup);

}  // namespace sendwright::daemon
