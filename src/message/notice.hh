// Notices about messages (delivery status notifications, RFC 3461 and RFC 3464): a typed description
// in, header fields and body octets out, in the form of sendmail's.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "base/time_text.hh"
#include "message/header.hh"

namespace sendwright::message {

enum class NoticeKind {
  kFailure,         // Returned mail
  kDelay,           // Warning: could not send message for past ...
  kReceipt,         // Return receipt: what was asked for with NOTIFY=SUCCESS
  kPostmasterCopy,  // of a failure, for option PostmasterCopy
};

// What became of a recipient (the Action field).
enum class NoticeAction {
  kFailed,
  kDelayed,
  kDeliveredToMailbox,
  kDeliveredToList,  // an alias with an owner
  kRelayed,          // to a server that does not know about notifications
  kExpanded,         // an alias
};

struct NoticeRecipient {
  std::string address;             // as the text part shows it, with brackets if it came so
  std::string expanded_from;       // the alias it comes from; empty if none
  std::string original_recipient;  // ORCPT, decoded, `rfc822;user@host`; empty if none
  std::string final_recipient;     // as the envelope had it, `user@host`
  std::string actual_recipient;    // after aliasing, `user@host` or a command; empty: not shown
  std::string actual_type = "rfc822";  // `X-Unix` for a command
  NoticeAction action = NoticeAction::kFailed;
  std::string enhanced_status;     // `5.1.1`
  std::string remote_mta;          // host name; empty if local
  std::string diagnostic_type;     // `SMTP`, `X-Unix`
  std::string diagnostic;          // the reply that decided; empty if there was none
  base::TimePoint last_attempt;
};

// What is returned of the original message.
enum class ReturnedPart { kNothing, kHeader, kAll };

struct Notice {
  NoticeKind kind = NoticeKind::kFailure;
  std::string queue_id;             // the notice's own
  base::TimePoint now;
  std::string reporting_host;       // $j
  std::string recipient;            // whom the notice is for, as To: shows it
  std::string error_header;         // option ErrorHeader, macros expanded, no final line end
  bool is_mime = true;              // option SendMimeErrors

  // The original message:
  std::string original_id;          // its queue id (shown to the postmaster only)
  base::TimePoint arrival;
  std::string received_from;        // `$_` of its session: `host [address]`; empty if unknown
  std::string received_from_mta;    // what the client called itself; empty if not by SMTP
  std::string envelope_id;          // ENVID, decoded
  std::vector<NoticeRecipient> recipients;
  std::vector<std::string> transcript;
  // What the delay or the failure waited for: the timeout that has passed, and in a warning the one
  // after which the message is given up.
  std::chrono::seconds waited{0};
  std::chrono::seconds gives_up_after{0};
  ReturnedPart returned_part = ReturnedPart::kAll;
  std::string original_header;      // render_original_header()
  bool is_original_8bit = false;
  int original_body_fd = -1;        // read from its position to the end; may be -1
};

// To, MIME-Version, Content-Type, Subject and Auto-Submitted; complete_header() adds the others. The
// sender's name is `Mail Delivery Subsystem` ($x), its address $n.
[[nodiscard]] HeaderList notice_headers(const Notice& notice);

// Calls `write` with the pieces of the body; an error of it, or in reading, ends the work.
[[nodiscard]] base::Result<void> write_notice_body(
    const Notice& notice, const std::function<base::Result<void>(std::string_view)>& write);

inline constexpr std::string_view kNoticeSenderName = "Mail Delivery Subsystem";

}  // namespace sendwright::message
