// The rights of a set-user-ID or set-group-ID program, which are for the site's configuration only.
#pragma once

#include "modes/command_line.hh"

namespace sendwright::modes {

// Whether the caller decides what happens: with a configuration of his own (-C), options that are
// not safe for everyone (-O, -o), macros other than $r and $s (-M), a traffic log (-X), and where
// the configuration is looked into (-bt, --lint-cf).
[[nodiscard]] bool is_callers_own_way(const CommandLine& line);

// From here on the program has its caller's rights, for good. Throws std::runtime_error if it cannot.
void drop_set_id_rights();

}  // namespace sendwright::modes
