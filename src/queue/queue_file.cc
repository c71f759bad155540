// Writing control files; queue_file_reader.cc reads them.
#include "queue/queue_file.hh"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/codec.hh"
#include "base/strings.hh"
#include "queue/record_value.hh"

namespace sendwright::queue {
namespace {

// ORCPT is `type;xtext`; the envelope holds it decoded.
std::string encode_original_recipient(std::string_view text) {
  const size_t semicolon = text.find(';');
  if (semicolon == std::string_view::npos) return base::encode_xtext(text);
  return std::string(text.substr(0, semicolon + 1)) + base::encode_xtext(text.substr(semicolon + 1));
}

class Writer {
 public:
  std::string write(const QueueFile& file) {
    const Envelope& envelope = file.envelope;
    out_.reserve(1024 + 2 * envelope.headers.size_octets());
    record('V', std::to_string(kQueueFileVersion));
    record('T', std::to_string(base::to_epoch(envelope.created)));
    record('K', std::to_string(base::to_epoch(envelope.last_attempt)));
    record('N', std::to_string(envelope.attempts));
    record('P', std::to_string(envelope.priority));
    optional_record('B', body_type(envelope.body_type));
    optional_record('M', envelope.status_text);
    optional_record('q', envelope.quarantine_reason);
    optional_record('F', flags(envelope));
    macros(envelope, true);
    macros(envelope, false);
    record('S', listed_sender(envelope));
    optional_record('Z', base::encode_xtext(envelope.envelope_id));
    optional_record('!', envelope.deliver_by);
    optional_record('A', envelope.auth_identity);
    optional_record('d', file.data_directory);
    for (const Recipient& one : envelope.recipients) recipient(envelope, one);
    for (const message::HeaderField& field : envelope.headers.fields()) header(field);
    out_ += ".\n";
    return std::move(out_);
  }

 private:
  void record(char letter, std::string_view value) {
    out_ += letter;
    for (const char c : value) out_ += c == '\n' ? ' ' : c;
    out_ += '\n';
  }

  void optional_record(char letter, std::string_view value) {
    if (!value.empty()) record(letter, value);
  }

  // Those with a letter stand before those with a name.
  void macros(const Envelope& envelope, bool has_letter) {
    for (const auto& [name, value] : envelope.macros) {
      if ((name.size() == 1) != has_letter) continue;
      record('$', (has_letter ? name : '{' + name + '}') + value);
    }
  }

  static std::string flags(const Envelope& envelope) {
    const bool is_return_given = envelope.return_content != ReturnContent::kUnspecified;
    const bool is_header_only = envelope.return_content == ReturnContent::kHeaders;
    std::string letters;
    if (envelope.has_8bit_body) letters += '8';
    if (envelope.is_bcc_removed) letters += 'b';
    if (is_return_given) letters += 'd';
    if (is_header_only || (envelope.is_body_not_returned && !is_return_given)) letters += 'n';
    if (envelope.is_notice) letters += 'r';
    if (envelope.is_split) letters += 's';
    if (envelope.is_delay_reported) letters += 'w';
    return letters;
  }

  static std::string_view body_type(BodyType type) {
    switch (type) {
      case BodyType::k7Bit: return "7BIT";
      case BodyType::k8BitMime: return "8BITMIME";
      default: return {};
    }
  }

  void recipient(const Envelope& envelope, const Recipient& recipient) {
    controlling_user(recipient.controlling_user);
    optional_record('M', recipient.status_text);
    if (!recipient.original_recipient.empty()) {
      record('Q', encode_original_recipient(recipient.original_recipient));
    }
    if (!recipient.final_recipient.empty()) record('r', stored_final_recipient(recipient.final_recipient));
    std::string flags;
    if (recipient.is_primary) flags += 'P';
    if (recipient.notify.is_given) flags += 'N';
    if (recipient.notify.on_success) flags += 'S';
    if (recipient.notify.on_failure) flags += 'F';
    if (recipient.notify.on_delay) flags += 'D';
    if (recipient.is_blind_copy) flags += 'B';
    if (recipient.is_expanded) flags += 'A';
    record('R', flags + ':' + listed_address(envelope, recipient));
  }

  // Written only where it differs from the recipient before.
  void controlling_user(const std::optional<ControllingUser>& user) {
    std::string text = ":";
    if (user && !user->name.empty()) {
      text = user->name + ':' + std::to_string(user->uid) + ':' + std::to_string(user->gid) + ':';
    }
    if (user) text += user->alias;
    if (text == controlling_user_) return;
    record('C', text);
    controlling_user_ = std::move(text);
  }

  void header(const message::HeaderField& field) {
    out_ += "H?";
    out_ += field.condition;
    out_ += '?';
    out_ += field.name;
    out_ += ':';
    out_ += stored_value(field);
    out_ += '\n';
  }

  std::string out_;
  std::string controlling_user_ = ":";
};

}  // namespace

std::string listed_sender(const Envelope& envelope) {
  return envelope.is_sender_bracketed ? '<' + envelope.sender + '>' : envelope.sender;
}

std::string listed_address(const Envelope& envelope, const Recipient& recipient) {
  const bool came_by_smtp = envelope.is_sender_bracketed && recipient.is_primary;
  const bool is_bracketed = recipient.is_bracketed.value_or(came_by_smtp);
  return is_bracketed ? '<' + recipient.address + '>' : recipient.address;
}

std::string render_queue_file(const QueueFile& file) { return Writer().write(file); }

}  // namespace sendwright::queue
