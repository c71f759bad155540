// What the reader of the .cf and the map declarations complained of, as findings.
#pragma once

#include <string>
#include <vector>

#include "rules/lint/findings.hh"

namespace sendwright::rules::lint {

// `messages` as the reader gives them (`FILE: line N: text`, or a text without a place). What is
// said again and again by design (rulesets that are added to) is a note.
void add_reader_messages(const std::string& file, const std::vector<std::string>& messages,
                         Findings& findings);

}  // namespace sendwright::rules::lint
