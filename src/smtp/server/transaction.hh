// One message on its way in: from MAIL to the end of DATA.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/configuration.hh"
#include "message/header_parser.hh"
#include "queue/store.hh"
#include "smtp/server/policy.hh"

namespace sendwright::smtp::server {

struct Transaction {
  std::unique_ptr<queue::IncomingMessage> message;
  queue::Envelope envelope;
  std::string sender_as_typed;
  struct SeenRecipient {
    std::string same_as;
    std::string as_typed;
  };
  std::vector<SeenRecipient> recipients;  // duplicates left out
  long declared_size = 0;

  // While DATA comes in.
  std::optional<message::HeaderParser> header;
  std::string body;                // not yet given to the queue
  size_t size_octets = 0;          // of header and body
  bool is_discarded = false;
  bool is_header_judged = false;
  std::optional<Reply> rejection;  // the reply to give at the end, whatever else comes

  [[nodiscard]] const std::string& queue_id() const { return message->queue_id(); }
};

// What complete_envelope needs besides the message.
struct EnvelopeContext {
  const config::Configuration& configuration;
  config::MacroScope& macros;                // the transaction's; message macros are set in it
  std::string authentication_warning;        // text of X-Authentication-Warning; empty: none
};

// Gives the envelope what the queue keeps besides sender and recipients: the default header fields of
// the configuration (Received, Date, Message-Id ... with their conditions) in front of the message's own,
// persistent macros, priority.
void complete_envelope(Transaction& transaction, const EnvelopeContext& context);

// The value of a message's Precedence field by the configuration's P lines ("class"); 0 without one.
[[nodiscard]] long message_class(const message::HeaderList& headers,
                                 const config::Configuration& configuration);

// One line of a field's value: folding and blanks around it removed.
[[nodiscard]] std::string unfolded(std::string_view value);

}  // namespace sendwright::smtp::server
