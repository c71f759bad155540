#include "rules/lint/relay_check.hh"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "rules/hook_table.hh"
#include "rules/lint/relay_cause.hh"
#include "rules/lint/relay_probe.hh"
#include "rules/lint/relay_session.hh"

namespace sendwright::rules::lint {
namespace {

using Kind = RelayOutcome::Kind;

// What an attempt differs in from the plainest one; decides what is said about it.
enum class Angle { kForm, kClient, kNetwork, kSender, kDomain, kExchanger };

struct Passage {
  RelayAttempt attempt;
  RelayOutcome outcome;
  RelayCause cause;
  Angle angle;
  std::string label;                // this way in a word
  std::vector<std::string> others;  // further ways through the same rule
};

std::string advice(const Passage& passage) {
  switch (passage.angle) {
    case Angle::kNetwork:
      return "name only networks of yours";
    case Angle::kSender:
      return "anyone can write any sender: take out FEATURE(relay_local_from) or "
             "FEATURE(relay_mail_from), and let clients prove who they are with SMTP AUTH";
    case Angle::kDomain:
      return "relay only for domains that are yours";
    case Angle::kExchanger:
      return "whoever owns a domain can name this host in it: list the domains in class R instead "
             "of FEATURE(relay_based_on_MX)";
    case Angle::kClient:
      return "relay only for clients that are yours, by their addresses; anyone can have a name in "
             "a "
             "public domain, or claim any";
    case Angle::kForm:
      break;
  }
  return "anyone can send mail through this host: take out what allows it";
}

std::string described(const Passage& passage) {
  const RelayAttempt& attempt = passage.attempt;
  const bool is_relayed = passage.outcome.kind == Kind::kRelayed;
  std::string text = is_relayed ? "open relay: " : "another host may relay this: ";
  text += "client " + attempt.client.what + " may send from " + attempt.sender.address + " to " +
          attempt.recipient.address + " (" + attempt.recipient.form + "), mailer " +
          passage.outcome.mailer;
  if (!passage.outcome.host.empty()) text += " host " + passage.outcome.host;
  if (!passage.outcome.user.empty()) text += " user " + passage.outcome.user;
  if (passage.cause.where.line == 0) {
    text += ", since no rule of check_rcpt refuses it";
  } else {
    text +=
        ", let through by rule \"" + passage.cause.rule + "\" of ruleset " + passage.cause.ruleset;
  }
  if (!passage.cause.evidence.empty()) text += " because " + passage.cause.evidence;
  if (!passage.others.empty()) {
    constexpr std::size_t kShown = 4;
    text += "; the same lets through: ";
    for (std::size_t i = 0; i < std::min(kShown, passage.others.size()); ++i)
      text += (i == 0 ? "" : ", ") + passage.others[i];
    if (passage.others.size() > kShown) {
      text += " and " + std::to_string(passage.others.size() - kShown) + " more";
    }
  }
  return text + "; " + advice(passage);
}

class RelayCheck {
 public:
  explicit RelayCheck(const RelayWorld& world)
      : world_(world), configuration_(world.engine.configuration()) {}

  // The plainest attempt first: if that passes, everything does, and one finding says it all.
  void run() {
    const ProbeRecipient plain = plain_recipient(kProbeDomain);
    if (world_.has_our_mx) {
      attempt({nameless_client(), foreign_sender(), plain}, Angle::kExchanger, "");
      return;
    }
    for (const ProbeRecipient& recipient : probe_recipients(configuration_)) {
      attempt({nameless_client(), foreign_sender(), recipient}, Angle::kForm, recipient.form);
    }
    if (is_wide_open()) return;
    for (const ProbeRecipient& recipient : probe_recipients(configuration_))
      attempt({nameless_client(), {"no address", "<>"}, recipient}, Angle::kForm, recipient.form);
    if (is_wide_open()) return;
    try_domains();
    for (const ProbeSender& sender : probe_senders(configuration_))
      attempt({nameless_client(), sender, plain}, Angle::kSender, "sender " + sender.address);
    for (const ProbeClient& client : probe_clients(configuration_)) {
      attempt({client, foreign_sender(), plain}, Angle::kClient, "client " + client.what);
      attempt({client, {"no address", "<>"}, plain}, Angle::kClient, "client " + client.what);
    }
    for (const ProbeClient& client : wide_networks()) {
      attempt({client, {"no address", "<>"}, plain}, Angle::kNetwork, client.what);
    }
  }

