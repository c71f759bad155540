// Reading control files: queue/queue_file.hh.
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/codec.hh"
#include "base/strings.hh"
#include "queue/record_value.hh"
#include "queue/queue_file.hh"

namespace sendwright::queue {
namespace {

// ORCPT is `type;xtext`; the envelope holds it decoded.
std::string decode_original_recipient(std::string_view text) {
  const size_t semicolon = text.find(';');
  const size_t start = semicolon == std::string_view::npos ? 0 : semicolon + 1;
  const auto decoded = base::decode_xtext(text.substr(start));
  return decoded ? std::string(text.substr(0, start)) + *decoded : std::string(text);
}

class Reader {
 public:
  Reader(std::string_view content, std::string_view file) : content_(content), file_(file) {}

  std::expected<QueueFile, QueueFileError> read() {
    while (next_record()) {
      if (record_ == ".") return finish();
      if (record_.empty() || !take(record_.front(), record_.substr(1))) {
        return fail("line " + std::to_string(line_) + ": bad line \"" + base::printable(record_) + '"');
      }
      if (version_ > kQueueFileVersion) {
        return fail("Version number in queue file (" + std::to_string(version_) +
                    ") greater than max (" + std::to_string(kQueueFileVersion) + ')');
      }
    }
    return std::unexpected(
        QueueFileError{"readqf: " + std::string(file_) + ": incomplete queue file read", true});
  }

 private:
  std::unexpected<QueueFileError> fail(const std::string& what) const {
    return std::unexpected(QueueFileError{"readqf: " + std::string(file_) + ": " + what, false});
  }

  // A record ends at a line end that no blank or tab follows. A last line without its end is not
  // a record: the file was cut short.
  bool next_record() {
    line_ += lines_of_record_;
    lines_of_record_ = 0;
    size_t end = position_;
    do {
      end = content_.find('\n', end);
      if (end == std::string_view::npos) return false;
      ++lines_of_record_;
      ++end;
    } while (end < content_.size() && (content_[end] == ' ' || content_[end] == '\t'));
    record_ = content_.substr(position_, end - 1 - position_);
    position_ = end;
    return true;
  }

  std::expected<QueueFile, QueueFileError> finish() {
    if (position_ != content_.size()) {
      const std::string_view rest = content_.substr(position_);
      return std::unexpected(QueueFileError{
          "SECURITY ALERT: extra or bogus data in queue file: " + base::printable(rest), false});
    }
    return std::move(result_);
  }

  bool take(char letter, std::string_view value) {
    Envelope& envelope = result_.envelope;
    switch (letter) {
      case 'V': return take_number(value, version_) && version_ > 0;
      case 'T': return take_time(value, envelope.created);
      case 'K': return take_time(value, envelope.last_attempt);
      case 'N': return take_number(value, envelope.attempts);
      case 'P': return take_number(value, envelope.priority);
      case 'I': return true;  // where the body was on the disk: says nothing that is needed
      case 'M': (has_sender_ ? recipient_status_ : envelope.status_text) = value; return true;
      case 'q': envelope.quarantine_reason = value; return true;
      case 'F': return take_flags(value);
      case '$': return take_macro(value);
      case 'S': return take_sender(value);
      case 'Z': envelope.envelope_id = base::decode_xtext(value).value_or(std::string(value)); return true;
      case 'B': return take_body_type(value);
      case '!': envelope.deliver_by = value; return true;
      case 'A': envelope.auth_identity = value; return true;
      case 'd': result_.data_directory = value; return true;
      default: return take_recipient_record(letter, value);
    }
  }

  bool take_recipient_record(char letter, std::string_view value) {
    switch (letter) {
      case 'C': return take_controlling_user(value);
      case 'Q': original_recipient_ = decode_original_recipient(value); return true;
      case 'r': final_recipient_ = loaded_final_recipient(value); return true;
      case 'R': return take_recipient(value);
      case 'H': return take_header(value);
      default: return false;
    }
  }

  template <typename Number>
  static bool take_number(std::string_view value, Number& number) {
    const auto parsed = base::parse_integer(base::trim(value));
    if (!parsed || *parsed > std::numeric_limits<Number>::max() ||
        *parsed < std::numeric_limits<Number>::min()) {
      return false;
    }
    number = static_cast<Number>(*parsed);
    return true;
  }

  static bool take_time(std::string_view value, base::TimePoint& time) {
    constexpr long long kLatest = 1LL << 33;  // what a clock in nanoseconds can surely hold
    long long seconds = 0;
    if (!take_number(value, seconds) || seconds < 0 || seconds > kLatest) return false;
    time = base::from_epoch(seconds);
    return true;
  }

