// Work without progress: rules that match their own result for ever, and rulesets that hand the
// same workspace to each other in a circle.
#pragma once

#include "rules/lint/findings.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint {

void find_loops(const config::Configuration& configuration, const Program& program,
                Findings& findings);

}  // namespace sendwright::rules::lint