  [[nodiscard]] const std::vector<Passage>& passages() const { return passages_; }
  [[nodiscard]] std::size_t attempts() const { return attempts_; }
  // Anyone can send anything anywhere.
  [[nodiscard]] bool is_wide_open() const {
    return std::ranges::any_of(passages_, [](const Passage& passage) {
      return passage.angle == Angle::kForm && passage.attempt.recipient.form == "plain address" &&
             passage.outcome.kind == Kind::kRelayed;
    });
  }

 private:
  void try_domains() {
    for (const std::string& domain : top_domains(configuration_)) {
      const ProbeRecipient recipient = plain_recipient("relay-probe." + domain);
      attempt({nameless_client(), foreign_sender(), recipient}, Angle::kDomain,
              "to " + recipient.address);
      attempt({nameless_client(), {"no address", "<>"}, recipient}, Angle::kDomain,
              "to " + recipient.address);
    }
  }

  void attempt(const RelayAttempt& attempt, Angle angle, const std::string& label) {
    ++attempts_;
    const RelayOutcome outcome = attempt_relay(world_.engine, attempt);
    if (outcome.kind != Kind::kRelayed && outcome.kind != Kind::kPassedOn) return;
    const RelayCause cause = find_relay_cause(world_.engine, attempt);
    const auto same = std::ranges::find_if(passages_, [&](const Passage& other) {
      return other.cause.where.line == cause.where.line && other.outcome.kind == outcome.kind &&
             other.cause.evidence == cause.evidence;
    });
    if (same == passages_.end()) {
      passages_.push_back({attempt, outcome, cause, angle, label, {}});
    } else if (same->label != label &&
               std::ranges::find(same->others, label) == same->others.end()) {
      same->others.push_back(label);
    }
  }

  const RelayWorld& world_;
  const config::Configuration& configuration_;
  std::vector<Passage> passages_;
  std::size_t attempts_ = 0;
};

// The first rule of check_rcpt, or the file if it has no such ruleset.
config::SourceLine place_of_check(const config::Configuration& configuration) {
  const std::optional<int> number = configuration.find_ruleset(name_of(Hook::kCheckRcpt));
  if (number) {
    const auto& rules = configuration.rulesets[static_cast<std::size_t>(*number)].rules;
    if (!rules.empty()) return configuration.place_of(rules.front().line);
  }
  return configuration.place_of(0);
}

void report(const Passage& passage, const config::Configuration& configuration,
            Findings& findings) {
  const config::SourceLine where =
      passage.cause.where.line == 0 ? place_of_check(configuration) : passage.cause.where;
  if (passage.outcome.kind == Kind::kPassedOn) {
    findings.note(where, described(passage));
  } else if (passage.angle == Angle::kExchanger) {
    findings.warning(where, described(passage));
  } else {
    findings.error(where, described(passage));
  }
}

}  // namespace

std::size_t check_relay(std::span<const RelayWorld> worlds, Findings& findings) {
  std::size_t attempts = 0;
  std::vector<std::pair<int, std::string>> told;  // line and evidence
  for (const RelayWorld& world : worlds) {
    RelayCheck check(world);
    check.run();
    attempts += check.attempts();
    for (const Passage& passage : check.passages()) {
      const std::pair key{passage.cause.where.line, passage.cause.evidence};
      if (std::ranges::find(told, key) != told.end()) continue;
      told.push_back(key);
      report(passage, world.engine.configuration(), findings);
    }
    if (check.is_wide_open()) break;  // nothing can be added to that
  }
  return attempts;
}

}  // namespace sendwright::rules::lint
