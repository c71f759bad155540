#include "modes/session_rehearsal.hh"

#include <algorithm>
#include <ostream>

#include "base/strings.hh"
#include "modes/rehearsal_dialogue.hh"
#include "modes/rehearsal_request.hh"
#include "rules/explain/explainer.hh"
#include "rules/resolve.hh"
#include "smtp/server/ruleset_policy.hh"

namespace sendwright::modes {
namespace {

using rules::explain::Conclusion;
using rules::explain::Explainer;
using rules::explain::Recording;
using rules::explain::Result;
using smtp::server::ClientIdentity;
using smtp::server::Resolved;

std::string bracketed(const std::string& address) {
  return address.starts_with('<') ? address : '<' + address + '>';
}

// Of a reply of several lines the first says it all: the others are keywords of EHLO.
std::string first_line(std::string reply) {
  reply.resize(std::min(reply.find('\n'), reply.size()));
  if (reply.size() > 3) reply[3] = ' ';
  return reply;
}

bool is_positive(const std::string& reply) {
  return reply.starts_with('2') || reply.starts_with('3');
}

config::PortOptions find_port(const config::Options& options, const std::string& name) {
  for (const config::PortOptions& port : options.daemon_port_options) {
    if (name.empty() || base::equals_ignoring_case(port.name, name)) return port;
  }
  config::PortOptions standard;
  standard.name = name.empty() ? "MTA" : name;
  return standard;
}

ClientIdentity client_of(const RehearsalRequest& request, dns::HostLookup& hosts,
                         bool is_compressed, base::Waiter& waiter) {
  const smtp::server::SocketAddress peer{.ip = request.client, .port = 0};
  if (!request.name) return identify_client(peer, &hosts, is_compressed, waiter);
  ClientIdentity client = identify_client(peer, nullptr, is_compressed, waiter);
  if (request.name->empty()) return client;
  client.ptr = *request.name;
  client.resolved = request.resolved;
  if (client.resolved == Resolved::kOk) client.name = *request.name;
  return client;
}

// One session from the first line to the verdict.
class Rehearsal {
 public:
  Rehearsal(RehearsalDialogue& dialogue, Explainer* explainer, std::ostream& output)
      : dialogue_(dialogue), explainer_(explainer), output_(output) {}

  void connect() {
    const std::string reply = dialogue_.connect();
    if (dialogue_.pause().count() > 0) {
      tell("greet_pause: the client has to wait " + std::to_string(dialogue_.pause().count()) +
           " ms for the greeting");
    }
    close_step("connection", reply);
  }

  // False: the session need not go on.
  bool say(const std::string& line) {
    if (!is_positive(reply_)) return false;
    close_step(line, dialogue_.say(line));
    return is_positive(reply_);
  }

  // Something that changes the session without a reply of its own.
  template <typename Act>
  void change(const std::string& heading, Act act) {
    act();
    close_step(heading, "");
  }

  [[nodiscard]] const std::string& reply() const { return reply_; }
  [[nodiscard]] const std::string& step() const { return step_; }
  [[nodiscard]] const Conclusion& conclusion() const { return conclusion_; }

 private:
  void tell(const std::string& text) {
    if (explainer_ == nullptr) {
      output_ << text << '\n';
    } else {
      explainer_->note(text);
    }
  }

  void close_step(const std::string& heading, const std::string& reply) {
    for (const std::string& note : dialogue_.take_notes()) tell(base::printable(note));
    if (!reply.empty()) {
      step_ = heading;
      reply_ = first_line(reply);
    }
    if (explainer_ == nullptr) {
      output_ << ">>> " << base::printable(heading) << '\n';
      if (!reply.empty()) output_ << "<<< " << base::printable(reply_) << '\n';
      return;
    }
    explainer_->end_part(base::printable(heading), [&](const Recording& recording) {
      if (reply.empty()) return Conclusion{};
      conclusion_ = explainer_->narrator().of_reply(heading, reply_, recording);
      // What was refused at the connection comes to light at a later command.
      const bool is_late = !is_positive(reply_) && recording.calls.empty();
      if (is_late && !standing_.empty()) {
        conclusion_.words += " That was decided earlier: " + standing_;
      } else if (is_positive(reply_) && conclusion_.result == Result::kRefused) {
        standing_ = conclusion_.words;
      }
      return conclusion_;
    });
  }

