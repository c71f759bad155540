// sendwright-auth: the auth process, started by the master (or by a test) with one descriptor for
// each worker. A program of its own: the one that links Cyrus SASL, and nothing that reads the network.
//
//   sendwright-auth [-C DIRECTORY[:DIRECTORY...]] [-L TAG] [-l LEVEL] [-t THREADS] FD...
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/log.hh"
#include "base/strings.hh"
#include "base/sysexits.hh"
#include "smtp/sasl/auth_process.hh"

using namespace sendwright;

namespace {

int usage() {
  std::fputs("usage: sendwright-auth [-C DIRECTORY] [-L TAG] [-l LEVEL] [-F LOGFILE] [-t THREADS] FD...\n",
             stderr);
  return base::to_int(base::ExitCode::kUsage);
}

}  // namespace

int main(int argc, char** argv) {
  smtp::sasl::AuthProcessSettings settings;
  base::LogSettings log;
  int letter = 0;
  while ((letter = ::getopt(argc, argv, "C:L:l:F:t:")) != -1) {
    switch (letter) {
      case 'C': settings.configuration_path = optarg; break;
      case 'L': log.tag = optarg; break;
      case 'l': log.level = std::atoi(optarg); break;
      case 'F': log.file = optarg; break;
      case 't': settings.threads = static_cast<unsigned>(std::max(1, std::atoi(optarg))); break;
      default: return usage();
    }
  }
  std::vector<base::UniqueFd> channels;
  for (int i = optind; i < argc; ++i) {
    const auto fd = base::parse_integer(argv[i]);
    if (!fd || ::fcntl(static_cast<int>(*fd), F_SETFD, FD_CLOEXEC) != 0) return usage();
    channels.emplace_back(static_cast<int>(*fd));
  }
  if (channels.empty()) return usage();
  base::open_log(log);
  return smtp::sasl::run_auth_process(std::move(channels), settings);
}
