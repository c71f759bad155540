// Names that mean something although the .cf itself does not say so: rulesets that the program
// calls, macros that it sets while it runs, and what macro libraries define for those who use it.
#pragma once

#include <string_view>

namespace sendwright::rules::lint {

// The program calls the ruleset by this name or number.
[[nodiscard]] bool is_entry_ruleset(std::string_view name);
// A macro library offers the ruleset; whether anything uses it depends on the features chosen.
[[nodiscard]] bool is_library_ruleset(std::string_view name);
// The program sets the macro: before it reads the file, or while it handles a message.
[[nodiscard]] bool is_macro_set_at_start(std::string_view name);
[[nodiscard]] bool is_macro_set_at_run_time(std::string_view name);
// Rules of a macro library name the macro or class whether the site sets it or not.
[[nodiscard]] bool is_library_macro(std::string_view name);
[[nodiscard]] bool is_library_class(std::string_view name);
// A macro library declares the map whether a rule uses it or not.
[[nodiscard]] bool is_library_map(std::string_view name);

}  // namespace sendwright::rules::lint
