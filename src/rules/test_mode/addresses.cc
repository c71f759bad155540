// Commands that send an address through rulesets: a typed list of them, /parse and /try.
#include <algorithm>
#include <array>

#include "address/address_list.hh"
#include "address/prescan.hh"
#include "base/strings.hh"
#include "rules/test_mode/commands.hh"

namespace sendwright::rules {
namespace {

std::string_view direction_text(const TestModeState& state) {
  return state.direction == Direction::kSender ? "sender" : "recipient";
}

std::string_view part_text(const TestModeState& state) {
  return state.part == Part::kHeader ? "header" : "envelope";
}

// Debug level 33.1: the address inside a text.
void trace_cracked(TestModeState& state, std::string_view text) {
  if (!state.debug.is_on(base::DebugCategory::kCrack, 1)) return;
  const address::CrackedAddress cracked =
      address::crack_address(text, state.configuration.options.colon_ok_in_addr);
  state.debug.out(state.output) << "crackaddr(" << text << ")\ncrackaddr=>`"
                                << cracked.with("$g") << "'\n";
}

// Sendmail cuts an address that a rule has made too long, and drops phrase and comments that are
// too long. Mail must not go to another address for that, so it is done to what is shown only.
constexpr std::size_t kMaxRewritten = 254;  // octets
constexpr std::size_t kMaxUser = 255;
constexpr std::size_t kMaxUnscanned = 256;  // of an address with too many tokens
constexpr std::size_t kMaxDecoration = 251;

bool is_decoration_too_long(const address::CrackedAddress& cracked) {
  return cracked.before.size() + cracked.after.size() > kMaxDecoration;
}

std::string shown_template(const address::CrackedAddress& cracked) {
  if (is_decoration_too_long(cracked)) return "<$g>";
  std::string shown;
  address::append_printable(cracked.with("$g"), shown);
  return shown;
}

std::string shown_address(const TestModeState& state, std::string_view typed,
                          const RewrittenAddress& result) {
  const auto has_said = [&result](std::string_view message) {
    return std::ranges::find(result.messages, message) != result.messages.end();
  };
  if (has_said("prescan: token too long")) return result.text;
  if (has_said("Address too long")) return result.text.substr(0, kMaxUnscanned);
  std::string text = result.text;
  const address::CrackedAddress cracked =
      address::crack_address(typed, state.configuration.options.colon_ok_in_addr);
  if (is_decoration_too_long(cracked) && text.starts_with(cracked.before)) {
    const std::size_t around = cracked.before.size() + cracked.after.size();
    text = "<" + text.substr(cracked.before.size(), text.size() - around) + ">";
  }
  std::ranges::replace(text, '\xff', '\x7f');
  return text.substr(0, kMaxRewritten);
}

void set_try_flags(TestModeState& state, std::string_view rest) {
  for (const char c : rest) {
    switch (base::ascii_lower(c)) {
      case 'h':
        state.part = Part::kHeader;
        break;
      case 'e':
        state.part = Part::kEnvelope;
        break;
      case 's':
        state.direction = Direction::kSender;
        break;
      case 'r':
        state.direction = Direction::kRecipient;
        break;
      default:
        break;
    }
  }
}

// What /parse prints of the outcome.
void print_resolution(TestModeState& state, const Resolution& resolution) {
  std::ostream& output = state.output;
  if (!resolution.is_parsed) {
    output << "Cannot parse\n";
    return;
  }
  // What `$#error` says; complaints about the triple itself have been printed as they came.
  if (resolution.error && !resolution.user.empty()) {
    const int code = resolution.error->code;
    if (code % 100 == 50 || code == 553) output << address::shortened(state.subject) << "... ";
    output << resolution.error->text << '\n';
    state.fail(resolution.error->exit_code);
  }
  if (resolution.is_deferred) {
    state.evaluation.complain("Transient parse error -- message queued for future delivery");
  }
  output << "mailer " << (resolution.mailer != nullptr ? resolution.mailer->name : "*error*");
  if (!resolution.host.empty()) output << ", host " << resolution.host;
  output << ", user " << resolution.user.substr(0, kMaxUser) << '\n';
}

void parse(TestModeState& state, std::string_view rest) {
  state.subject = rest;
  state.begin_explanation("/parse " + std::string(rest));
  const address::CrackedAddress cracked =
      address::crack_address(rest, state.configuration.options.colon_ok_in_addr);
  trace_cracked(state, rest);
  state.output << "Cracked address = " << shown_template(cracked) << '\n'
               << "Parsing " << part_text(state) << ' ' << direction_text(state) << " address\n";
  const Resolution resolution =
      resolve_address(*state.engine, rest, state.direction, state.evaluation);
  print_resolution(state, resolution);
  state.end_explanation([&](const explain::Recording& recording) {
    return state.context.explainer->narrator().of_resolution(rest, resolution, recording);
  });
}

void try_mailer(TestModeState& state, std::string_view rest) {
  const std::size_t end = rest.find_first_of(" \t");
  if (end == rest.npos) {
    state.output << "Usage: /try mailer address\n";
    return;
  }
  const std::string_view name = rest.substr(0, end);
  const std::string_view address = base::trim(rest.substr(end));
  const config::Mailer* const mailer = state.configuration.find_mailer(name);
  if (mailer == nullptr) {
    state.output << "Unknown mailer " << name << '\n';
    return;
  }
  state.subject = address;
  state.begin_explanation("/try " + std::string(rest));
  state.output << "Trying " << part_text(state) << ' ' << direction_text(state) << " address "
               << address << " for mailer " << name << '\n';
  trace_cracked(state, address);
  const RewrittenAddress result = rewrite_for_mailer(*state.engine, address, *mailer,
                                                     state.direction, state.part, state.evaluation);
  state.output << "Rcode = " << base::to_int(result.status) << ", addr = "
               << shown_address(state, address, result) << '\n';
  state.end_explanation([&](const explain::Recording& recording) {
    return state.context.explainer->narrator().of_rewriting(address, mailer->name, result, recording);
  });
}

// False: a ruleset is unknown, the rest of the line is dropped. `status` is the last ruleset's.
bool run_list(TestModeState& state, std::string_view names, address::TokenList& workspace,
              base::ExitCode& status) {
  while (!names.empty()) {
    const std::string_view name = leading_ruleset_name(names);
    const std::optional<RulesetId> number = state.ruleset(name, names);
    if (!number) return false;
    const RewriteResult result = state.engine->rewrite(*number, workspace, state.evaluation);
    status = result.status;
    if (!result.is_ok()) {
      state.output << "== Ruleset " << names << " (" << *number << ") status "
                   << base::to_int(result.status) << '\n';
    }
    names.remove_prefix(name.size());
    if (!names.starts_with(',')) break;  // whatever else stands there
    names.remove_prefix(1);
  }
  return true;
}

// The same, explained if that is wanted.
bool run_piece(TestModeState& state, std::string_view names, std::string_view typed,
               address::TokenList& workspace) {
  typed = base::trim(typed);
  base::ExitCode status = base::ExitCode::kOk;
  state.begin_explanation(std::string(names) + ' ' + std::string(typed));
  const bool is_known = run_list(state, names, workspace, status);
  state.end_explanation([&](const explain::Recording& recording) {
    return state.context.explainer->narrator().of_rulesets(typed, workspace.tokens(), status,
                                                           recording);
  });
  return is_known;
}

}  // namespace

std::span<const SlashCommand> address_commands() {
  static constexpr std::array kCommands{
      SlashCommand{"/parse", "Usage: /parse address", parse},
      SlashCommand{"/try", "Usage: /try mailer address", try_mailer},
      SlashCommand{"/tryflags", "Usage: /tryflags [Hh|Ee][Ss|Rr]", set_try_flags},
  };
  return kCommands;
}

// `ruleset,ruleset address`: the address is cut at commas, each piece goes through all rulesets.
void run_rulesets(TestModeState& state, std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::size_t end = line.find_first_of(" \t");
  if (end == line.npos) {
    state.output << "No address!\n";
    return;
  }
  const std::string_view names = line.substr(0, end);
  std::string_view rest = base::trim(line.substr(end));
  const address::PrescanOptions options{.operators = state.configuration.operators,
                                        .strips_comments = state.configuration.strips_comments(),
                                        .has_literal_marks = true,
                                        .delimiter = ','};
  while (!rest.empty()) {
    state.subject = rest;
    address::TokenList& workspace = state.workspace;
    workspace.clear();
    std::vector<std::string> messages;
    const address::PrescanOutcome outcome = prescan(rest, options, workspace, messages);
    const std::string too_long = address::too_long_message(rest.substr(0, outcome.consumed));
    if (!too_long.empty()) {
      state.output << too_long << '\n';
      return;
    }
    for (const std::string& message : messages) {
      if (message.starts_with("8-bit ")) {
        state.output << message << '\n';
      } else {
        state.evaluation.complain(message);
      }
    }
    if (!outcome.is_ok) return;
    if (!workspace.empty() && !run_piece(state, names, rest.substr(0, outcome.consumed), workspace)) {
      return;
    }
    rest.remove_prefix(std::min(outcome.consumed + 1, rest.size()));
    rest = base::trim(rest);
  }
}

}  // namespace sendwright::rules
