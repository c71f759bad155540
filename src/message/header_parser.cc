#include "message/header_parser.hh"

#include <algorithm>
#include <iterator>
#include <utility>

#include "message/field_info.hh"

namespace sendwright::message {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_name_octet(char c) { return c > ' ' && c < 0x7f && c != ':'; }

// Without line end.
std::string_view content(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Header fields have no NULs.
void append_without_nuls(std::string& out, std::string_view text) {
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c != '\0'; });
}

}  // namespace

size_t field_name_size(std::string_view line) {
  if (line.starts_with("--")) return 0;  // a boundary of MIME
  const auto name_end = std::ranges::find_if_not(line, is_name_octet);
  const auto colon = std::find_if_not(name_end, line.end(), is_blank);
  if (colon == line.end() || *colon != ':') return 0;
  return static_cast<size_t>(name_end - line.begin());
}

HeaderParser::HeaderParser(HeaderLimits limits)
    : max_octets_(limits.max_octets == 0 ? kHardHeaderLimit : limits.max_octets) {}

size_t HeaderParser::feed(std::string_view octets) {
  size_t taken = 0;
  while (!is_done_ && taken < octets.size()) {
    const size_t end = octets.find('\n', taken);
    const size_t size = (end == octets.npos ? octets.size() : end + 1) - taken;
    line_.append(octets, taken, size);
    taken += size;
    if (end != octets.npos) {
      take_line();
    } else if (octets_ + line_.size() > max_octets_) {
      take_line();  // judged by what is there: too long, or no header line
    }
  }
  return taken;
}

void HeaderParser::finish() {
  if (is_done_) return;
  if (!line_.empty()) take_line();
  is_done_ = true;
}

void HeaderParser::take_line() {
  const std::string line = std::move(line_);
  line_.clear();
  const std::string_view text = content(line);
  const bool is_first = std::exchange(is_first_line_, false);
  if (is_first && text.starts_with("From ")) {
    from_line_ = text;
    return;
  }
  if (text.empty()) {
    is_done_ = true;
    return;
  }
  const bool is_continuation = is_blank(text.front()) && !headers_.fields().empty();
  if (!is_continuation && !take_field(text)) return end_with(line);
  if (is_continuation) {
    std::string& value = headers_.fields().back().value;
    value += '\n';
    append_without_nuls(value, text);
  }
  octets_ += line.size();
  if (octets_ > max_octets_) is_done_ = is_too_long_ = true;
}

void HeaderParser::end_with(std::string_view first_body_line) {
  is_done_ = true;
  body_start_ = first_body_line;
}

bool HeaderParser::take_field(std::string_view line) {
  const size_t name_size = field_name_size(line);
  if (name_size == 0) return false;
  const std::string_view name = line.substr(0, name_size);
  if (field_info(name).field_class == FieldClass::kEndOfHeader) return false;
  std::string value;
  append_without_nuls(value, line.substr(line.find(':', name_size) + 1));
  headers_.append(std::string(name), std::move(value));
  return true;
}

}  // namespace sendwright::message
