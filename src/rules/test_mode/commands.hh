// The commands of the address test mode. Those that start with `/` stand in tables, one for each
// file that defines some; test_mode.cc has the list of tables. A new command: write its function,
// put it in a table, and if the table is new name it here and in that list.
#pragma once

#include <span>
#include <string_view>

#include "rules/test_mode/state.hh"

namespace sendwright::rules {

struct SlashCommand {
  std::string_view name;   // "/map"; case does not matter
  std::string_view usage;  // printed when nothing follows; empty: the command may stand alone
  // `rest` is what follows the name, without blanks around it.
  void (*run)(TestModeState& state, std::string_view rest);
};

// /parse, /try, /tryflags.
[[nodiscard]] std::span<const SlashCommand> address_commands();
// /canon, /expand, /gethostbyname, /map, /mx.
[[nodiscard]] std::span<const SlashCommand> lookup_commands();

// /session.
[[nodiscard]] std::span<const SlashCommand> session_commands();

// The others, which are known by their first character; `line` is the whole line.
void run_rulesets(TestModeState& state, std::string_view line);  // `3,0 address`
void define_name(TestModeState& state, std::string_view line);   // `.D`, `.C`
void list_items(TestModeState& state, std::string_view line);    // `=S`, `=M`, `=O`
void show_value(TestModeState& state, std::string_view line);    // `$x`, `$=x`
void set_debug(TestModeState& state, std::string_view line);     // `-d`
void show_help(TestModeState& state);                            // `?`

}  // namespace sendwright::rules
