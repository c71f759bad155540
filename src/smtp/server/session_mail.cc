// A session's messages: MAIL, RCPT, DATA, and what happens until the 250 after the dot.
#include <algorithm>

#include "base/strings.hh"
#include "smtp/server/session.hh"

namespace sendwright::smtp::server {
namespace {

// Blocks of the queue's file system, as MinFreeBlocks counts them.
constexpr long long kBlockOctets = 1024;

Reply no_space() { return {452, "4.4.5", "Insufficient disk space; try again later"}; }

std::string deliver_by_record(const std::optional<DeliverBy>& by) {
  if (!by) return {};
  return std::to_string(by->seconds) + ';' + by->mode + (by->has_trace ? "T" : "");
}

}  // namespace

std::optional<Reply> Session::begin_transaction(long declared_size) {
  auto transaction = std::make_unique<Transaction>();
  transaction->declared_size = declared_size;
  std::optional<Reply> failure;
  waiter_.run_blocking([&] {
    const long long needed = options().min_free_blocks * kBlockOctets;
    if (needed > 0 || declared_size > 0) {
      const auto free = services_.queue.free_octets();
      if (free && *free < needed + declared_size) {
        failure = no_space();
        return;
      }
    }
    auto message = services_.queue.begin();
    if (message) {
      transaction->message = std::move(*message);
      return;
    }
    base::log(0, base::LogPriority::kCritical, "NOQUEUE", "cannot begin a message: " + message.error().message);
    failure = Reply(451, "4.3.0", "Temporary system failure. Please try again later.");
  });
  if (failure) return failure;
  transaction_ = std::move(transaction);
  macros_.begin_transaction(transaction_->queue_id());
  if (!engine_->did_greet()) macros_.set_for_transaction("s", setup_.client.name);
  return std::nullopt;
}

void Session::handle(MailEvent& event) {
  MailCommand& command = event.command;
  if (const auto failure = begin_transaction(command.size)) return engine_->answer(*failure);
  macros_.set_mail(command, without_brackets(command.address));
  const SenderVerdict verdict = policy_->mail(command);
  transaction_->sender_as_typed = command.address;
  if (!apply(verdict, "check_mail", command.address)) {
    transaction_->declared_size = -1;
    end_transaction();
    return engine_->answer(verdict.reply);
  }
  queue::Envelope& envelope = transaction_->envelope;
  envelope.sender = verdict.sender;
  macros_.set_for_transaction("f", verdict.sender);
  envelope.body_type = command.body;
  envelope.return_content = command.return_content;
  envelope.envelope_id = command.envelope_id.value_or("");
  envelope.auth_identity = command.auth_identity.value_or("");
  envelope.deliver_by = deliver_by_record(command.deliver_by);
  envelope.is_body_not_returned = options().privacy_options.has(config::Privacy::kNoBodyReturn);
  if (connection_verdict_) (void)apply(*connection_verdict_, "check_relay", setup_.client.name);
  engine_->accept_mail(command.address);
}

bool Session::apply(const Verdict& verdict, std::string_view ruleset, std::string_view argument) {
  const std::string where = "ruleset=" + std::string(ruleset) + ", arg1=" + base::printable(argument) +
                            ", relay=" + setup_.client.shown();
  switch (verdict.kind) {
    case Verdict::Kind::kAccept:
      return true;
    case Verdict::Kind::kReject:
      if (verdict.is_about_address) {
        log(5, base::LogPriority::kInfo, verdict.reply.lines.front());
        return false;
      }
      log(5, base::LogPriority::kNotice, where + ", reject=" + verdict.reply.one_line());
      return false;
    case Verdict::Kind::kDiscard:
      log(5, base::LogPriority::kNotice, where + ", discard");
      transaction_->is_discarded = true;
      return true;
    case Verdict::Kind::kQuarantine:
      log(5, base::LogPriority::kNotice, where + ", quarantine=" + verdict.reason);
      transaction_->envelope.quarantine_reason = verdict.reason;
      return true;
  }
  return true;
}

void Session::handle(RcptEvent& event) {
  const RcptCommand& command = event.command;
  macros_.set_recipient_counts(engine_->accepted_recipients(), engine_->bad_recipients());
  if (!command.notify_text.empty()) macros_.set_for_transaction("dsn_notify", command.notify_text);
  const RecipientVerdict verdict = policy_->recipient(command, transaction_->is_discarded);
  if (!apply(verdict, "check_rcpt", command.address)) return engine_->refuse_recipient(verdict.reply);
  const std::string_view text = verdict.will_queue ? "Recipient ok (will queue)" : "Recipient ok";
  auto& seen = transaction_->recipients;
  const auto same = std::ranges::find(seen, verdict.same_as, &Transaction::SeenRecipient::same_as);
  if (same != seen.end()) return engine_->accept_recipient(same->as_typed, text);
  seen.push_back({verdict.same_as, command.address});
  queue::Recipient recipient;
  recipient.address = verdict.address;
  recipient.final_recipient = std::string(without_brackets(command.address));
  recipient.original_recipient = command.original_recipient;
  recipient.notify = command.notify;
  transaction_->envelope.recipients.push_back(std::move(recipient));
  engine_->accept_recipient(command.address, text);
}

void Session::handle(const DataEvent&) {
  const long count = engine_->accepted_recipients();
  const Verdict verdict = policy_->data(count);
  if (!apply(verdict, "check_data", std::to_string(count))) return engine_->answer(verdict.reply);
  const auto limit = static_cast<size_t>(std::max<std::int64_t>(options().max_headers_length, 0));
  transaction_->header.emplace(message::HeaderLimits{limit});
  engine_->accept_data(engine_->has_pending_input() || stream_.has_input());
}

void Session::handle(const BodyEvent& event) {
  Transaction& transaction = *transaction_;
  transaction.size_octets += event.octets.size();
  const auto limit = static_cast<size_t>(options().max_message_size);
  if (limit > 0 && transaction.size_octets > limit) {
    reject_message({552, "5.2.3", "Message exceeds maximum fixed size (" + std::to_string(limit) + ")"});
  }
  if (transaction.rejection) return;
  std::string_view rest = event.octets;
  if (!transaction.header->is_done()) {
    rest.remove_prefix(transaction.header->feed(rest));
    if (transaction.header->is_too_long()) {
      return reject_message({552, "5.6.0", "Headers too large (" +
                                               std::to_string(options().max_headers_length) + " max)"});
    }
    if (!transaction.header->is_done()) return;
    judge_header();
  }
  if (transaction.rejection) return;
  transaction.body += rest;
  if (transaction.body.size() >= kBodyChunkOctets) keep_body();
}

void Session::judge_header() {
  Transaction& transaction = *transaction_;
  transaction.is_header_judged = true;
  transaction.body = transaction.header->body_start();
  size_t octets = 1;  // the empty line after it counts
  for (const message::HeaderField& field : transaction.header->headers().fields()) {
    octets += field.name.size() + field.value.size() + 2;
    const Verdict verdict = policy_->header(field);
    if (!apply(verdict, "header", field.name)) return reject_message(verdict.reply);
  }
  const size_t count = transaction.header->headers().fields().size();
  const Verdict verdict = policy_->end_of_header(count, octets);
  if (!apply(verdict, "check_eoh", std::to_string(count))) reject_message(verdict.reply);
}

// The rest of a message that is refused is read and dropped.
void Session::reject_message(Reply reply) {
  if (!transaction_->rejection) transaction_->rejection = std::move(reply);
  std::string().swap(transaction_->body);
}

void Session::note_8bit_body() {
  bool& is_8bit = transaction_->envelope.has_8bit_body;
  is_8bit = is_8bit || std::ranges::any_of(transaction_->body, [](char c) {
    return static_cast<unsigned char>(c) >= 0x80;
  });
}

void Session::keep_body() {
  Transaction& transaction = *transaction_;
  note_8bit_body();
  base::Result<void> written;
  waiter_.run_blocking([&] { written = transaction.message->write_body(transaction.body); });
  transaction.body.clear();
  if (written) return;
  log(0, base::LogPriority::kCritical, "collect: " + written.error().message);
  reject_message(no_space());
}

void Session::handle(const BodyEndEvent& event) {
  Transaction& transaction = *transaction_;
  transaction.header->finish();
  if (!transaction.is_header_judged && !transaction.rejection) judge_header();
  if (event.has_nul && options().reject_nul) reject_message({554, "", "NUL byte not allowed"});
  if (!transaction.rejection) {
    const Verdict verdict = policy_->end_of_message(transaction.size_octets);
    if (!apply(verdict, "check_eom", std::to_string(transaction.size_octets))) {
      reject_message(verdict.reply);
    }
  }
  const Reply reply = transaction.rejection ? *transaction.rejection : accept_message();
  end_transaction();
  engine_->end_message(reply);
}

Reply Session::accept_message() {
  Transaction& transaction = *transaction_;
  const Reply accepted(250, "2.0.0", transaction.queue_id() + " Message accepted for delivery");
  if (transaction.is_discarded) {
    log(5, base::LogPriority::kInfo, "discarded");
    return accepted;
  }
  std::string warning;
  if (!engine_->did_greet() && options().privacy_options.has(config::Privacy::kAuthWarnings)) {
    warning = macros_.get("j") + ": " + setup_.client.shown() +
              " didn't use HELO protocol";
  }
  complete_envelope(transaction, {services_.configuration, macros_.scope(), warning});
  queue::Envelope& envelope = transaction.envelope;
  if (const Verdict verdict = policy_->add_copies(envelope);
      !apply(verdict, "bcc", std::to_string(envelope.recipients.size()))) {
    return verdict.reply;
  }
  note_8bit_body();
  base::Result<void> stored;
  waiter_.run_blocking([&] {
    if (!transaction.body.empty()) stored = transaction.message->write_body(transaction.body);
    if (stored) stored = transaction.message->commit(envelope);
  });
  if (!stored) {
    log(0, base::LogPriority::kCritical, "cannot store message: " + stored.error().message);
    return no_space();
  }
  log_sender(transaction.size_octets);
  transaction.declared_size = -1;
  if (envelope.quarantine_reason.empty()) services_.notifier.message_accepted(transaction.queue_id());
  return accepted;
}

void Session::log_sender(size_t size_octets) {
  if (!base::is_logged(4)) return;
  const Transaction& transaction = *transaction_;
  const queue::Envelope& envelope = transaction.envelope;
  std::string line = "from=<" + base::printable(envelope.sender) + ">, size=" + std::to_string(size_octets) +
                     ", class=" + std::to_string(message_class(envelope.headers, services_.configuration)) +
                     ", nrcpts=" + std::to_string(envelope.recipients.size());
  if (const auto* const id = envelope.headers.find("message-id"); id != nullptr) {
    line += ", msgid=" + base::printable(unfolded(id->value));
  }
  const std::string_view body = macros_.scope().get("bodytype");
  if (!body.empty()) line += ", bodytype=" + std::string(body);
  line += ", proto=" + std::string(macros_.scope().get("r")) + ", daemon=" + daemon_name() +
          ", relay=" + setup_.client.shown();
  if (!macros_.scope().get("auth_type").empty()) line += " (authenticated)";
  log(4, base::LogPriority::kInfo, line);
}

void Session::handle(const ResetEvent&) { end_transaction(); }

// A transaction that comes to nothing leaves its log line all the same.
void Session::end_transaction() {
  if (!transaction_) return;
  if (transaction_->declared_size >= 0 && !transaction_->is_discarded) {
    log_sender(static_cast<size_t>(transaction_->declared_size));
  }
  // Removing what was begun touches the disk.
  auto message = std::move(transaction_->message);
  transaction_.reset();
  macros_.end_transaction();
  if (message) waiter_.run_blocking([&] { message.reset(); });
}

}  // namespace sendwright::smtp::server
