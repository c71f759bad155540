#include "retrieval/crlf_reader.hh"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/environment.hh"

namespace sendwright::retrieval {
namespace {

constexpr long kPieceOctets = 32768;

}  // namespace

std::size_t added_octets(std::string_view text, bool& last_was_cr) {
  std::size_t added = 0;
  for (const char c : text) {
    if (c == '\n' && !last_was_cr) ++added;
    last_was_cr = c == '\r';
  }
  return added;
}

base::Result<std::string> CrlfReader::next() {
  std::string out;
  if (is_finished_) return out;
  std::string octets(static_cast<std::size_t>(std::min(rest_, kPieceOctets)), '\0');
  ssize_t count = 0;
  do {
    count = octets.empty() ? 0 : ::pread(fd_, octets.data(), octets.size(), offset_);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return std::unexpected(base::system_error("read", "mailbox", errno));
  if (count == 0 && rest_ > 0) return base::temporary("mailbox was changed by another program");
  octets.resize(static_cast<std::size_t>(count));
  offset_ += count;
  rest_ -= count;
  for (const char c : octets) {
    if (c == '\n' && !last_was_cr_) out += '\r';
    out += c;
    last_was_cr_ = c == '\r';
    at_line_start_ = c == '\n';
  }
  if (rest_ == 0) {
    is_finished_ = true;
    if (!at_line_start_) out += "\r\n";
  }
  return out;
}

}  // namespace sendwright::retrieval
