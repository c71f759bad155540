// Which sources answer for a service (`hosts`, `aliases`), in order: sendmail's ServiceSwitchFile, or
// the system's nsswitch.conf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file_safety.hh"

namespace sendwright::dns {

// The words after `service` or `service:` in the first of the two files that has such a line, with
// what stands in brackets left out; `fallback` if neither has. A first file that is not safe counts as
// one that is not there.
[[nodiscard]] std::vector<std::string> service_order(
    const std::string& service_switch_file, const base::FileSafety& safety,
    std::string_view service, std::vector<std::string> fallback,
    const std::string& system_file = "/etc/nsswitch.conf");

}  // namespace sendwright::dns
