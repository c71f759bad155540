#include "queue/notices.hh"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/log.hh"
#include "base/strings.hh"
#include "base/time_text.hh"
#include "config/expand.hh"
#include "config/file_safety.hh"
#include "message/header_completion.hh"
#include "message/header_renderer.hh"
#include "queue/notice_text.hh"
#include "queue/queue_file.hh"
#include "queue/queue_policy.hh"

namespace sendwright::queue {
namespace {

using message::NoticeKind;
using message::ReturnedPart;

std::string macro_of(const Envelope& envelope, const std::string& name) {
  const auto found = envelope.macros.find(name);
  return found == envelope.macros.end() ? std::string() : found->second;
}

std::string summary(const NoticePlan& plan, const message::Notice& notice, const WorkList& work) {
  switch (plan.kind) {
    case NoticeKind::kDelay:
      return "sender notify: Warning: could not send message for past " +
             base::spoken_interval(notice.waited);
    case NoticeKind::kReceipt: return "DSN: Return receipt";
    default: break;
  }
  const std::string kind =
      notice.kind == NoticeKind::kPostmasterCopy ? "postmaster notify: " : "DSN: ";
  if (plan.has_expired)
    return kind + "Cannot send message for " + base::spoken_interval(notice.waited);
  return kind + base::printable(work.items[plan.items.front()].status.text);
}

// The macros that the fields of a notice are made with.
config::MacroScope notice_macros(const config::Configuration& configuration,
                                 const message::Notice& notice) {
  config::MacroScope macros(&configuration.macros);
  macros.set("i", notice.queue_id);
  macros.set("f", "");
  macros.set("g", "");
  macros.set("x", std::string(message::kNoticeSenderName));
  macros.set("s", "localhost");
  macros.set("_", "localhost");
  macros.set("a", base::rfc5322_date(notice.now));
  macros.set("b", base::rfc5322_date(notice.now));
  macros.set("d", base::ctime_date(notice.now));
  macros.set("t", base::compact_date(notice.now));
  return macros;
}

Envelope notice_envelope(const message::Notice& notice, const std::string& to,
                         const config::Configuration& configuration) {
  Envelope envelope;
  envelope.created = notice.now;
  envelope.is_notice = true;
  envelope.has_8bit_body = notice.is_original_8bit;
  envelope.macros = {{"_", "localhost"}, {"s", "localhost"}};
  Recipient recipient;
  recipient.address = to;
  recipient.final_recipient = to;
  envelope.recipients.push_back(std::move(recipient));
  envelope.headers = message::notice_headers(notice);
  const auto macros = notice_macros(configuration, notice);
  message::complete_header(envelope.headers,
                           {.definitions = configuration.headers, .macros = macros,
                            .from_line = {}, .recipients = {}});
  return envelope;
}

// ErrorHeader is text, or the name of a file with it.
std::string error_header(const config::Options& options, const config::MacroScope& macros,
                         base::Environment& environment) {
  constexpr size_t kMaxOctets = 64UL << 10;
  std::string text = options.error_header;
  if (text.starts_with('/')) {
    const base::OpenedFile file = base::open_safely(text, config::error_header_safety(options));
    text = file.problem.empty() ? environment.read_all(file.file.get(), kMaxOctets).value_or("") : "";
  }
  text = config::expand_source(text, macros);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

base::Result<void> copy_body(int body_fd, IncomingMessage& message) {
  std::array<char, 64UL << 10> buffer;
  for (;;) {
    const ssize_t count = ::read(body_fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(base::system_error("read from", "message body", errno));
    if (count == 0) return {};
    const std::string_view piece(buffer.data(), static_cast<size_t>(count));
    if (auto written = message.write_body(piece); !written) return written;
  }
}

// Whom the notice is for: the sender, or in its place the postmaster. Empty: nobody.
std::string NoticeWriter::audience(const NoticePlan& plan, const Envelope& envelope,
                                   const WorkList& work) const {
  if (!envelope.sender.empty()) return envelope.sender;
  const auto to = config::expand_source(parts_.options.double_bounce_address,
                                        parts_.configuration.macros);
  const auto is_for_postmaster = [&](size_t index) {
    const auto& record = work.items[index].record;
    return record.final_recipient == to || record.address == to;
  };
  // A notice that not even the postmaster can get ends here.
  if (to.empty() || (envelope.is_notice && std::ranges::all_of(plan.items, is_for_postmaster)))
    return {};
  return to;
}

ReturnedPart NoticeWriter::returned_part(const NoticePlan& plan, const Envelope& envelope) const {
  const bool is_header_only =
      plan.kind == NoticeKind::kReceipt || envelope.return_content == ReturnContent::kHeaders ||
      envelope.is_body_not_returned ||
      parts_.options.privacy_options.has(config::Privacy::kNoBodyReturn) ||
      message_class(envelope.headers, parts_.configuration) < 0;
  return is_header_only ? ReturnedPart::kHeader : ReturnedPart::kAll;
}

message::Notice NoticeWriter::describe(const NoticePlan& plan, const Envelope& envelope,
                                       const WorkList& work) const {
  const auto& options = parts_.options;
  config::MacroScope macros(&parts_.configuration.macros);
  for (const auto& [name, value] : envelope.macros) macros.set(name, value);
  macros.set("i", envelope.queue_id);
  macros.set("f", envelope.sender);
  macros.set("g", envelope.sender);
  message::Notice notice;
  notice.kind = plan.kind;
  notice.now = parts_.environment.now();
  notice.reporting_host = config::macro_value("j", macros);
  notice.error_header = error_header(options, macros, parts_.environment);
  notice.is_mime = options.send_mime_errors;
  notice.original_id = envelope.queue_id;
  notice.arrival = envelope.created;
  notice.received_from = macro_of(envelope, "_");
  if (!macro_of(envelope, "r").empty()) notice.received_from_mta = macro_of(envelope, "s");
  notice.envelope_id = envelope.envelope_id;
  const bool shows_actual = !options.privacy_options.has(config::Privacy::kNoActualRecipient);
  for (const size_t index : plan.items) {
    const auto& item = work.items[index];
    notice.recipients.push_back(notice_recipient(envelope, item, shows_actual, notice.now));
    for (auto& line : transcript_of(envelope, item))
      if (std::ranges::find(notice.transcript, line) == notice.transcript.end())
        notice.transcript.push_back(std::move(line));
  }
  for (const size_t index : plan.expanded_sources) {
    notice.recipients.push_back(notice_source(envelope, work.sources[index], notice.now));
    notice.transcript.push_back(notice.recipients.back().address +
                                "... expanded to multiple addresses");
  }
  const auto urgency =
      urgency_of(envelope, message_class(envelope.headers, parts_.configuration));
  notice.gives_up_after = return_timeout(urgency, options);
  if (plan.kind == NoticeKind::kDelay) notice.waited = warning_timeout(urgency, options);
  if (plan.has_expired) notice.waited = notice.gives_up_after;
  notice.returned_part = returned_part(plan, envelope);
  notice.is_original_8bit =
      envelope.has_8bit_body && notice.returned_part == ReturnedPart::kAll;
  notice.original_header = message::render_original_header(envelope.headers, macros);
  return notice;
}

base::Result<std::string> NoticeWriter::commit(message::Notice& notice, const std::string& to,
                                               QueuedMessage& message) const {
  auto incoming = parts_.store.begin();
  if (!incoming) return std::unexpected(incoming.error());
  base::UniqueFd body;
  if (notice.returned_part == ReturnedPart::kAll) {
    // A body that cannot be read any more must not hold back the notice.
    if (auto opened = message.open_body()) body = std::move(*opened);
    if (!body) notice.returned_part = ReturnedPart::kHeader;
  }
  notice.original_body_fd = body.get();
  notice.queue_id = (*incoming)->queue_id();
  Envelope envelope = notice_envelope(notice, to, parts_.configuration);
  const auto written =
      message::write_notice_body(notice, [&](std::string_view piece) -> base::Result<void> {
        envelope.body_size_octets += static_cast<long>(piece.size());
        return (*incoming)->write_body(piece);
      });
  if (!written) return std::unexpected(written.error());
  envelope.priority = initial_priority(envelope, 0, parts_.options);
  if (const auto committed = (*incoming)->commit(envelope); !committed)
    return std::unexpected(committed.error());
  return notice.queue_id;
}

base::Result<std::vector<std::string>> NoticeWriter::write(const NoticePlan& plan,
                                                           QueuedMessage& message,
                                                           const WorkList& work,
                                                           base::Waiter& waiter) const {
  const Envelope& envelope = message.envelope();
  const std::string to = audience(plan, envelope, work);
  if (to.empty()) {
    base::log(3, base::LogPriority::kWarning, envelope.queue_id,
              "notice dropped: nobody to send it to");
    return std::vector<std::string>();
  }
  base::Result<std::vector<std::string>> result;
  waiter.run_blocking([&] {
    auto notice = describe(plan, envelope, work);
    const bool is_double_bounce = envelope.sender.empty();
    notice.recipient = is_double_bounce ? to : listed_sender(envelope);
    if (is_double_bounce) notice.kind = NoticeKind::kPostmasterCopy;
    const auto id = commit(notice, to, message);
    if (!id) return void(result = std::unexpected(id.error()));
    base::log(5, base::LogPriority::kInfo, envelope.queue_id,
              *id + ": " + summary(plan, notice, work));
    result->push_back(*id);
    const auto copy_to =
        config::expand_source(parts_.options.postmaster_copy, parts_.configuration.macros);
    if (plan.kind != NoticeKind::kFailure || is_double_bounce || copy_to.empty()) return;
    notice.kind = NoticeKind::kPostmasterCopy;
    notice.recipient = copy_to;
    notice.returned_part = ReturnedPart::kHeader;
    notice.is_original_8bit = false;
    if (const auto copy = commit(notice, copy_to, message)) result->push_back(*copy);
  });
  return result;
}

}  // namespace sendwright::queue
