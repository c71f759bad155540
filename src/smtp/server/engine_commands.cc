// The commands of the SMTP server: their order, their limits and the replies that need no decision
// from outside.
#include <algorithm>

#include "base/codec.hh"
#include "base/strings.hh"
#include "smtp/server/engine.hh"

namespace sendwright::smtp::server {
namespace {

// How much of a wrong line is quoted.
constexpr size_t kMaxQuotedOctets = 512;

std::string quoted(std::string_view line) {
  return ": \"" + base::printable(line, kMaxQuotedOctets) + '"';
}

// Commands that a rejected client gets no ordinary answer to.
bool needs_acceptance(Verb verb) {
  switch (verb) {
    case Verb::kAuth:
    case Verb::kData:
    case Verb::kEtrn:
    case Verb::kExpn:
    case Verb::kHelp:
    case Verb::kMail:
    case Verb::kRcpt:
    case Verb::kStartTls:
    case Verb::kVrfy:
      return true;
    default:
      return false;
  }
}

bool lists_word(std::string_view words, std::string_view word) {
  const auto all = base::split_words(words);
  return std::ranges::any_of(
      all, [&](std::string_view each) { return base::equals_ignoring_case(each, word); });
}

}  // namespace

void Engine::execute(std::string_view line) {
  const CommandLine command = parse_command(line);
  if (refuse_proxy(command)) return;
  is_first_command_ = false;
  if (command.verb < Verb::kNotImplemented) last_command_ = base::to_lower(command.word);
  if (is_rejected(command.verb)) return;
  switch (command.verb) {
    case Verb::kHelo: return hello(command, false);
    case Verb::kEhlo: return hello(command, true);
    case Verb::kMail: return mail(command);
    case Verb::kRcpt: return rcpt(command);
    case Verb::kData: return data();
    case Verb::kRset: return reset();
    case Verb::kNoop: return noop(command);
    case Verb::kVerb: return verbose(command);
    case Verb::kQuit:
      put({221, "2.0.0", settings_.host + " closing connection"});
      return close(true);
    case Verb::kVrfy:
    case Verb::kExpn: return verify(command);
    case Verb::kEtrn: return etrn(command);
    case Verb::kHelp: return emit(HelpEvent{command.argument});
    case Verb::kAuth: return auth(command);
    case Verb::kStartTls: return start_tls(command);
    case Verb::kNotImplemented:
      return emit(OtherEvent{
          command.text, {502, "5.5.1", "Command not implemented" + quoted(command.text)}});
    default: return unknown(command);
  }
}

bool Engine::refuse_proxy(const CommandLine& command) {
  if (command.verb != Verb::kHttp) return false;
  if (!is_first_command_ && !features_.refuses_http_always) return false;
  emit(LogEvent{5, "probable open proxy: command=" + base::printable(command.text, kMaxQuotedOctets)});
  const std::string_view why = is_first_command_ ? " Rejecting open proxy " : " HTTP command ";
  close_with({421, "4.7.0", settings_.host + std::string(why) + settings_.peer});
  return true;
}

bool Engine::is_rejected(Verb verb) {
  if (rejection_ == Rejection::kNone || !needs_acceptance(verb)) return false;
  if (verb != Verb::kHelp) did_work_ = did_work_ || verb == Verb::kMail;
  answer(rejection_reply_ ? *rejection_reply_ : Reply(550, "5.0.0", "Command rejected"));
  return true;
}

void Engine::hello(const CommandLine& command, bool is_extended) {
  count_abuse(hello_commands_, kMaxHelloCommands, is_extended ? "EHLO" : "HELO");
  end_transaction();
  if (command.argument.empty() && !features_.allows_bogus_helo) {
    return put({501, "5.0.0", base::printable(command.word) + " requires domain address"});
  }
  if (!is_valid_hello_name(command.argument)) {
    if (!features_.allows_bogus_helo) return put({501, "5.0.0", "Invalid domain name"});
    emit(LogEvent{10, "invalid domain name (" + base::printable(command.argument) + ") from " +
                          settings_.peer});
  }
  pending_hello_ = is_extended ? Hello::kEhlo : Hello::kHelo;
  emit(HelloEvent{is_extended, command.argument});
}

void Engine::mail(const CommandLine& command) {
  did_work_ = true;
  if (hello_ == Hello::kNone && features_.requires_helo_for_mail) {
    return put({503, "5.0.0", "Polite people say HELO first"});
  }
  if (features_.requires_auth && !is_authenticated_) {
    return put({530, "5.7.0", "Authentication required"});
  }
  if (has_mail_) return put({503, "5.5.0", "Sender already specified"});
  auto parsed = parse_mail(command.argument, features_.parameters);
  if (!parsed) return put(parsed.error());
  emit(MailEvent{std::move(*parsed)});
}

void Engine::rcpt(const CommandLine& command) {
  if (!has_mail_) return put({503, "5.0.0", "Need MAIL before RCPT"});
  if (settings_.max_recipients > 0 && accepted_recipients_ >= settings_.max_recipients) {
    return put({452, "4.5.3", "Too many recipients"});
  }
  const long shutdown = settings_.bad_recipient_shutdown;
  if (shutdown > 0 && accepted_recipients_ == 0 && bad_recipients_ >= shutdown) {
    return close_with(
        {421, "4.7.0", settings_.host + " Too many bad recipients; closing connection"});
  }
  const long throttle = settings_.bad_recipient_throttle;
  if (throttle > 0 && bad_recipients_ >= throttle) {
    if (bad_recipients_ == throttle) {
      emit(LogEvent{5, settings_.peer + ": Possible SMTP RCPT flood, throttling."});
    }
    emit(PauseEvent{std::chrono::seconds(1)});
  }
  auto parsed = parse_rcpt(command.argument, features_.parameters);
  if (!parsed) return refuse_recipient(parsed.error());
  emit(RcptEvent{std::move(*parsed)});
}

void Engine::data() {
  if (!has_mail_) return put({503, "5.0.0", "Need MAIL command"});
  if (accepted_recipients_ == 0) return put({503, "5.0.0", "Need RCPT (recipient)"});
  emit(DataEvent{});
}

void Engine::reset() {
  end_transaction();
  put({250, "2.0.0", "Reset state"});
}

void Engine::noop(const CommandLine& command) {
  count_abuse(noop_commands_, settings_.max_noop_commands, "NOOP");
  emit(OtherEvent{command.text, {250, "2.0.0", "OK"}});
}

void Engine::verbose(const CommandLine& command) {
  if (!features_.has_verb) {
    return emit(OtherEvent{command.text, {502, "5.7.0", "Verbose unavailable"}});
  }
  count_abuse(noop_commands_, settings_.max_noop_commands, "VERB");
  emit(OtherEvent{command.text, {250, "2.0.0", "Verbose mode"}});
}

void Engine::verify(const CommandLine& command) {
  const bool expands = command.verb == Verb::kExpn;
  did_work_ = true;
  count_abuse(verify_commands_, kMaxVerifyCommands, expands ? "EXPN" : "VRFY");
  const bool needs_helo =
      expands ? features_.requires_helo_for_expn : features_.requires_helo_for_vrfy;
  if (hello_ == Hello::kNone && needs_helo) {
    return put({503, "5.0.0", "I demand that you introduce yourself first"});
  }
  if (expands && !features_.has_expn) {
    return put({502, "5.7.0", "Sorry, we do not allow this operation"});
  }
  if (!expands && !features_.has_vrfy) {
    emit(LogEvent{6, settings_.peer + ": VRFY " + base::printable(command.argument) + " [rejected]"});
    return put({252, "2.5.2", "Cannot VRFY user; try RCPT to attempt delivery (or try finger)"});
  }
  if (command.argument.empty()) return put({501, "5.5.2", "Argument required"});
  emit(VerifyEvent{command.argument, expands});
}

void Engine::etrn(const CommandLine& command) {
  did_work_ = true;
  if (!features_.has_etrn) return put({502, "5.7.0", "Sorry, we do not allow this operation"});
  if (command.argument.empty()) return put({500, "5.5.2", "Parameter required"});
  count_abuse(etrn_commands_, kMaxEtrnCommands, "ETRN");
  emit(EtrnEvent{command.argument});
}

void Engine::start_tls(const CommandLine& command) {
  if (!command.argument.empty()) {
    return put({501, "5.5.2", "Syntax error (no parameters allowed)"});
  }
  if (is_tls_) return put({454, "4.3.3", "TLS not available after start"});
  if (!features_.has_starttls) return put({503, "5.5.0", "TLS not available"});
  if (has_mail_) return put({503, "5.5.0", "TLS not permitted during a mail transaction"});
  if (!features_.is_starttls_ready) return put({454, "4.3.3", "TLS not available after start"});
  emit(StartTlsEvent{});
}

void Engine::auth(const CommandLine& command) {
  if (!features_.has_auth || features_.auth_mechanisms.empty()) {
    return put({503, "5.3.3", "AUTH not available"});
  }
  if (is_authenticated_) return put({503, "5.5.0", "Already Authenticated"});
  if (has_mail_) return put({503, "5.5.0", "AUTH not permitted during a mail transaction"});
  const auto words = base::split_words(command.argument);
  if (words.empty()) return put({501, "5.5.2", "AUTH mechanism must be specified"});
  if (!lists_word(features_.auth_mechanisms, words[0])) {
    return put({504, "5.3.3", "AUTH mechanism " + base::printable(words[0], 64) + " not available"});
  }
  AuthEvent event{base::to_upper(words[0]), std::nullopt};
  if (words.size() > 1) {
    const auto decoded = words[1] == "=" ? std::optional<std::string>("") : base::decode_base64(words[1]);
    if (!decoded || words.size() > 2) {
      return put({501, "5.5.4", "cannot BASE64 decode '" + base::printable(words[1], 64) + "'"});
    }
    event.initial_response = *decoded;
  }
  emit(std::move(event));
}

void Engine::auth_line(std::string_view line) {
  mode_ = Mode::kCommand;
  if (line == "*") {
    emit(AuthAbortEvent{});
    return put({501, "5.0.0", "AUTH aborted"});
  }
  auto decoded = base::decode_base64(line);
  if (!decoded) {
    emit(AuthAbortEvent{});
    return put({501, "5.5.4", "cannot decode AUTH parameter " + base::printable(line, 64)});
  }
  emit(AuthResponseEvent{std::move(*decoded)});
}

void Engine::challenge(std::string_view octets) {
  put({334, "", base::encode_base64(octets)});
  mode_ = Mode::kAuth;
}

void Engine::authenticated() {
  is_authenticated_ = true;
  put({235, "2.0.0", "OK Authenticated"});
}

void Engine::unknown(const CommandLine& command) {
  if (++bad_commands_ > kMaxBadCommands) {
    emit(LogEvent{5, settings_.peer + ": possible SMTP attack: command=bad, count=" +
                         std::to_string(bad_commands_)});
    return close_with({421, "4.7.0", settings_.host + " Too many bad commands; closing connection"});
  }
  if (command.verb == Verb::kSuspicious) {
    emit(LogEvent{5, '"' + base::to_upper(command.word) + "\" command from " + settings_.peer + " (" +
                         base::printable(command.text, kMaxQuotedOctets) + ')'});
  }
  emit(OtherEvent{command.text,
                  {500, "5.5.1", "Command unrecognized" + quoted(command.text)}});
}

void Engine::count_abuse(int& counter, long limit, std::string_view name) {
  ++counter;
  if (limit <= 0 || counter < limit) return;
  if (counter == limit) {
    emit(LogEvent{5, settings_.peer + ": possible SMTP attack: command=" + std::string(name) +
                         ", count=" + std::to_string(counter)});
  }
  const long doublings = std::min<long>(counter - limit, 8);
  emit(PauseEvent{std::min(std::chrono::seconds(1L << doublings), kMaxPause)});
}

}  // namespace sendwright::smtp::server
