// What the program knows about header fields by their names: whose addresses they hold, which of them
// are not sent as they came, which end the header.
#pragma once

#include <string_view>

namespace sendwright::message {

enum class FieldClass {
  kOther,
  kSender,        // addresses of senders: rewritten for each mailer (also Errors-To)
  kRecipient,     // addresses of recipients: rewritten for each mailer
  kBlindCopy,     // Bcc: never sent with a value
  kTrace,         // Received and its like
  kEndOfHeader,   // Message:, Text: - what follows is body
};

struct FieldInfo {
  std::string_view name;
  FieldClass field_class = FieldClass::kOther;
  // Sent only on a condition of the configuration: one that came with the message is not.
  bool is_conditional = false;
  // Added by the configuration even if the message has one.
  bool is_forced = false;
};

// Without regard to case; an entry of class kOther for unknown names.
[[nodiscard]] const FieldInfo& field_info(std::string_view name);

// Resent-To, Resent-From...
[[nodiscard]] bool is_resent_field(std::string_view name);

}  // namespace sendwright::message
