// The sendmail command under all its names: reads command line and configuration and runs the mode.
#pragma once

#include <string>
#include <vector>

namespace sendwright::modes {

// Returns the exit status.
int run_sendmail(const std::vector<std::string>& arguments);

}  // namespace sendwright::modes
