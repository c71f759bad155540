#include "smtp/client/engine.hh"

#include <algorithm>
#include <utility>

#include "base/codec.hh"
#include "base/strings.hh"

namespace sendwright::smtp {
namespace {

// RCPT commands sent without waiting: few enough that neither side's buffers fill up.
constexpr std::size_t kMaxPipelined = 100;

bool is_sendable(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < ' ' || octet == 0x7f;
  });
}

std::string notify_parameter(const queue::Notify& notify) {
  std::string events;
  const auto add = [&](bool wanted, std::string_view name) {
    if (!wanted) return;
    if (!events.empty()) events += ',';
    events += name;
  };
  add(notify.on_success, "SUCCESS");
  add(notify.on_failure, "FAILURE");
  add(notify.on_delay, "DELAY");
  return " NOTIFY=" + (events.empty() ? std::string("NEVER") : events);
}

Reply local_refusal(std::string_view what) {
  return {553, "5.1.3", "Illegal character in " + std::string(what) + " address"};
}

}  // namespace

ClientEngine::ClientEngine(ClientSettings settings) : settings_(std::move(settings)) {}

std::string ClientEngine::take_output() { return std::exchange(output_, {}); }

void ClientEngine::send(std::string_view command) {
  output_ += command;
  output_ += "\r\n";
}

void ClientEngine::receive(std::string_view octets) {
  replies_.feed(octets);
  while (is_waiting()) {
    const auto reply = replies_.next();
    if (!reply) break;
    last_reply_ = *reply;
    if (last_reply_.lines.empty()) last_reply_.lines.emplace_back();
    handle(*reply);
  }
  if (replies_.is_broken()) lost();
}

void ClientEngine::lost() {
  decide_open(Stage::kConnection, Reply(), {});
  state_ = ClientState::kClosed;
}

void ClientEngine::handle(const Reply& reply) {
  switch (state_) {
    case ClientState::kGreeting:
      return handle_greeting(reply);
    case ClientState::kHello:
      return handle_hello(reply);
    case ClientState::kStartTls:
      state_ = reply.code == 220 ? ClientState::kHandshake : ClientState::kReady;
      break;
    case ClientState::kAuthenticate:
      state_ = reply.code == 334 ? ClientState::kChallenge : ClientState::kReady;
      break;
    case ClientState::kMail:
      return handle_mail(reply);
    case ClientState::kRecipients:
      return handle_recipient(reply);
    case ClientState::kData:
      return handle_data(reply);
    case ClientState::kFinal:
      return handle_final(reply);
    case ClientState::kReset:
      state_ = reply.is_positive() ? ClientState::kReady : ClientState::kClosed;
      break;
    default:
      state_ = ClientState::kClosed;
  }
  if (reply.closes_connection()) state_ = ClientState::kClosed;
}

void ClientEngine::handle_greeting(const Reply& reply) {
  greeting_ = reply;
  if (reply.code != 220) {
    state_ = ClientState::kClosed;
    return;
  }
  const bool says_esmtp = !reply.lines.empty() &&
                          base::find_ignoring_case(reply.lines.front(), "ESMTP") != std::string::npos;
  if (settings_.is_lmtp) {
    say_hello("LHLO");
  } else if (!settings_.never_says_ehlo && (settings_.says_ehlo_first || says_esmtp)) {
    say_hello("EHLO");
  } else {
    say_hello("HELO");
  }
}

void ClientEngine::say_hello(std::string_view verb) {
  hello_verb_ = verb;
  send(hello_verb_ + ' ' + settings_.name);
  state_ = ClientState::kHello;
}

void ClientEngine::handle_hello(const Reply& reply) {
  if (reply.is_positive()) {
    speaks_esmtp_ = hello_verb_ != "HELO";
    extensions_ = {};
    const auto words = reply.lines.empty() ? std::vector<std::string_view>()
                                           : base::split_words(reply.lines.front());
    server_name_ = words.empty() ? std::string() : std::string(words.front());
    if (speaks_esmtp_) read_extensions(reply);
    state_ = ClientState::kReady;
  } else if (reply.is_permanent() && hello_verb_ == "EHLO") {
    say_hello("HELO");
  } else {
    state_ = ClientState::kClosed;
  }
}

