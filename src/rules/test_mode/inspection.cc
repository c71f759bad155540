// Commands that show the configuration in force and change it: `.D .C =S =M $x $=x -d ?`.
#include <fstream>

#include "base/strings.hh"
#include "rules/test_mode/commands.hh"

namespace sendwright::rules {

// The help file's lines of topic -bt.
void show_help(TestModeState& state) {
  std::ifstream file(state.configuration.options.help_file);
  std::string line;
  bool is_found = false;
  constexpr std::string_view kTopic = "-bt\t";
  while (std::getline(file, line)) {
    if (!line.starts_with(kTopic)) continue;
    state.output << line.substr(kTopic.size()) << '\n';
    is_found = true;
  }
  if (is_found) {
    state.output << "End of HELP info\n";
  } else {
    state.output << "Sendmail " << state.context.version << " -- HELP not implemented\n";
  }
}

// `.Dx value`, `.Cx words`: stored as typed, `$` has no meaning.
void define_name(TestModeState& state, std::string_view line) {
  const char what = line.size() > 1 ? line[1] : '\0';
  if (line.size() < 2) {
    state.output << "Usage: .[DC]macro value(s)\n";
    return;
  }
  if (what != 'D' && what != 'C') {
    state.output << "Unknown \".\" command " << line << '\n';
    return;
  }
  std::string_view rest = line.substr(2);
  const std::string name = state.take_name(rest);
  if (name.empty()) return;
  if (what == 'D') {
    state.macros.set(name, std::string(rest));
    return;
  }
  const bool is_new = state.configuration.find_class(name) == nullptr;
  for (const std::string_view word : base::split_words(rest)) {
    state.configuration.classes[name].insert(word);
  }
  if (is_new) state.recompile();
}

void list_items(TestModeState& state, std::string_view line) {
  if (line.size() < 2) {
    state.output << "Usage: =Sruleset or =M\n";
  } else if (line[1] == 'S') {
    std::string_view name = base::trim(line.substr(2));
    name = name.substr(0, name.find_first_of(" \t"));
    if (const auto number = state.ruleset(leading_ruleset_name(name), name)) {
      state.output << state.engine->source(*number);
    }
  } else if (line[1] == 'M') {
    for (const config::Mailer& mailer : state.configuration.mailers)
      print_mailer(mailer, state.configuration, state.output);
  } else {
    state.output << "Unknown \"=\" command " << line << '\n';
  }
}

// `-d21.12`; other facilities have nothing to show.
void set_debug(TestModeState& state, std::string_view line) {
  if (line.size() < 2) {
    state.output << "Usage: -d{debug arguments}\n";
    return;
  }
  if (line[1] != 'd') {
    state.output << "Unknown \"-\" command " << line << '\n';
    return;
  }
  for (const std::string_view flag : base::split_words(line.substr(2), ", ")) {
    const std::size_t dot = flag.find('.');
    if (flag.substr(0, dot) != "21") continue;
    const auto level = base::parse_integer(dot == flag.npos ? "1" : flag.substr(dot + 1));
    state.trace.set_level(static_cast<int>(level.value_or(1)));
  }
}

// `$x`, `${name}`, `$=x`.
void show_value(TestModeState& state, std::string_view line) {
  std::string_view text = line.substr(1);
  const bool is_class = text.starts_with('=');
  if (is_class) text.remove_prefix(1);
  const std::string name = state.take_name(text);
  if (name.empty()) return;
  if (is_class) {
    const config::NameClass* const members = state.configuration.find_class(name);
    if (members == nullptr) return;
    for (const std::string& member : members->members())
      state.output << member << '\n';
    return;
  }
  const std::optional<std::string_view> found = state.macros.find(name);
  state.output << (found ? address::readable(*found) : std::string("Undefined")) << '\n';
}

}  // namespace sendwright::rules
