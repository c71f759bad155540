#include "smtp/reply.hh"

#include <utility>

#include "base/strings.hh"

namespace sendwright::smtp {
namespace {

void append_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    out += octet < 0x20 || octet == 0x7f ? ' ' : c;
  }
}

// Length of an enhanced status code (`5.7.1`) at the start of `text` that a blank or the end of the
// text follows; 0 if there is none.
size_t enhanced_status_length(std::string_view text) {
  size_t position = 0;
  for (int part = 0; part < 3; ++part) {
    size_t digits = 0;
    while (position + digits < text.size() && base::is_ascii_digit(text[position + digits])) ++digits;
    if (digits == 0 || digits > 3) return 0;
    if (part == 0 && (digits != 1 || (text[0] != '2' && text[0] != '4' && text[0] != '5'))) return 0;
    position += digits;
    if (part == 2) break;
    if (position >= text.size() || text[position] != '.') return 0;
    ++position;
  }
  return position == text.size() || text[position] == ' ' ? position : 0;
}

std::optional<int> reply_code(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  for (size_t i = 0; i < 3; ++i) {
    if (!base::is_ascii_digit(text[i])) return std::nullopt;
  }
  const int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  return code >= 200 && code <= 599 ? std::optional(code) : std::nullopt;
}

// Cuts the enhanced status from the front of a line's text.
std::string_view cut_enhanced_status(std::string_view& text) {
  const size_t length = enhanced_status_length(text);
  const std::string_view status = text.substr(0, length);
  if (length > 0) text.remove_prefix(length < text.size() ? length + 1 : length);
  return status;
}

}  // namespace

std::string Reply::rendered() const {
  static const std::vector<std::string> kNoText{{}};
  const std::vector<std::string>& texts = lines.empty() ? kNoText : lines;
  std::string out;
  for (size_t i = 0; i < texts.size(); ++i) {
    out += std::to_string(code);
    out += i + 1 < texts.size() ? '-' : ' ';
    if (!enhanced_status.empty()) (out += enhanced_status) += ' ';
    append_text(out, texts[i]);
    out += "\r\n";
  }
  return out;
}

std::string Reply::one_line() const {
  std::string out = std::to_string(code);
  if (!enhanced_status.empty()) (out += ' ') += enhanced_status;
  if (!lines.empty()) {
    out += ' ';
    append_text(out, lines.front());
  }
  return out;
}

std::optional<Reply> parse_reply_line(std::string_view line) {
  const std::optional<int> code = reply_code(line);
  if (!code || (line.size() > 3 && line[3] != ' ' && line[3] != '-')) return std::nullopt;
  std::string_view text = line.size() > 4 ? line.substr(4) : std::string_view{};
  const std::string_view status = cut_enhanced_status(text);
  return Reply(*code, std::string(status), std::string(text));
}

std::optional<Reply> ReplyReader::next() {
  while (!is_broken_) {
    const size_t end = input_.find('\n', position_);
    if (end == std::string::npos) {
      if (input_.size() - position_ > kMaxReplyLineOctets) is_broken_ = true;
      input_.erase(0, position_);
      position_ = 0;
      return std::nullopt;
    }
    std::string_view line(input_.data() + position_, end - position_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    position_ = end + 1;
    if (!take_line(line)) {
      is_broken_ = true;
    } else if (is_complete_) {
      is_complete_ = false;
      return std::exchange(reply_, {});
    }
  }
  return std::nullopt;
}

bool ReplyReader::take_line(std::string_view line) {
  const std::optional<int> code = reply_code(line);
  if (!code || line.size() > kMaxReplyLineOctets || reply_.lines.size() >= kMaxReplyLines) {
    return false;
  }
  const char separator = line.size() > 3 ? line[3] : ' ';
  if (separator != ' ' && separator != '-') return false;
  std::string_view text = line.size() > 4 ? line.substr(4) : std::string_view{};
  const std::string_view status = cut_enhanced_status(text);
  if (reply_.lines.empty()) reply_.enhanced_status = status;
  // The last line's code counts, as clients have always done.
  reply_.code = *code;
  reply_.lines.emplace_back(text);
  is_complete_ = separator == ' ';
  return true;
}

void ReplyReader::reset() { *this = ReplyReader(); }

}  // namespace sendwright::smtp
