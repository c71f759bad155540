// An envelope: what the queue keeps of a message besides its body (the content of a qf file).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time_text.hh"
#include "message/header.hh"

namespace sendwright::queue {

enum class BodyType { kUnspecified, k7Bit, k8BitMime };
// MAIL's RET parameter (RFC 3461 §4.3).
enum class ReturnContent { kUnspecified, kFull, kHeaders };

// RCPT's NOTIFY parameter (RFC 3461 §4.1). Without one, failures and delays are reported.
struct Notify {
  bool is_given = false;
  bool on_success = false;
  bool on_failure = true;
  bool on_delay = true;
};

// On whose behalf programs and files are used (the C record): the owner of the .forward or
// :include: file, or the default user for an alias.
struct ControllingUser {
  std::string name;   // empty: the default user
  long uid = -1;      // -1 with an empty name
  long gid = -1;
  std::string alias;  // the address that led here
};

struct Recipient {
  std::string address;             // as rulesets take it (the R record)
  std::string original_recipient;  // ORCPT, decoded, `rfc822;user@host`; empty if none (the Q record)
  std::string final_recipient;     // as the envelope had it before aliasing (the r record)
  Notify notify;
  bool is_primary = true;          // P: given by the sender, not found by aliasing
  bool is_expanded = false;        // A: the address is an alias that has been expanded
  bool is_blind_copy = false;      // B: named in Bcc only
  // Whether the R record and mailq have it in angle brackets; not known: if it was given by SMTP.
  std::optional<bool> is_bracketed;
  std::string status_text;         // what became of the last attempt (an M record in front of R)
  std::optional<ControllingUser> controlling_user;
};

struct Envelope {
  std::string queue_id;
  base::TimePoint created;
  base::TimePoint last_attempt;  // the epoch: never tried
  int attempts = 0;
  long priority = 0;             // larger is later
  std::string status_text;       // shown by mailq in parentheses (the M record)
  std::string quarantine_reason;
  std::string sender;            // without angle brackets; empty is the null sender `<>`
  bool is_sender_bracketed = true;  // mailq shows `<sender>`: false for mail from the command line
  std::string envelope_id;       // ENVID, decoded
  ReturnContent return_content = ReturnContent::kUnspecified;
  BodyType body_type = BodyType::kUnspecified;
  std::string auth_identity;     // AUTH= of MAIL
  bool has_8bit_body = false;    // flag 8
  bool is_notice = false;        // flag r: a delivery status notification of our own
  bool is_delay_reported = false;  // flag w
  bool is_body_not_returned = false;  // flag n
  bool is_bcc_removed = false;        // flag b: Bcc fields are not sent
  bool is_split = false;              // flag s: one of several that were one envelope
  std::string deliver_by;             // BY= of MAIL as the ! record has it (RFC 2852); empty if none
  std::map<std::string, std::string> macros;  // {persistentMacros}: `_`, `r`, `s`, `daemon_flags`...
  std::vector<Recipient> recipients;  // those that still have to be delivered
  message::HeaderList headers;
  long body_size_octets = 0;     // of the df file
};

}  // namespace sendwright::queue
