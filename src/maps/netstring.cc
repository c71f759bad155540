#include "maps/netstring.hh"

#include "base/strings.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kMaxDigits = 9;

}  // namespace

Netstring read_netstring(std::string_view octets, std::size_t max_content) {
  using State = Netstring::State;
  Netstring read;
  std::size_t at = 0;
  for (; at < octets.size() && at < kMaxDigits && base::is_ascii_digit(octets[at]); ++at)
    read.announced = read.announced * 10 + static_cast<std::size_t>(octets[at] - '0');
  if (read.announced > max_content) {
    read.state = State::kTooLong;
  } else if (at < octets.size() && (at == 0 || octets[at] != ':')) {
    read.state = State::kNoLength;
  }
  if (read.state != State::kIncomplete || at == octets.size()) return read;
  octets.remove_prefix(at + 1);
  if (octets.size() <= read.announced) return read;
  const bool is_closed = octets[read.announced] == ',';
  read.state = is_closed ? State::kComplete : State::kMissingComma;
  if (is_closed) read.content = octets.substr(0, read.announced);
  return read;
}

std::string make_netstring(std::string_view content) {
  std::string text = std::to_string(content.size());
  text += ':';
  text += content;
  text += ',';
  return text;
}

}  // namespace sendwright::maps
