#include "config/logical_lines.hh"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "address/meta.hh"

namespace sendwright::config {
namespace {

// Eight octets at a time: most files have neither NUL nor an octet above 127.
bool is_plain(std::string_view text) {
  if (text.find('\0') != text.npos) return false;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t octets = 0;
  std::size_t at = 0;
  for (; at + sizeof octets <= text.size(); at += sizeof octets) {
    std::memcpy(&octets, text.data() + at, sizeof octets);
    if ((octets & kHighBits) != 0) return false;
  }
  return std::ranges::none_of(text.substr(at), [](char c) { return (c & 0x80) != 0; });
}

}  // namespace

LogicalLines::LogicalLines(std::string_view text) : rest_(text), is_plain_(is_plain(text)) {}

std::string_view LogicalLines::take_physical() {
  const std::size_t end = rest_.find('\n');
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
  ++taken_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return is_plain_ ? line : line.substr(0, line.find('\0'));
}

bool LogicalLines::next(LogicalLine& line) {
  while (!rest_.empty()) {
    line.text = take_physical();
    line.first = taken_;
    if (line.text.empty()) continue;
    const bool is_comment = line.text.front() == '#';
    if (is_continued() || !is_plain_) {
      buffer_ = line.text;
      while (is_continued())
        buffer_.append("\n").append(take_physical());
      std::ranges::replace_if(buffer_, address::is_meta, '?');
      line.text = buffer_;
    }
    line.last = taken_;
    if (!is_comment) return true;
  }
  return false;
}

}  // namespace sendwright::config
