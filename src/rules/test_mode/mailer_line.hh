// A mailer in one line, as `=M` of the address test mode and debug level 0.15 print it.
#pragma once

#include <ostream>

#include "config/configuration.hh"

namespace sendwright::rules {

void print_mailer(const config::Mailer& mailer, const config::Configuration& configuration,
                  std::ostream& output);

}  // namespace sendwright::rules
