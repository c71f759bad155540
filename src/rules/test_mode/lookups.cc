// Commands that ask a map or the name service.
#include <array>

#include "base/strings.hh"
#include "rules/test_mode/commands.hh"

namespace sendwright::rules {
namespace {

constexpr int kStartLevel = 2;  // of kResolver

// What sendmail's resolver calls a failure (netdb.h).
constexpr int kHostNotFound = 1;
constexpr int kTryAgain = 2;
constexpr int kNoData = 4;

void expand(TestModeState& state, std::string_view rest) { state.output << rest; }

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
  const MapState map_state = found->state();
  if (!map_state.diagnostic.empty()) state.show(map_state.diagnostic);
  if (!map_state.is_open) {
    output << "Map named \"" << name << "\" not open\n";
    return;
  }
  output << "map_lookup: " << name << " (" << key << ") " << std::flush;
  const LookupContext lookup_context{
      .waiter = state.context.waiter, .macros = state.macros, .is_typed = true};
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
  if (state.debug.is_on(base::DebugCategory::kResolver, kStartLevel)) {
    state.debug.out(state.output) << "dns_getcanonname(" << rest << ", trymx=1)\n";
  }
  std::optional<std::string> name;
  if (context.hosts != nullptr) name = context.hosts->canonical_name(rest, context.waiter);
  state.output << "getcanonname(" << rest << ") returns " << name.value_or(std::string(rest))
               << '\n';
}

void find_mail_exchangers(TestModeState& state, std::string_view rest) {
  const TestModeContext& context = state.context;
  HostDirectory::MxAnswer answer{-1, false, {}};
  if (state.debug.is_on(base::DebugCategory::kResolver, kStartLevel)) {
    state.debug.out(state.output) << "getmxrr(" << rest
                                  << ", droplocalhost=0, flags=2, port=-1)\n";
  }
  if (context.hosts != nullptr) answer = context.hosts->mail_exchangers(rest, context.waiter);
  if (!answer.has_records && state.debug.is_on(base::DebugCategory::kResolver, 1)) {
    const int reason = answer.count < 0 ? kTryAgain : answer.count > 0 ? kNoData : kHostNotFound;
    state.debug.out(state.output) << "getmxrr: res_search(" << rest
                                  << ") failed, h_errno=" << reason << '\n';
  }
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
      SlashCommand{"/expand", "Usage: /expand string", expand},
      SlashCommand{"/gethostbyname", "", find_addresses},
      SlashCommand{"/map", "Usage: /map mapname key", look_up},
      SlashCommand{"/mx", "Usage: /mx address", find_mail_exchangers},
  };
  return kCommands;
}

}  // namespace sendwright::rules
