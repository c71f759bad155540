#include "message/notice.hh"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/environment.hh"

namespace sendwright::message {
namespace {

constexpr size_t kCopyBuffer = 64UL << 10;

// Nothing in a notice's fields may begin a new line: part of them is what other servers said.
std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return out;
}

std::string boundary(const Notice& notice) {
  return notice.queue_id + '.' + std::to_string(base::to_epoch(notice.now)) + '/' +
         notice.reporting_host;
}

std::string subject(const Notice& notice) {
  switch (notice.kind) {
    case NoticeKind::kDelay:
      return "Warning: could not send message for past " + base::spoken_interval(notice.waited);
    case NoticeKind::kReceipt: return "Return receipt";
    case NoticeKind::kPostmasterCopy: return "Postmaster notify: see transcript for details";
    default: return "Returned mail: see transcript for details";
  }
}

std::string_view auto_submitted(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::kDelay: return "auto-generated (warning-timeout)";
    case NoticeKind::kReceipt: return "auto-generated (return-receipt)";
    case NoticeKind::kPostmasterCopy: return "auto-generated (postmaster-notification)";
    default: return "auto-generated (failure)";
  }
}

std::string_view action_text(NoticeAction action) {
  switch (action) {
    case NoticeAction::kFailed: return "failed";
    case NoticeAction::kDelayed: return "delayed";
    case NoticeAction::kDeliveredToMailbox: return "delivered (to mailbox)";
    case NoticeAction::kDeliveredToList: return "delivered (to mailing list)";
    case NoticeAction::kRelayed: return "relayed (to non-DSN-aware mailer)";
    default: return "expanded (to multi-recipient alias)";
  }
}

// ---- the part for people ----

bool is_success(NoticeAction action) {
  return action != NoticeAction::kFailed && action != NoticeAction::kDelayed;
}

std::string_view receipt_text(NoticeAction action) {
  switch (action) {
    case NoticeAction::kDeliveredToMailbox: return "  (successfully delivered to mailbox)";
    case NoticeAction::kDeliveredToList: return "  (successfully delivered to mailing list)";
    case NoticeAction::kRelayed: return "  (relayed to non-DSN-aware mailer)";
    case NoticeAction::kExpanded: return "  (expanded by mailing list)";
    default: return {};
  }
}

std::string address_lines(const NoticeRecipient& recipient) {
  std::string out = one_line(recipient.address);
  out += receipt_text(recipient.action);
  out += '\n';
  if (!is_success(recipient.action) && !recipient.diagnostic.empty()) {
    out += "    (reason: " + one_line(recipient.diagnostic) + ")\n";
  }
  if (!recipient.expanded_from.empty()) {
    out += "    (expanded from: " + one_line(recipient.expanded_from) + ")\n";
  }
  return out;
}

// A heading with the addresses it is true for; nothing without any.
template <typename Predicate>
std::string section(const Notice& notice, std::string_view what, Predicate belongs) {
  std::string lines;
  for (const NoticeRecipient& one : notice.recipients) {
    if (belongs(one.action)) lines += address_lines(one);
  }
  if (lines.empty()) return lines;
  return "   ----- The following addresses had " + std::string(what) + " -----\n" + lines + '\n';
}

std::string sections(const Notice& notice) {
  return section(notice, "permanent fatal errors",
                 [](NoticeAction action) { return action == NoticeAction::kFailed; }) +
         section(notice, "successful delivery notifications", is_success);
}

std::string outlook(const Notice& notice) {
  if (notice.waited.count() == 0) return {};
  const std::string waited = base::spoken_interval(notice.waited);
  if (notice.kind == NoticeKind::kDelay) {
    return "Warning: message still undelivered after " + waited + "\nWill keep trying until message is " +
           base::spoken_interval(notice.gives_up_after) + " old\n";
  }
  return "Message could not be delivered for " + waited + "\nMessage will be deleted from queue\n";
}

std::string text_part(const Notice& notice) {
  std::string out;
  if (notice.kind == NoticeKind::kDelay) {
    out +=
        "    **********************************************\n"
        "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
        "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
        "    **********************************************\n\n";
  }
  out += "The original message was received at " + base::rfc5322_date(notice.arrival) + '\n';
  if (!notice.received_from.empty()) out += "from " + one_line(notice.received_from) + '\n';
  if (notice.kind == NoticeKind::kPostmasterCopy) out += "with id " + notice.original_id + '\n';
  out += '\n';
  if (!notice.error_header.empty()) out += notice.error_header + "\n\n";
  out += sections(notice);
  const std::string ending = outlook(notice);
  if (!notice.transcript.empty() || !ending.empty()) {
    out += "   ----- Transcript of session follows -----\n";
    for (const std::string& line : notice.transcript) out += one_line(line) + '\n';
    out += ending;
  }
  return out;
}

