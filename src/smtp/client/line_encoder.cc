#include "smtp/client/line_encoder.hh"

#include <algorithm>

namespace sendwright::smtp {
namespace {

constexpr std::string_view kFromSpace = "From ";

}  // namespace

void LineEncoder::write(std::string_view text, std::string& out) {
  while (!text.empty()) {
    if (text.front() == '\n') {
      end_line(out);
      text.remove_prefix(1);
      continue;
    }
    if (at_line_start_) {
      begin_line(text, out);
      continue;
    }
    const std::size_t length = std::min(text.find('\n'), text.size());
    write_octets(text.substr(0, length), out);
    text.remove_prefix(length);
  }
}

// Looks at the first octets of a line, as far as they are here.
void LineEncoder::begin_line(std::string_view& text, std::string& out) {
  if (encoding_.stuffs_dots && held_.empty() && text.front() == '.') out += '.';
  if (encoding_.escapes_from_lines) {
    while (!text.empty() && held_.size() < kFromSpace.size() &&
           text.front() == kFromSpace[held_.size()]) {
      held_ += text.front();
      text.remove_prefix(1);
    }
    if (text.empty() && held_.size() < kFromSpace.size()) return;
    if (held_.size() == kFromSpace.size()) write_octets(">", out);
  }
  at_line_start_ = false;
  const std::string start = std::exchange(held_, {});
  write_octets(start, out);
}

// Octets of one line, broken where the line gets too long.
void LineEncoder::write_octets(std::string_view text, std::string& out) {
  at_line_start_ = false;
  const std::size_t limit = encoding_.line_limit_octets;
  while (limit > 2 && column_ + text.size() > limit - 1) {
    // One octet of the limit is for the `!`.
    const std::size_t room = column_ < limit - 1 ? limit - 1 - column_ : 0;
    append_clean(text.substr(0, room), out);
    text.remove_prefix(room);
    out += '!';
    out += encoding_.end_of_line;
    out += ' ';
    column_ = 1;
  }
  append_clean(text, out);
  column_ += text.size();
}

void LineEncoder::append_clean(std::string_view text, std::string& out) const {
  if (!encoding_.is_7bit && !encoding_.drops_nul) {
    out += text;
    return;
  }
  for (const char octet : text) {
    const char clean = encoding_.is_7bit ? static_cast<char>(octet & 0x7f) : octet;
    if (clean != '\0' || !encoding_.drops_nul) out += clean;
  }
}

void LineEncoder::end_line(std::string& out) {
  if (!held_.empty()) {
    const std::string start = std::exchange(held_, {});
    write_octets(start, out);
  }
  last_was_empty_ = at_line_start_;
  out += encoding_.end_of_line;
  at_line_start_ = true;
  column_ = 0;
}

void LineEncoder::finish(std::string& out) {
  if (!at_line_start_ || !held_.empty()) end_line(out);
}

}  // namespace sendwright::smtp