  bool take_flags(std::string_view letters) {
    Envelope& envelope = result_.envelope;
    const auto has = [letters](char letter) { return letters.find(letter) != letters.npos; };
    envelope.has_8bit_body = has('8');
    envelope.is_bcc_removed = has('b');
    envelope.is_body_not_returned = has('n') && !has('d');
    envelope.is_notice = has('r');
    envelope.is_split = has('s');
    envelope.is_delay_reported = has('w');
    if (has('d')) envelope.return_content = has('n') ? ReturnContent::kHeaders : ReturnContent::kFull;
    return true;  // letters of a later version mean nothing to us
  }

  bool take_macro(std::string_view value) {
    if (value.empty()) return false;
    size_t name_end = 1;
    std::string_view name = value.substr(0, 1);
    if (value.front() == '{') {
      const size_t close = value.find('}');
      if (close == std::string_view::npos || close == 1) return false;
      name = value.substr(1, close - 1);
      name_end = close + 1;
    }
    result_.envelope.macros[std::string(name)] = value.substr(name_end);
    return true;
  }

  static std::string_view without_brackets(std::string_view value) {
    const bool is_bracketed = value.size() >= 2 && value.front() == '<' && value.back() == '>';
    return is_bracketed ? value.substr(1, value.size() - 2) : value;
  }

  bool take_sender(std::string_view value) {
    Envelope& envelope = result_.envelope;
    has_sender_ = true;
    envelope.sender = without_brackets(value);
    envelope.is_sender_bracketed = envelope.sender.size() != value.size();
    return true;
  }

  bool take_body_type(std::string_view value) {
    if (base::equals_ignoring_case(value, "8BITMIME")) {
      result_.envelope.body_type = BodyType::k8BitMime;
    } else if (base::equals_ignoring_case(value, "7BIT")) {
      result_.envelope.body_type = BodyType::k7Bit;
    } else {
      return false;
    }
    return true;
  }

  // `user:uid:gid:alias`, or `:alias` for the default user; `:` alone ends it. Holds for all
  // recipients up to the next such record.
  bool take_controlling_user(std::string_view value) {
    controlling_user_.reset();
    const size_t name_end = value.find(':');
    if (name_end == std::string_view::npos) return false;
    ControllingUser user;
    user.name = value.substr(0, name_end);
    value.remove_prefix(name_end + 1);
    if (!user.name.empty() && !(take_id(value, user.uid) && take_id(value, user.gid))) return false;
    user.alias = value;
    if (!user.name.empty() || !user.alias.empty()) controlling_user_ = std::move(user);
    return true;
  }

  static bool take_id(std::string_view& value, long& id) {
    const size_t end = value.find(':');
    if (end == std::string_view::npos || !take_number(value.substr(0, end), id)) return false;
    value.remove_prefix(end + 1);
    return id >= 0;
  }

  bool take_recipient(std::string_view value) {
    const size_t colon = value.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view flags = value.substr(0, colon);
    if (!std::ranges::all_of(flags, base::is_ascii_alpha)) return false;
    const auto has = [flags](char letter) { return flags.find(letter) != flags.npos; };
    Recipient recipient;
    const std::string_view address = value.substr(colon + 1);
    recipient.address = without_brackets(address);
    recipient.is_bracketed = recipient.address.size() != address.size();
    recipient.notify = {has('N'), has('S'), has('F'), has('D')};
    recipient.is_primary = has('P');
    recipient.is_expanded = has('A');
    recipient.is_blind_copy = has('B');
    recipient.original_recipient = std::exchange(original_recipient_, {});
    recipient.final_recipient = std::exchange(final_recipient_, {});
    recipient.status_text = std::exchange(recipient_status_, {});
    recipient.controlling_user = controlling_user_;
    result_.envelope.recipients.push_back(std::move(recipient));
    return true;
  }

  bool take_header(std::string_view value) {
    message::HeaderField field;
    if (value.starts_with('?')) {
      const size_t end = value.find('?', 1);
      if (end == std::string_view::npos) return false;
      field.condition = value.substr(1, end - 1);
      value.remove_prefix(end + 1);
    }
    const size_t colon = value.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    field.name = value.substr(0, colon);
    field.value = loaded_value(field, value.substr(colon + 1));
    result_.envelope.headers.fields().push_back(std::move(field));
    return true;
  }

  std::string_view content_;
  std::string_view file_;
  size_t position_ = 0;
  std::string_view record_;
  int line_ = 1;  // of the record's start
  int lines_of_record_ = 0;
  int version_ = 0;
  std::string original_recipient_;
  std::string final_recipient_;
  std::string recipient_status_;
  bool has_sender_ = false;  // what stands behind it is about recipients
  std::optional<ControllingUser> controlling_user_;
  QueueFile result_;
};

}  // namespace

std::expected<QueueFile, QueueFileError> parse_queue_file(std::string_view content,
                                                          std::string_view file) {
  return Reader(content, file).read();
}

}  // namespace sendwright::queue
