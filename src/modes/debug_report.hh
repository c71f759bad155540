// What debug categories 0 and 37 print when a command starts, in sendmail's shape: the program's
// version and features, the host's names, the settings and lists that the configuration file makes.
#pragma once

#include "base/debug.hh"
#include "config/configuration.hh"
#include "modes/command_line.hh"

namespace sendwright::modes {

// Before the configuration is read: version and build. True: only the version was asked for (0.101),
// the command ends here.
[[nodiscard]] bool report_program(base::Debug& debug);

// After it was read from `file`: names, options as they were set, classes, maps, mailers.
void report_configuration(base::Debug& debug, const CommandLine& line, const std::string& file,
                          const config::Configuration& configuration);

// An option that a mode sets by itself.
void report_setting(base::Debug& debug, const config::Configuration& configuration,
                    std::string_view name, std::string_view value);

}  // namespace sendwright::modes
