// Rules that can never match, because an earlier rule of the same ruleset has taken everything they
// could: it returned with it, rewrote it away for good, or repeats until it no longer matches.
#pragma once

#include "rules/lint/findings.hh"
#include "rules/lint/ownership.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

void find_unreachable_rules(const Program& program, const Ownership& ownership, Findings& findings);

}  // namespace sendwright::rules::lint
