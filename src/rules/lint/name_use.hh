// Classes and macros that are used and never defined, and macros that rules take too early.
#pragma once

#include <string_view>

#include "rules/lint/findings.hh"
#include "rules/lint/ownership.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

// `$=x` and `$~x` of classes without a C or F line.
void check_class_use(const Program& program, const config::Configuration& configuration,
                     Findings& findings);

// `$x`, `${name}` and `$&x` of macros that neither the file nor the program sets; and `$x` in a
// rule for a macro that is set only while mail is handled: rules take `$x` when the file is read.
void check_macro_use(const Program& program, const config::Configuration& configuration,
                     std::string_view cf, const Ownership& ownership, Findings& findings);

}  // namespace sendwright::rules::lint