void ClientEngine::read_extensions(const Reply& reply) {
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    std::string line = base::to_upper(reply.lines[i]);
    // `AUTH=LOGIN` is an old form of the same.
    if (line.starts_with("AUTH=")) line[4] = ' ';
    const auto words = base::split_words(line);
    if (words.empty()) continue;
    if (words[0] == "PIPELINING") extensions_.pipelining = true;
    if (words[0] == "8BITMIME") extensions_.eight_bit_mime = true;
    if (words[0] == "DSN") extensions_.dsn = true;
    if (words[0] == "STARTTLS") extensions_.starttls = true;
    if (words[0] == "ENHANCEDSTATUSCODES") extensions_.enhanced_status = true;
    if (words[0] == "SIZE") {
      extensions_.size = true;
      const auto limit = words.size() > 1 ? base::parse_integer(words[1]) : std::nullopt;
      if (limit && *limit > 0) extensions_.max_size_octets = static_cast<long>(*limit);
    }
    if (words[0] == "AUTH") {
      for (std::size_t w = 1; w < words.size(); ++w) extensions_.mechanisms.emplace_back(words[w]);
    }
  }
}

void ClientEngine::start_tls() {
  send("STARTTLS");
  state_ = ClientState::kStartTls;
}

void ClientEngine::tls_started() {
  replies_.reset();
  extensions_ = {};
  say_hello(hello_verb_);
}

void ClientEngine::authenticate(std::string_view mechanism, std::string_view initial_response) {
  std::string command = "AUTH " + std::string(mechanism);
  if (!initial_response.empty()) command += ' ' + std::string(initial_response);
  send(command);
  state_ = ClientState::kAuthenticate;
}

void ClientEngine::respond(std::string_view base64) {
  send(base64);
  state_ = ClientState::kAuthenticate;
}

void ClientEngine::cancel_authentication() { respond("*"); }

std::string ClientEngine::mail_parameters() const {
  std::string text;
  if (!speaks_esmtp_) return text;
  const Transaction& t = transaction_;
  if (extensions_.size && t.size_octets > 0) text += " SIZE=" + std::to_string(t.size_octets);
  if (extensions_.eight_bit_mime && t.is_8bit) text += " BODY=8BITMIME";
  if (extensions_.dsn && !t.envelope_id.empty()) {
    text += " ENVID=" + base::encode_xtext(t.envelope_id);
  }
  if (extensions_.dsn && t.return_content != queue::ReturnContent::kUnspecified) {
    text += t.return_content == queue::ReturnContent::kFull ? " RET=FULL" : " RET=HDRS";
  }
  if (!extensions_.mechanisms.empty() && !t.auth_identity.empty()) {
    text += " AUTH=" + (t.auth_identity == "<>" ? t.auth_identity
                                                : base::encode_xtext(t.auth_identity));
  }
  return text;
}

void ClientEngine::begin(Transaction transaction) {
  transaction_ = std::move(transaction);
  outcomes_.assign(transaction_.recipients.size(), {});
  asked_.clear();
  unanswered_.clear();
  next_recipient_ = 0;
  is_data_sent_ = false;
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    if (is_sendable(transaction_.recipients[i].address)) continue;
    outcomes_[i] = {Stage::kRecipient, local_refusal("recipient"), {}};
  }
  mail_command_ = "MAIL From:<" + transaction_.sender + '>' + mail_parameters();
  if (!is_sendable(mail_command_)) {
    decide_open(Stage::kMail, local_refusal("sender"), {});
  }
  if (!any_open()) {
    state_ = ClientState::kReady;
    return;
  }
  send(mail_command_);
  state_ = ClientState::kMail;
}

void ClientEngine::handle_mail(const Reply& reply) {
  if (!reply.is_positive()) {
    decide_open(Stage::kMail, reply, mail_command_);
    state_ = reply.closes_connection() ? ClientState::kClosed : ClientState::kReady;
    return;
  }
  state_ = ClientState::kRecipients;
  send_recipients();
}

std::string ClientEngine::recipient_command(const TransactionRecipient& recipient) const {
  std::string command = "RCPT To:<" + recipient.address + '>';
  if (!extensions_.dsn) return command;
  if (recipient.notify.is_given) command += notify_parameter(recipient.notify);
  const auto semicolon = recipient.original_recipient.find(';');
  if (semicolon != std::string::npos) {
    command += " ORCPT=" + recipient.original_recipient.substr(0, semicolon + 1) +
               base::encode_xtext(recipient.original_recipient.substr(semicolon + 1));
  }
  return command;
}

