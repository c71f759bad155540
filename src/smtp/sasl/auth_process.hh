// The auth process: the one that reads password stores. It answers the workers' requests with Cyrus
// SASL's server side; the application is called `Sendmail`, so its options come from Sendmail.conf.
#pragma once

#include <string>
#include <vector>

#include "base/unique_fd.hh"

namespace sendwright::smtp::sasl {

struct AuthProcessSettings {
  // Directories in which Sendmail.conf is looked for, colon separated; empty: the library's own.
  std::string configuration_path;
  unsigned threads = 4;  // password stores may block
};

// Serves the channels (SOCK_SEQPACKET, one for each worker) until all are closed or SIGTERM comes;
// returns the exit status.
int run_auth_process(std::vector<base::UniqueFd> channels, const AuthProcessSettings& settings);

}  // namespace sendwright::smtp::sasl
