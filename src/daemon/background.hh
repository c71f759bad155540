// Going into the background so that the caller learns whether the daemon came up.
#pragma once

#include "base/unique_fd.hh"

namespace sendwright::daemon {

class Background {
 public:
  // Forks. In the calling process this does not return: it waits for the daemon's word and exits with
  // status 0, or with kUnavailable if the daemon ended without one. Throws if it cannot fork.
  Background();
  // The daemon is up: lets the caller go, gives up its terminal and standard streams.
  void ready();

 private:
  base::UniqueFd word_;
};

}  // namespace sendwright::daemon
