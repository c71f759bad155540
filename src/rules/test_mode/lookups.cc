// Commands that ask a map or the name service.
#include <array>

#include "base/strings.hh"
#include "rules/test_mode/commands.hh"

namespace sendwright::rules {
namespace {

void look_up(TestModeState& state, std::string_view rest) {
  std::ostream& output = state.output;
  const std::size_t end = rest.find_first_of(" \t");
  if (end == rest.npos) {
    output << "No key specified\n";
    return;
  }
  const std::string name(rest.substr(0, end));
  const std::string key(base::trim(rest.substr(end)));
  Map* const found = state.context.maps.find(name);
  if (found == nullptr) {
    output << "Map named \"" << name << "\" not found\n";
    return;
  }
  output << "map_lookup: " << name << " (" << key << ") " << std::flush;
  const LookupContext lookup_context{state.context.waiter, state.macros, false};
  const MapAnswer answer = found->lookup(key, {}, lookup_context);
  if (!answer.diagnostic.empty()) state.show(answer.diagnostic);
  if (answer.value && answer.status == MapStatus::kFound) {
    output << "returns " << *answer.value;
  } else {
    output << "no match";
  }
  output << " (" << base::to_int(answer.exit_code) << ")\n";
}

void find_canonical_name(TestModeState& state, std::string_view rest) {
  const TestModeContext& context = state.context;
  std::optional<std::string> name;
  if (context.hosts != nullptr) name = context.hosts->canonical_name(rest, context.waiter);
  state.output << "getcanonname(" << rest << ") returns " << name.value_or(std::string(rest))
               << '\n';
}

void find_mail_exchangers(TestModeState& state, std::string_view rest) {
  const TestModeContext& context = state.context;
  HostDirectory::MxAnswer answer{-1, false, {}};
  if (context.hosts != nullptr) answer = context.hosts->mail_exchangers(rest, context.waiter);
  state.output << "getmxrr(" << rest << ") returns ";
  if (answer.is_null_mx) {
    state.output << "null MX (See RFC7505)\n";
    return;
  }
  state.output << answer.count << " value(s):\n";
  for (const std::string& host : answer.hosts)
    state.output << '\t' << host << '\n';
}

void find_addresses(TestModeState& state, std::string_view rest) {
  const TestModeContext& context = state.context;
  if (context.hosts == nullptr) return;
  for (const std::string& address : context.hosts->addresses(rest, context.waiter)) {
    state.output << '\t' << address << '\n';
  }
}

}  // namespace

std::span<const SlashCommand> lookup_commands() {
  static constexpr std::array kCommands{
      SlashCommand{"/canon", "Usage: /canon address", find_canonical_name},
      SlashCommand{"/gethostbyname", "", find_addresses},
      SlashCommand{"/map", "Usage: /map mapname key", look_up},
      SlashCommand{"/mx", "Usage: /mx address", find_mail_exchangers},
  };
  return kCommands;
}

}  // namespace sendwright::rules
