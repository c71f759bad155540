#include "rules/test_mode/state.hh"

#include <algorithm>
#include <vector>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "config/expand.hh"

namespace sendwright::rules {
namespace {

// Is it the configuration that is wrong, and not a map or an address?
bool is_software_error(std::string_view message) {
  constexpr std::string_view kBeginnings[] = {"rewrite: ", "buildaddr: ", "bad ruleset ",
                                              "Infinite loop in ", "Unknown ruleset "};
  return std::ranges::any_of(kBeginnings,
                             [&](std::string_view begin) { return message.starts_with(begin); });
}

// Does every lookup of a map say so again?
bool is_about_whole_map(std::string_view message) {
  return message.find("missing map file") != message.npos ||
         message.starts_with("ldap_init/ldap_bind failed to ");
}

}  // namespace

TestModeState::TestModeState(TestModeContext& context_in, std::ostream& output_in)
    : context(context_in),
      configuration(context_in.configuration),
      output(output_in),
      debug(context_in.debug),
      trace(output_in, debug, PrintingTrace::Style::kTestMode),
      macros(&configuration.macros),
      evaluation(macros, context_in.waiter) {
  evaluation.trace = &trace;
  evaluation.is_deferred_mode =
      configuration.options.delivery_mode == config::DeliveryMode::kDeferred;
  if (context.explainer != nullptr) evaluation.trace = &context.explainer->recorder();
  evaluation.report = [this](std::string_view message) { show(message); };
  evaluation.complain = [this](std::string_view message) {
    tell(address::message_about(subject, message));
  };
  macros.set("addr_type", "e r");
  recompile();
}

void TestModeState::show(std::string_view message) {
  if (is_about_whole_map(message) && !shown_.emplace(message).second) return;
  if (is_software_error(message)) fail(base::ExitCode::kSoftware);
  tell(message);
}

void TestModeState::fail(base::ExitCode code) {
  if (exit_code == base::ExitCode::kOk) exit_code = code;
}

void TestModeState::tell(std::string_view message) {
  if (context.explainer != nullptr && context.explainer->is_open()) {
    context.explainer->note(message);
  } else {
    output << message << '\n';
  }
}

void TestModeState::begin_explanation(std::string_view input) {
  if (context.explainer != nullptr) context.explainer->begin(input);
}

void TestModeState::end_explanation(const explain::Explainer::Conclude& conclude) {
  if (context.explainer == nullptr) return;
  context.explainer->end_part({}, conclude);
  output << context.explainer->end();
}

void TestModeState::recompile() { engine = std::make_unique<Engine>(configuration, context.maps); }

std::string TestModeState::take_name(std::string_view& text) {
  std::size_t consumed = 0;
  std::vector<std::string> messages;
  std::string name = config::parse_name(text, consumed, messages);
  text.remove_prefix(consumed);
  for (const std::string& message : messages)
    output << message << '\n';
  if (!messages.empty()) fail(base::ExitCode::kSoftware);
  return name;
}

std::optional<RulesetId> TestModeState::ruleset(std::string_view name, std::string_view typed) {
  std::optional<RulesetId> number;
  if (name.empty()) {
    output << "invalid ruleset name: \"" << base::trim(typed) << "\"\n";
    fail(base::ExitCode::kSoftware);
  } else {
    number = configuration.find_ruleset(name);
    if (!number && base::is_ascii_digit(name.front())) {
      output << "bad ruleset " << config::ruleset_number_text(name) << " (100 max)\n";
      fail(base::ExitCode::kSoftware);
    }
  }
  if (!number) output << "Undefined ruleset " << typed << '\n';
  return number;
}

std::string_view leading_ruleset_name(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && (base::is_ascii_alnum(text[size]) || text[size] == '_'))
    ++size;
  return text.substr(0, size);
}

}  // namespace sendwright::rules
