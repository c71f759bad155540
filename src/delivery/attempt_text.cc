#include "delivery/attempt_text.hh"

#include "base/strings.hh"
#include "base/time_text.hh"
#include "config/expand.hh"
#include "message/header_renderer.hh"
#include "rules/resolve.hh"

namespace sendwright::delivery {
namespace {

// Addresses of header fields, written by the mailer's rulesets.
class RulesetRewriter final : public message::AddressRewriter {
 public:
  RulesetRewriter(const rules::Engine& engine, const config::Mailer& mailer,
                  rules::Evaluation& evaluation)
      : engine_(engine), mailer_(mailer), evaluation_(evaluation) {}

  std::string rewrite(std::string_view address, message::AddressRole role) override {
    const auto direction = role == message::AddressRole::kSender ? rules::Direction::kSender
                                                                 : rules::Direction::kRecipient;
    const auto written = rules::rewrite_for_mailer(engine_, address, mailer_, direction,
                                                   rules::Part::kHeader, evaluation_);
    // A map that cannot be asked must not damage a header: the address stays as it was.
    if (written.status != base::ExitCode::kOk || written.text.empty()) return std::string(address);
    return written.text;
  }

 private:
  const rules::Engine& engine_;
  const config::Mailer& mailer_;
  rules::Evaluation& evaluation_;
};

bool speaks_smtp(const config::Mailer& mailer) { return mailer.is_ipc() || mailer.is_lmtp(); }

}  // namespace

AttemptText::AttemptText(const rules::Engine& engine, const config::Mailer& mailer,
                         const queue::DeliveryAttempt& attempt, base::TimePoint now,
                         base::Waiter& waiter)
    : engine_(engine),
      mailer_(mailer),
      attempt_(attempt),
      macros_(&engine.configuration().macros),
      evaluation_(macros_, waiter) {
  for (const auto& [name, value] : attempt.envelope.macros) macros_.set(name, value);
  macros_.set("i", attempt.envelope.queue_id);
  macros_.set("h", attempt.host);
  macros_.set("f", attempt.envelope.sender);
  macros_.set("d", base::ctime_date(now));
  macros_.set("b", base::rfc5322_date(now));
  macros_.set("t", base::compact_date(now));
  macros_.set("g", attempt.sender);
  macros_.set("g", sender());
  if (attempt.recipients.size() == 1) set_recipient(attempt.recipients.front());
}

std::string AttemptText::sender() const {
  if (!attempt_.sender.empty()) return attempt_.sender;
  // Over SMTP the null sender is <>; mailboxes and programs need a name ($n, MAILER-DAEMON).
  if (speaks_smtp(mailer_) && !mailer_.flags.has('g')) return {};
  std::string daemon = config::macro_value("n", macros_);
  return daemon.empty() ? "MAILER-DAEMON" : daemon;
}

void AttemptText::set_recipient(const queue::DeliveryRecipient& recipient) {
  macros_.set("u", recipient.user);
  macros_.set("z", recipient.home);
}

std::string AttemptText::expand(std::string_view coded) const {
  return config::expand(coded, macros_);
}

std::string AttemptText::expand_option(std::string_view text) const {
  return config::expand_source(text, macros_);
}

bool AttemptText::mentions_user(std::string_view coded) {
  // A value that no address can have shows whether the macro was looked at.
  config::MacroScope probe(&macros_);
  const std::string mark = "\x01";
  probe.set("u", mark);
  return config::expand(coded, probe).find(mark) != std::string::npos;
}

std::vector<std::string> AttemptText::arguments(
    const std::vector<const queue::DeliveryRecipient*>& recipients) {
  std::vector<std::string> words;
  for (const std::string& coded : mailer_.argv) {
    if (!mentions_user(coded)) {
      words.push_back(expand(coded));
      continue;
    }
    for (const queue::DeliveryRecipient* recipient : recipients) {
      set_recipient(*recipient);
      words.push_back(expand(coded));
    }
  }
  return words;
}

std::string AttemptText::header(const message::HeaderList& headers) {
  RulesetRewriter rewriter(engine_, mailer_, evaluation_);
  const message::RenderContext context{mailer_, macros_, rewriter,
                                       engine_.configuration().options.single_line_from_header};
  return message::render_header(headers, context) + '\n';
}

std::string AttemptText::from_line() const {
  if (mailer_.flags.has('n')) return {};
  return message::unix_from_line(engine_.configuration().options.unix_from_line, macros_);
}

}  // namespace sendwright::delivery
