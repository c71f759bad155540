// Commands that show the configuration in force and change it: `.D .C =S =M $x $=x -d ?`.
#include "base/strings.hh"
#include "config/file_contents.hh"
#include "config/file_safety.hh"
#include "config/option_listing.hh"
#include "rules/test_mode/commands.hh"
#include "rules/test_mode/mailer_line.hh"

namespace sendwright::rules {
namespace {

using base::DebugCategory;

constexpr int kClassLevel = 8;   // of kConfiguration
constexpr int kDefineLevel = 9;  // of kMacros

std::string braced(std::string_view name) {
  return name.size() > 1 ? "{" + std::string(name) + "}" : std::string(name);
}

void define_macro(TestModeState& state, std::string_view name, std::string_view value) {
  if (state.debug.is_on(DebugCategory::kMacros, kDefineLevel)) {
    state.debug.out(state.output) << (state.macros.find(name) ? "redefine(" : "define(")
                                  << braced(name) << " as " << value << ")\n";
  }
  state.macros.set(name, std::string(value));
}

// Names that mean something in rules are macros whose value is how they are written.
bool is_metasymbol(std::string_view name) {
  return name.size() == 1 &&
         std::string_view("*+-~#@:>[]()|?.&0123456789").find(name.front()) != name.npos;
}

// A macro's value on one line.
std::string shown_value(std::string_view value) {
  std::string out;
  for (const char c : address::readable(value)) {
    switch (c) {
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// One line for each option: what is in force, and where that comes from.
void list_options(TestModeState& state) {
  for (const config::OptionInForce& option : config::options_in_force(state.configuration)) {
    state.output << config::describe(option) << '\n';
  }
}

}  // namespace

// The help file's lines of topic -bt.
void show_help(TestModeState& state) {
  const config::Options& options = state.configuration.options;
  const base::OpenedFile opened =
      base::open_safely(options.help_file, config::help_file_safety(options));
  const auto content = opened.problem.empty() ? config::file_contents(opened.file.get())
                                              : base::permanent(opened.problem);
  const std::string text = content.value_or("");
  bool is_found = false;
  // Longer topics that begin so are shown too.
  constexpr std::string_view kTopic = "-bt";
  for (const std::string_view line : base::split(text, '\n')) {
    if (!line.starts_with(kTopic) || line.find('\t') == line.npos) continue;
    state.output << line.substr(line.find('\t') + 1) << '\n';
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
  if (what == 'C' && rest.empty()) return;
  const std::string name = state.take_name(rest);
  if (name.empty()) return;
  if (what == 'D') return define_macro(state, name, rest);
  const bool is_new = state.configuration.find_class(name) == nullptr;
  for (const std::string_view word : base::split_words(rest)) {
    if (state.debug.is_on(DebugCategory::kConfiguration, kClassLevel)) {
      state.debug.out(state.output) << "setclass(" << braced(name) << ", " << word << ")\n";
    }
    state.configuration.classes[name].insert(word);
  }
  if (is_new) state.recompile();
}

void list_items(TestModeState& state, std::string_view line) {
  if (line.size() < 2) {
    state.output << "Usage: =Sruleset or =M\n";
  } else if (line[1] == 'S') {
    const std::string_view typed = line.substr(2);
    if (const auto number = state.ruleset(leading_ruleset_name(base::trim(typed)), typed)) {
      state.output << state.engine->source(*number);
    }
  } else if (line == "=O") {
    list_options(state);
  } else if (line[1] == 'M') {
    for (const config::Mailer& mailer : state.configuration.mailers)
      print_mailer(mailer, state.configuration, state.output);
  } else {
    state.output << "Unknown \"=\" command " << line << '\n';
  }
}

// `-d21.12`: debug levels from now on.
void set_debug(TestModeState& state, std::string_view line) {
  if (line.size() < 2) {
    state.output << "Usage: -d{debug arguments}\n";
    return;
  }
  if (line[1] != 'd') {
    state.output << "Unknown \"-\" command " << line << '\n';
    return;
  }
  state.debug.levels.set(line.substr(2));
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
  if (found) {
    state.output << shown_value(*found) << '\n';
  } else {
    state.output << (is_metasymbol(name) ? "$" + name : "Undefined") << '\n';
  }
}

}  // namespace sendwright::rules