// ---- the part for programs ----

void field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += name;
  out += ": ";
  out += one_line(value);
  out += '\n';
}

std::string recipient_fields(const Notice& notice, const NoticeRecipient& recipient) {
  std::string out = "\n";
  field(out, "Original-Recipient", recipient.original_recipient);
  field(out, "Final-Recipient", "RFC822; " + recipient.final_recipient);
  if (!recipient.actual_recipient.empty()) {
    field(out, "X-Actual-Recipient", recipient.actual_type + "; " + recipient.actual_recipient);
  }
  field(out, "Action", action_text(recipient.action));
  field(out, "Status", recipient.enhanced_status);
  if (!recipient.remote_mta.empty()) field(out, "Remote-MTA", "DNS; " + recipient.remote_mta);
  if (!recipient.diagnostic.empty()) {
    field(out, "Diagnostic-Code", recipient.diagnostic_type + "; " + recipient.diagnostic);
  }
  field(out, "Last-Attempt-Date", base::rfc5322_date(recipient.last_attempt));
  if (recipient.action == NoticeAction::kDelayed) {
    field(out, "Will-Retry-Until", base::rfc5322_date(notice.arrival + notice.gives_up_after));
  }
  return out;
}

std::string status_part(const Notice& notice) {
  std::string out;
  field(out, "Original-Envelope-Id", notice.envelope_id);
  field(out, "Reporting-MTA", "dns; " + notice.reporting_host);
  if (!notice.received_from_mta.empty()) {
    field(out, "Received-From-MTA", "DNS; " + notice.received_from_mta);
  }
  field(out, "Arrival-Date", base::rfc5322_date(notice.arrival));
  for (const NoticeRecipient& one : notice.recipients) out += recipient_fields(notice, one);
  return out;
}

// ---- the original ----

using Writer = std::function<base::Result<void>(std::string_view)>;

base::Result<void> copy(int fd, const Writer& write) {
  std::array<char, kCopyBuffer> buffer;
  while (true) {
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return std::unexpected(base::system_error("read from", "the returned message", errno));
    }
    if (count == 0) return {};
    const std::string_view piece(buffer.data(), static_cast<size_t>(count));
    if (auto written = write(piece); !written) return written;
  }
}

base::Result<void> write_original(const Notice& notice, const Writer& write) {
  if (auto written = write(notice.original_header); !written) return written;
  const bool has_body = notice.returned_part == ReturnedPart::kAll && notice.original_body_fd >= 0;
  if (!has_body) return {};
  if (auto written = write("\n"); !written) return written;
  return copy(notice.original_body_fd, write);
}

std::string original_part_head(const Notice& notice) {
  if (!notice.is_mime) return "\n   ----- Original message follows -----\n\n";
  std::string out = "Content-Type: ";
  out += notice.returned_part == ReturnedPart::kAll ? "message/rfc822" : "text/rfc822-headers";
  out += notice.is_original_8bit ? "\nContent-Transfer-Encoding: 8bit\n\n" : "\n\n";
  return out;
}

}  // namespace

HeaderList notice_headers(const Notice& notice) {
  HeaderList headers;
  headers.append("To", ' ' + notice.recipient);
  if (notice.is_mime) {
    headers.append("MIME-Version", " 1.0");
    headers.append("Content-Type", " multipart/report; report-type=delivery-status;\n\tboundary=\"" +
                                       boundary(notice) + '"');
    if (notice.is_original_8bit) headers.append("Content-Transfer-Encoding", " 8bit");
  }
  headers.append("Subject", ' ' + subject(notice));
  headers.append("Auto-Submitted", ' ' + std::string(auto_submitted(notice.kind)));
  return headers;
}

base::Result<void> write_notice_body(const Notice& notice, const Writer& write) {
  const std::string separator = "\n--" + boundary(notice);
  std::string start;
  if (notice.is_mime) start = "This is a MIME-encapsulated message\n" + separator + "\n\n";
  start += text_part(notice);
  if (notice.is_mime) {
    start += separator + "\nContent-Type: message/delivery-status\n\n" + status_part(notice);
  }
  if (auto written = write(start); !written) return written;
  if (notice.returned_part != ReturnedPart::kNothing) {
    const std::string head = (notice.is_mime ? separator + '\n' : "") + original_part_head(notice);
    if (auto written = write(head); !written) return written;
    if (auto written = write_original(notice, write); !written) return written;
  }
  return notice.is_mime ? write(separator + "--\n\n") : write("\n");
}

}  // namespace sendwright::message