  RehearsalDialogue& dialogue_;
  Explainer* explainer_;
  std::ostream& output_;
  std::string reply_;
  std::string step_;
  std::string standing_;  // the words about a refusal that holds for all commands
  Conclusion conclusion_;
};

void act_out(const RehearsalRequest& request, Rehearsal& rehearsal, RehearsalDialogue& dialogue) {
  rehearsal.connect();
  const std::string hello = "EHLO " + request.helo;
  if (!rehearsal.say(hello)) return;
  if (!request.tls.empty()) {
    rehearsal.change("STARTTLS with {verify}=" + request.tls,
                     [&] { dialogue.start_tls(request.tls); });
    if (!rehearsal.say(hello)) return;
  }
  if (!request.auth.empty()) {
    rehearsal.change("AUTH as " + request.auth, [&] { dialogue.authenticate(request.auth); });
  }
  if (!rehearsal.say("MAIL FROM:" + bracketed(request.from)) ||
      !rehearsal.say("RCPT TO:" + bracketed(request.to)) || !rehearsal.say("DATA")) {
    return;
  }
  (void)dialogue.say("From: " + bracketed(request.from));
  (void)dialogue.say("To: " + bracketed(request.to));
  (void)dialogue.say("");
  (void)rehearsal.say(".");
}

}  // namespace

void SiteRehearsal::run(std::string_view arguments, const rules::Engine& engine,
                        rules::Trace* trace, Explainer* explainer, std::ostream& output) {
  const auto request = parse_rehearsal(arguments);
  if (!request) {
    output << "/session: " << request.error() << '\n';
    return;
  }
  const config::Configuration& configuration = engine.configuration();
  const config::Options& options = configuration.options;
  const bool is_compressed = options.use_compressed_ipv6_addresses;
  const ClientIdentity client =
      client_of(*request, site_.lookups().hosts(), is_compressed, waiter_);
  const config::PortOptions port = find_port(options, request->daemon);
  smtp::server::SessionMacros macros(configuration);
  macros.set_client(client);
  macros.set_daemon(port,
                    {.ip = dns::IpAddress::parse(port.address),
                     .port = port.port_number(25).value_or(25)},
                    is_compressed);
  macros.set_load(1, 1, 1);  // as for the first connection after a quiet time
  const routing::Router router({.engine = engine,
                                .aliases = site_.aliases(),
                                .users = site_.lookups().users(),
                                .files = files_});
  smtp::server::RulesetPolicy policy({.engine = engine, .router = router}, macros, waiter_);
  const auto report = [&](std::string_view message) {
    if (explainer == nullptr) {
      output << message << '\n';
    } else {
      explainer->note(message);
    }
  };
  policy.follow(trace, report);
  RehearsalDialogue dialogue(configuration, port, client, macros, policy);
  Rehearsal rehearsal(dialogue, explainer, output);
  act_out(*request, rehearsal, dialogue);

  const bool is_accepted = is_positive(rehearsal.reply());
  const std::string verdict =
      is_accepted ? "accepted" : "refused at " + rehearsal.step() + ": " + rehearsal.reply();
  if (explainer == nullptr) output << "Session " << base::printable(verdict) << '\n';
  Conclusion whole = rehearsal.conclusion();
  if (is_accepted) {
    rules::Evaluation evaluation(macros.scope(), waiter_);
    evaluation.trace = trace;
    evaluation.report = report;
    const rules::Resolution resolution =
        rules::resolve_recipient(engine, bracketed(request->to), evaluation);
    if (explainer != nullptr) {
      explainer->end_part("routing of " + base::printable(request->to),
                          [&](const Recording& recording) {
                            whole = explainer->narrator().of_resolution(request->to, resolution,
                                                                        recording);
                            return whole;
                          });
    } else if (resolution.mailer != nullptr) {
      output << "mailer " << resolution.mailer->name;
      if (!resolution.host.empty()) output << ", host " << resolution.host;
      output << ", user " << resolution.user << '\n';
    }
  }
  if (explainer == nullptr) return;
  whole.words = "The session of " + client.shown() + " (" + base::printable(request->helo) + ") is " +
                (is_accepted ? "accepted. " : "refused. ") + whole.words;
  output << explainer->end(std::move(whole));
}

}  // namespace sendwright::modes
