// Rulesets that are called but not defined, and those that are defined and never called.
#pragma once

#include "rules/lint/findings.hh"
#include "rules/lint/ownership.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

void check_ruleset_use(const config::Configuration& configuration, const Program& program,
                       const Ownership& ownership, Findings& findings);

}  // namespace sendwright::rules::lint
