// An Explanation as plain text for a terminal: rulesets indented by their calls, what changed
// nothing left out, the paragraph at the end.
#pragma once

#include <string>

#include "rules/explain/explanation.hh"
#include "rules/explain/sources.hh"

namespace sendwright::rules::explain {

[[nodiscard]] std::string text_of(const Explanation& explanation, const Sources& sources);

// `map access: from:a@b is REJECT`, `... is not there`, `... cannot be asked now`.
[[nodiscard]] std::string lookup_text(const Lookup& lookup);

}  // namespace sendwright::rules::explain
