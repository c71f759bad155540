#include "rules/explain/words.hh"

#include <algorithm>
#include <array>

#include "base/strings.hh"
#include "rules/explain/decision.hh"
#include "rules/hook_table.hh"
#include "rules/triple.hh"

namespace sendwright::rules::explain {
namespace {

constexpr std::size_t kShownLookups = 3;  // more would hide what counts

std::string quoted(std::string_view text) { return "`" + base::printable(text) + "'"; }

std::string entry(const Lookup& lookup) {
  return "map " + lookup.map + " says " + quoted(lookup.key) + " is " + quoted(lookup.value);
}

std::string keys(const std::vector<const Lookup*>& lookups) {
  std::string text;
  const std::size_t shown = std::min(lookups.size(), 2 * kShownLookups);
  for (std::size_t i = 0; i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + lookups[i]->map + ' ' + quoted(lookups[i]->key);
  }
  if (shown < lookups.size()) text += " and " + std::to_string(lookups.size() - shown) + " more";
  return text;
}

// `[192.0.2.1]` or a host without a search for exchangers.
std::string network_target(const config::Mailer& mailer, std::string_view host) {
  if (host.empty()) return "the host that the mailer's A= names";
  if (host.starts_with('[') || mailer.flags.has('0')) {
    return "the host " + base::printable(host) + " itself (its MX records are not asked for)";
  }
  return "the mail exchangers (MX) of " + base::printable(host) +
         ", or that host itself if it has none";
}

std::string network_delivery(const config::Mailer& mailer, std::string_view host) {
  const std::string protocol = mailer.is_lmtp() ? "LMTP" : "SMTP";
  const auto& words = mailer.argv;
  if (words.size() > 1 && words[0] == "FILE") {
    return "by " + protocol + " through the local socket " +
           base::printable(address::readable(words[1]));
  }
  std::string text = "by " + protocol + " to " + network_target(mailer, host);
  if (words.size() > 2) text += ", port " + base::printable(address::readable(words[2]));
  return text;
}

}  // namespace

bool is_check(std::string_view ruleset) {
  // Those of the program, parts that a library made of them (Local_check_mail), checks of fields.
  for (const std::string_view part : {"Basic_", "Local_"}) {
    if (base::starts_with_ignoring_case(ruleset, part)) ruleset.remove_prefix(part.size());
  }
  return find_hook(ruleset).has_value() || base::starts_with_ignoring_case(ruleset, "check_") ||
         base::starts_with_ignoring_case(ruleset, "tls_");
}

std::string Narrator::delivery(const config::Mailer& mailer, std::string_view host,
                               std::string_view user) const {
  const std::string to = base::printable(user);
  if (mailer.name == "*include*") return "to everyone in the list file " + to;
  if (mailer.name == "discard") return "nowhere: it is thrown away without a notice";
  if (mailer.is_file() || mailer.name == "*file*") return "by appending it to the file " + to;
  if (mailer.is_ipc()) return network_delivery(mailer, host);
  const std::string program = base::printable(mailer.path);
  if (mailer.name == "prog") return "by giving it to the command " + to + " (run by " + program + ")";
  if (mailer.flags.has('A')) {
    return "on this machine: aliases and .forward of " + to + " are looked at first (not followed "
           "here), then " + program + " puts it into the mailbox";
  }
  if (mailer.flags.has('l')) return "on this machine: " + program + " puts it into the mailbox";
  return "by giving it to the program " + program;
}

// Whether a map holds what a site wrote, or only computes.
bool Narrator::is_table(std::string_view map) const {
  constexpr std::array kComputing{"arith", "macro", "dequote", "regex", "syslog", "host", "null"};
  if (map == "host") return false;
  const auto declared = std::ranges::find(configuration_.maps, map, &config::MapDeclaration::name);
  return declared == configuration_.maps.end() ||
         std::ranges::find(kComputing, declared->class_name) == kComputing.end();
}

std::string Narrator::reason(const Recording& recording, const Call* call) const {
  if (call == nullptr) return {};
  const auto decision = find_decision(*call, recording);
  if (!decision) return {};
  const Step& step = *decision->step;
  const Place place = sources_.place(step.where);
  std::string text = " The rule that decides it is rule " + std::to_string(step.number) +
                     " of ruleset " + decision->call->ruleset + ", " + place.cf;
  if (place.is_standard) text += ", one of the standard rules";
  if (!place.mc.empty()) {
    text += ", there because of " + place.mc + (place.call.empty() ? "" : " " + place.call);
  }
  text += ". It matched " + quoted(joined(step.before)) + ".";
  std::size_t shown = 0;
  for (const Lookup* const lookup : decision->lookups) {
    if (!is_table(lookup->map) || shown == kShownLookups) continue;
    text += (shown++ == 0 ? " It did so because " : " and ") + entry(*lookup);
  }
  return text + (shown > 0 ? "." : "");
}

std::string Narrator::failed_lookups(const Recording& recording) const {
  const auto failed = lookups_with(MapStatus::kTemporaryFailure, recording);
  return failed.empty() ? "" : " No answer for now from: " + keys(failed) + ".";
}

std::string Narrator::unanswered_lookups(const Recording& recording) const {
  auto missed = lookups_with(MapStatus::kNotFound, recording);
  std::erase_if(missed, [this](const Lookup* lookup) { return !is_table(lookup->map); });
  return missed.empty() ? "" : " Asked without finding an entry: " + keys(missed) + ".";
}

Conclusion Narrator::of_resolution(std::string_view address, const Resolution& resolution,
                                   const Recording& recording) const {
  const std::string subject = "Mail to " + base::printable(address);
  if (!resolution.is_parsed) {
    return {Result::kRefused, subject + " is refused: this is no address" +
                                  (resolution.error ? " (" + resolution.error->text + ")" : "") +
                                  "."};
  }
  if (resolution.is_deferred) {
    return {Result::kDeferred, subject + " is deferred: it waits in the queue and is tried again, "
                                         "because a map could not be asked." +
                                   failed_lookups(recording)};
  }
  // Rulesets that finish the user part ran last: what decides stands in parse (0), the second.
  const std::string why = reason(recording, deciding_call(recording));
  if (resolution.error) {
    return {resolution.error->is_temporary() ? Result::kDeferred : Result::kRefused,
            subject + " is " + (resolution.error->is_temporary() ? "deferred" : "refused") +
                " with " + quoted(resolution.error->reply_line()) + "." + why +
                unanswered_lookups(recording)};
  }
  const config::Mailer& mailer = *resolution.mailer;
  const Result result = mailer.name == "discard" ? Result::kDiscarded : Result::kDelivered;
  return {result, subject + " is delivered by mailer " + mailer.name +
                      (resolution.host.empty() ? "" : ", host " + base::printable(resolution.host)) +
                      ", user " + base::printable(resolution.user) + ": " +
                      delivery(mailer, resolution.host, resolution.user) + "." + why};
}

Conclusion Narrator::of_check(std::string_view ruleset, const CheckVerdict& verdict,
                              const Recording& recording) const {
  const std::string name(ruleset);
  const std::string why = reason(recording, deciding_call(recording, ruleset));
  switch (verdict.kind) {
    case CheckVerdict::Kind::kError: {
      const bool is_temporary = verdict.error.is_temporary();
      return {is_temporary ? Result::kDeferred : Result::kRefused,
              "Ruleset " + name + (is_temporary ? " refuses for now with " : " refuses with ") +
                  quoted(verdict.error.reply_line()) + "." + why + failed_lookups(recording) +
                  unanswered_lookups(recording)};
    }
    case CheckVerdict::Kind::kDiscard:
      return {Result::kDiscarded,
              "Ruleset " + name + " lets the message in and has it thrown away." + why};
    case CheckVerdict::Kind::kQuarantine:
      return {Result::kQuarantined, "Ruleset " + name + " lets the message in and has it held in " +
                                        "the queue, for the reason " + quoted(verdict.reason) +
                                        "." + why};
    case CheckVerdict::Kind::kValue:
      return {Result::kAccepted,
              "Ruleset " + name + " answers " + quoted(verdict.reason) + "." + why};
    case CheckVerdict::Kind::kAccept:
      break;
  }
  if (recording.calls.empty()) {
    return {Result::kAccepted, "Ruleset " + name + " does not exist: nothing is refused."};
  }
  return {Result::kAccepted, "Ruleset " + name + " accepts: its result, " +
                                 quoted(joined(recording.calls.back().output)) +
                                 ", is no refusal." + why + failed_lookups(recording)};
}

Conclusion Narrator::of_reply(std::string_view command, std::string_view reply,
                              const Recording& recording) const {
  const std::string answered = std::string(command) + " is answered with " + quoted(reply) + ".";
  const Call* const refusing = refusing_call(recording);
  const char kind = reply.empty() ? '2' : reply.front();
  if (kind == '2' || kind == '3') {
    if (refusing == nullptr) return {Result::kAccepted, answered};
    const bool is_discarded = refusing->output.size() > 1 && refusing->output[1].text == "discard";
    return {is_discarded ? Result::kDiscarded : Result::kRefused,
            answered +
                (is_discarded ? " But the message is thrown away."
                              : " But ruleset " + refusing->ruleset +
                                    " refuses: commands that matter will be answered so.") +
                reason(recording, refusing)};
  }
  const bool is_unasked = refusing == nullptr && !recording.calls.empty();
  return {kind == '4' ? Result::kDeferred : Result::kRefused,
          answered + (is_unasked ? " No ruleset refuses it: the address itself does not work." : "") +
              reason(recording, refusing) + failed_lookups(recording) +
              unanswered_lookups(recording)};
}

Conclusion Narrator::of_rewriting(std::string_view address, std::string_view mailer,
                                  const RewrittenAddress& result,
                                  const Recording& recording) const {
  std::string words = "For mailer " + std::string(mailer) + ", " + base::printable(address) +
                      (result.text == address ? " stays as it is." : " is written " +
                                                                        quoted(result.text) + ".");
  if (result.status == base::ExitCode::kTemporaryFailure) {
    return {Result::kDeferred, words + " A map could not be asked, so the message waits." +
                                   failed_lookups(recording)};
  }
  return {Result::kNone, words + reason(recording, deciding_call(recording))};
}

Conclusion Narrator::of_rulesets(std::string_view address,
                                 std::span<const address::Token> workspace, base::ExitCode status,
                                 const Recording& recording) const {
  if (recording.calls.empty()) return {};
  const std::string& last = recording.calls.back().ruleset;
  if (is_check(last)) return of_check(last, verdict_of(workspace, status), recording);
  if (status == base::ExitCode::kTemporaryFailure) {
    return {Result::kDeferred,
            "Deferred: a map could not be asked." + failed_lookups(recording)};
  }
  const auto triple = split_triple(workspace, configuration_.blank_substitute());
  if (!triple) {
    return {Result::kNone, "Ruleset " + last + " returns " +
                               quoted(joined(recording.calls.back().output)) + "." +
                               reason(recording, &recording.calls.back())};
  }
  Resolution resolution;
  resolution.is_parsed = true;
  resolution.host = triple->host;
  resolution.user = triple->user;
  resolution.mailer = configuration_.find_mailer(triple->mailer);
  if (base::equals_ignoring_case(triple->mailer, "error")) {
    const auto plain = split_triple(workspace, ' ');
    resolution.error = parse_error(plain->host, plain->user, "5.3.0", 553);
  } else if (resolution.mailer == nullptr) {
    resolution.error = ReplyError{554, "5.3.5", "Local configuration error: unknown mailer " +
                                                    base::printable(triple->mailer),
                                  base::ExitCode::kConfiguration};
  }
  return of_resolution(address, resolution, recording);
}

}  // namespace sendwright::rules::explain
