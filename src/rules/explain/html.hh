// Explanations as one self-contained HTML page: no other resource, no script, folds by <details>.
// Everything that comes from addresses, rules and maps is escaped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/explain/explanation.hh"
#include "rules/explain/sources.hh"

namespace sendwright::rules::explain {

[[nodiscard]] std::string html_page(const std::vector<Explanation>& explanations,
                                    const Sources& sources);

// For the text of an element or a quoted attribute.
[[nodiscard]] std::string escaped(std::string_view text);

// The inline style sheet (html_style.cc).
[[nodiscard]] std::string_view html_style();

}  // namespace sendwright::rules::explain
