// From a .cf file and a command line to a configuration.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/sysexits.hh"
#include "config/configuration.hh"

namespace sendwright::daemon {

struct LoadRequest {
  std::string file;
  char operation_mode = 'm';  // the letter behind -b
  std::vector<std::pair<std::string, std::string>> long_options;   // -O Name=value
  std::vector<std::pair<char, std::string>> letter_options;        // -oXvalue
  std::vector<std::pair<std::string, std::string>> macros;         // -MXvalue
};

struct LoadedConfiguration {
  std::unique_ptr<config::Configuration> configuration;  // always there
  std::vector<std::string> messages;                     // complaints, `FILE: line N: ...`
  base::ExitCode exit_code = base::ExitCode::kOk;        // not kOk: no mail can be moved with it
  bool was_read = false;                                 // false: there was no file to read
};

// Never waits for a name server: the host's names come from the kernel and the hosts file. A name that
// is not fully qualified costs one message with the fix.
[[nodiscard]] LoadedConfiguration load_configuration(const LoadRequest& request);

// Where the configuration file is if -C does not say: sendmail.cf, or submit.cf for submission.
[[nodiscard]] std::string default_configuration_file(bool is_submission);

}  // namespace sendwright::daemon
