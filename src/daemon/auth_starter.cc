#include "daemon/auth_starter.hh"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <string>

#include "base/log.hh"
#include "base/sysexits.hh"

namespace sendwright::daemon {
namespace {

constexpr const char* kName = "sendwright-auth";

// In the build tree the program lies beside the sendmail command.
std::string own_folder() {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  if (size <= 0) return {};
  const std::string text(path.data(), static_cast<size_t>(size));
  return text.substr(0, text.rfind('/'));
}

}  // namespace

base::Result<std::string> find_auth_program() {
  const std::string beside = own_folder() + '/' + kName;
  if (::access(beside.c_str(), X_OK) == 0) return beside;
  const std::string installed = std::string(SENDWRIGHT_LIBEXEC_DIR) + '/' + kName;
  if (::access(installed.c_str(), X_OK) == 0) return installed;
  return base::permanent(std::string(kName) + " is neither at " + beside + " nor at " + installed +
                         ": AUTH is not offered and POP3 logins are refused; install it, then start the "
                         "daemon again");
}

int exec_auth_program(const std::string& path, const std::vector<base::UniqueFd>& channels,
                      const config::Options& options) {
  std::vector<std::string> words{kName, "-L", "sendmail", "-l", std::to_string(options.log_level)};
  if (!options.log_file.empty()) words.insert(words.end(), {"-F", options.log_file});
  if (!options.sasl_config_directory.empty()) {
    words.insert(words.end(), {"-C", options.sasl_config_directory});
  }
  for (const base::UniqueFd& channel : channels) {
    ::fcntl(channel.get(), F_SETFD, 0);
    words.push_back(std::to_string(channel.get()));
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(path.c_str(), arguments.data());
  base::log(0, base::LogPriority::kCritical, {},
            "cannot run " + path + "; AUTH and POP3 logins will be refused");
  return base::to_int(base::ExitCode::kSystemFile);
}

}  // namespace sendwright::daemon
