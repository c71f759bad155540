#include "retrieval/mbox_index.hh"

#include <algorithm>
#include <map>
#include <utility>

#include "base/strings.hh"
#include "retrieval/crlf_reader.hh"

namespace sendwright::retrieval {
namespace {

constexpr std::string_view kIndexHead = "sendwright-mbox-index 1";
// Of a long line only this much is looked at as a whole; the rest is counted as it comes.
constexpr std::size_t kMaxLineOctets = 65536;

// Fields that other mail programs change when a message was read: no part of its identity.
bool is_status_field(std::string_view line) {
  for (const std::string_view name : {"Status:", "X-Status:", "X-Keywords:", "X-UID:", "X-UIDL:"}) {
    if (base::starts_with_ignoring_case(line, name)) return true;
  }
  return false;
}

bool is_empty_line(std::string_view line) { return line == "\n" || line == "\r\n"; }

}  // namespace

void MboxScanner::feed(std::string_view octets) {
  while (!octets.empty()) {
    const auto end = octets.find('\n');
    const auto length = end == std::string_view::npos ? octets.size() : end + 1;
    if (end != std::string_view::npos && partial_.empty()) {
      take_line(octets.substr(0, length));
    } else {
      partial_ += octets.substr(0, length);
      // A line without end is taken piece by piece; only its first piece can be a From_ line.
      if (end != std::string_view::npos || partial_.size() >= kMaxLineOctets) {
        const std::string line = std::exchange(partial_, {});
        take_line(line);
      }
    }
    octets.remove_prefix(length);
  }
}

void MboxScanner::take_line(std::string_view line) {
  const bool is_continued = has_unfinished_line_;
  has_unfinished_line_ = !line.ends_with('\n');
  const long start = position_;
  position_ += static_cast<long>(line.size());
  if (!is_continued && is_after_empty_line_ && line.starts_with("From ")) {
    end_message(start);
    MboxMessage message;
    message.from_offset = start;
    message.offset = position_;
    messages_.push_back(std::move(message));
    hash_ = ContentHash();
    hash_.add(line);
    added_ = blank_added_ = 0;
    is_in_header_ = true;
    is_status_field_ = is_after_empty_line_ = false;
    return;
  }
  if (messages_.empty()) {
    is_mbox_ = is_mbox_ && is_empty_line(line);
    return;
  }
  const bool is_empty = !is_continued && is_empty_line(line);
  // An empty line counts only when something follows: the last one belongs to the mbox format.
  added_ += blank_added_;
  blank_added_ = 0;
  const bool needs_cr = line.ends_with('\n') && !line.ends_with("\r\n");
  (is_empty ? blank_added_ : added_) += needs_cr ? 1 : 0;
  is_after_empty_line_ = is_empty;
  if (is_empty) last_line_start_ = start;
  if (is_empty && is_in_header_) {
    is_in_header_ = false;
    header_end_ = start;
  }
  const bool is_folded = line.starts_with(' ') || line.starts_with('\t');
  if (is_in_header_ && !is_continued && !is_folded) is_status_field_ = is_status_field(line);
  if (!is_in_header_ || !is_status_field_) hash_.add(line);
}

// `end` is where the next From_ line or the end of the file is.
void MboxScanner::end_message(long end) {
  if (messages_.empty()) return;
  MboxMessage& message = messages_.back();
  message.end = end;
  long text_end = end;
  // The empty line in front of the next From_ line is not the message's, but that between its
  // header and an empty body is.
  if (is_after_empty_line_ && last_line_start_ != header_end_) {
    text_end = last_line_start_;
  } else {
    added_ += blank_added_;
  }
  message.size = std::max(text_end - message.offset, 0L);
  message.info.size_octets = static_cast<std::size_t>(message.size) + added_;
  message.info.unique_id = hash_.text();
}

bool MboxScanner::finish(std::vector<MboxMessage>& messages) {
  if (!partial_.empty()) {
    const std::string line = std::exchange(partial_, {});
    take_line(line);
  }
  // A last line without end gets one when it is sent.
  if (has_unfinished_line_) added_ += 2;
  end_message(position_);
  std::map<std::string, int> copies;
  for (MboxMessage& message : messages_) {
    const int copy = ++copies[message.info.unique_id];
    if (copy > 1) message.info.unique_id += '-' + std::to_string(copy);
  }
  messages = std::move(messages_);
  return is_mbox_;
}

std::string encode_index(const MboxStamp& stamp, const std::vector<MboxMessage>& messages) {
  std::string text(kIndexHead);
  text += ' ' + std::to_string(stamp.inode) + ' ' + std::to_string(stamp.size) + ' ' +
          std::to_string(stamp.seconds) + ' ' + std::to_string(stamp.nanoseconds) + ' ' +
          std::to_string(messages.size()) + '\n';
  for (const MboxMessage& message : messages) {
    text += std::to_string(message.from_offset) + ' ' + std::to_string(message.offset) + ' ' +
            std::to_string(message.size) + ' ' + std::to_string(message.end) + ' ' +
            std::to_string(message.info.size_octets) + ' ' + message.info.unique_id + '\n';
  }
  return text;
}

namespace {

// One line of the index; nullopt unless it continues where the previous message ended.
std::optional<MboxMessage> decode_message(std::string_view line, long previous_end, long limit) {
  const auto words = base::split_words(line);
  if (words.size() != 6 || words[5].size() > 70) return std::nullopt;
  long numbers[5] = {};
  for (std::size_t i = 0; i < 5; ++i) {
    const auto number = base::parse_integer(words[i]);
    if (!number || *number < 0) return std::nullopt;
    numbers[i] = static_cast<long>(*number);
  }
  MboxMessage message{numbers[0], numbers[1], numbers[2], numbers[3],
                      {static_cast<std::size_t>(numbers[4]), std::string(words[5])}};
  const bool is_in_order = message.from_offset >= previous_end &&
                           message.offset > message.from_offset && message.offset <= limit &&
                           message.size <= limit - message.offset &&
                           message.end >= message.offset + message.size && message.end <= limit;
  if (!is_in_order) return std::nullopt;
  return message;
}

}  // namespace

std::optional<std::vector<MboxMessage>> decode_index(std::string_view text,
                                                     const MboxStamp& stamp) {
  auto lines = base::split(text, '\n');
  const std::string expected = encode_index(stamp, {});
  const std::string_view head = std::string_view(expected).substr(0, expected.rfind(' ') + 1);
  if (lines.size() < 2 || !lines[0].starts_with(head) || !lines.back().empty()) {
    return std::nullopt;
  }
  const auto count = base::parse_integer(lines[0].substr(head.size()));
  if (!count || *count != static_cast<long long>(lines.size()) - 2) return std::nullopt;
  std::vector<MboxMessage> messages;
  long previous_end = 0;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    auto message = decode_message(lines[i], previous_end, stamp.size);
    if (!message) return std::nullopt;
    previous_end = message->end;
    messages.push_back(std::move(*message));
  }
  return messages;
}

}  // namespace sendwright::retrieval
