// The lines of a .cf as the reader joins them: comments out, continuations joined. For checks that
// need what the reader has already replaced, such as the macros a rule was written with.
#pragma once

#include <functional>
#include <string_view>

namespace sendwright::rules::lint {

// Calls `visit` for each line with its letter, what follows it, and its number.
void for_each_cf_line(
    std::string_view text,
    const std::function<void(char letter, std::string_view rest, int line)>& visit);

}  // namespace sendwright::rules::lint