// Sends what may be sent now: one RCPT, or with PIPELINING a batch, and DATA behind the last.
void ClientEngine::send_recipients() {
  const std::size_t batch = extensions_.pipelining ? kMaxPipelined : 1;
  for (; next_recipient_ < outcomes_.size() && asked_.size() < batch; ++next_recipient_) {
    if (outcomes_[next_recipient_].stage != Stage::kNone) continue;
    outcomes_[next_recipient_].command =
        recipient_command(transaction_.recipients[next_recipient_]);
    send(outcomes_[next_recipient_].command);
    asked_.push_back(next_recipient_);
  }
  while (next_recipient_ < outcomes_.size() &&
         outcomes_[next_recipient_].stage != Stage::kNone) {
    ++next_recipient_;
  }
  if (extensions_.pipelining && next_recipient_ == outcomes_.size() && !is_data_sent_) {
    send("DATA");
    is_data_sent_ = true;
  }
}

void ClientEngine::handle_recipient(const Reply& reply) {
  const std::size_t index = asked_.front();
  asked_.pop_front();
  if (reply.is_positive()) {
    unanswered_.push_back(index);
  } else {
    outcomes_[index].stage = Stage::kRecipient;
    outcomes_[index].reply = reply;
  }
  if (reply.closes_connection()) {
    decide_open(Stage::kRecipient, reply, outcomes_[index].command);
    state_ = ClientState::kClosed;
    return;
  }
  if (asked_.empty() && next_recipient_ < outcomes_.size()) send_recipients();
  if (asked_.empty() && next_recipient_ == outcomes_.size()) after_recipients();
}

void ClientEngine::after_recipients() {
  if (is_data_sent_) {
    state_ = ClientState::kData;
  } else if (unanswered_.empty()) {
    reset();
  } else {
    send("DATA");
    is_data_sent_ = true;
    state_ = ClientState::kData;
  }
}

void ClientEngine::handle_data(const Reply& reply) {
  if (reply.code == 354) {
    state_ = ClientState::kBody;
    // All recipients were refused, and the server took DATA all the same: an empty message.
    if (unanswered_.empty()) body_sent();
    return;
  }
  const bool has_accepted = !unanswered_.empty();
  decide_open(Stage::kData, reply, "DATA");
  if (reply.closes_connection()) {
    state_ = ClientState::kClosed;
  } else if (!has_accepted) {
    reset();
  } else {
    state_ = ClientState::kReady;
  }
}

void ClientEngine::body_sent() {
  send(".");
  state_ = ClientState::kFinal;
}

void ClientEngine::handle_final(const Reply& reply) {
  if (settings_.is_lmtp && !unanswered_.empty()) {
    outcomes_[unanswered_.front()].stage = Stage::kFinal;
    outcomes_[unanswered_.front()].reply = reply;
    unanswered_.pop_front();
    if (!unanswered_.empty() && !reply.closes_connection()) return;
  } else {
    for (const std::size_t index : unanswered_) {
      outcomes_[index].stage = Stage::kFinal;
      outcomes_[index].reply = reply;
    }
  }
  decide_open(Stage::kFinal, reply, {});
  state_ = reply.closes_connection() ? ClientState::kClosed : ClientState::kReady;
}

void ClientEngine::decide_open(Stage stage, const Reply& reply, const std::string& command) {
  for (RecipientOutcome& outcome : outcomes_) {
    if (outcome.stage != Stage::kNone) continue;
    outcome.stage = stage;
    outcome.reply = reply;
    if (!command.empty()) outcome.command = command;
  }
  unanswered_.clear();
  asked_.clear();
}

bool ClientEngine::any_open() const {
  return std::ranges::any_of(
      outcomes_, [](const RecipientOutcome& outcome) { return outcome.stage == Stage::kNone; });
}

void ClientEngine::reset() {
  send("RSET");
  state_ = ClientState::kReset;
}

void ClientEngine::quit() {
  send("QUIT");
  state_ = ClientState::kQuit;
}

}  // namespace sendwright::smtp
