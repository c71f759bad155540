// Reads lines and hands each to its command.
#include "rules/test_mode.hh"

#include <algorithm>
#include <istream>
#include <ostream>

#include "base/strings.hh"
#include "base/sysexits.hh"
#include "rules/test_mode/commands.hh"
#include "rules/test_mode/state.hh"

namespace sendwright::rules {
namespace {

const SlashCommand* find_slash_command(std::string_view name) {
  for (const std::span<const SlashCommand> table :
       {address_commands(), lookup_commands(), session_commands()}) {
    for (const SlashCommand& command : table) {
      if (base::equals_ignoring_case(name, command.name)) return &command;
    }
  }
  return nullptr;
}

void run_slash_command(TestModeState& state, std::string_view line) {
  const std::size_t end = line.find_first_of(" \t");
  const std::string_view name = line.substr(0, end);
  const std::string_view rest = end == line.npos ? "" : base::trim(line.substr(end));
  if (base::equals_ignoring_case(name, "/quit")) {
    state.is_done = true;
  } else if (name == "/") {
    state.output << "Usage: /[canon|map|mx|parse|try|tryflags]\n";
  } else if (const SlashCommand* const command = find_slash_command(name); command == nullptr) {
    state.output << "Unknown \"/\" command " << name << '\n';
  } else if (rest.empty() && !command->usage.empty()) {
    state.output << command->usage << '\n';
  } else {
    command->run(state, rest);
  }
}

void run_command(TestModeState& state, std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  if (line.empty()) return;
  switch (line.front()) {
    case '#':
      return;
    case '?':
      return show_help(state);
    case '.':
      return define_name(state, line);
    case '=':
      return list_items(state, line);
    case '-':
      return set_debug(state, line);
    case '$':
      return show_value(state, line);
    case '/':
      return run_slash_command(state, line);
    default:
      return run_rulesets(state, line);
  }
}

constexpr std::size_t kMaxLine = 2047;

// A line; one that is longer than the limit comes in pieces.
bool read_line(std::istream& input, std::string& line) {
  line.clear();
  if (!std::istream::sentry(input, true)) return false;
  using Traits = std::istream::traits_type;
  std::streambuf& buffer = *input.rdbuf();
  while (line.size() < kMaxLine) {
    const Traits::int_type c = buffer.sbumpc();
    if (Traits::eq_int_type(c, Traits::eof())) return !line.empty();
    if (c == '\n') return true;
    line += Traits::to_char_type(c);
  }
  return true;
}

}  // namespace

int run_test_mode(TestModeContext& context, std::istream& input, std::ostream& output) {
  TestModeState state(context, output);
  output << "ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\n"
            "Enter <ruleset> <address>\n";
  std::string line;
  while (!state.is_done) {
    if (!context.is_verbose) output << "> ";  // the input writes this before it waits
    if (!read_line(input, line)) break;
    if (context.is_verbose) output << "> " << line << '\n';
    run_command(state, line);
  }
  return base::to_int(state.exit_code);
}

}  // namespace sendwright::rules
