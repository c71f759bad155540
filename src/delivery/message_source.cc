#include "delivery/message_source.hh"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/environment.hh"

namespace sendwright::delivery {
namespace {

constexpr size_t kPieceOctets = 65536;

// The From_ line itself is not to be escaped: the first line goes out before the encoder's rule.
smtp::LineEncoding without_escape(smtp::LineEncoding encoding) {
  encoding.escapes_from_lines = false;
  return encoding;
}

}  // namespace

smtp::LineEncoding encoding_of(const AgentRequest& request, bool stuffs_dots) {
  smtp::LineEncoding encoding;
  encoding.end_of_line = request.end_of_line;
  encoding.line_limit_octets = request.line_limit_octets;
  encoding.escapes_from_lines = request.escapes_from_lines;
  encoding.stuffs_dots = stuffs_dots;
  encoding.is_7bit = request.is_7bit;
  return encoding;
}

MessageSource::MessageSource(const AgentRequest& request, int body_fd, bool stuffs_dots)
    : request_(request),
      body_fd_(body_fd),
      stuffs_dots_(stuffs_dots),
      encoder_(encoding_of(request, stuffs_dots)) {}

base::Result<std::string> MessageSource::next() {
  std::string piece;
  if (stage_ == Stage::kPrologue) {
    smtp::LineEncoder header(without_escape(encoding_of(request_, stuffs_dots_)));
    header.write(request_.prologue, piece);
    header.finish(piece);
    stage_ = body_fd_ >= 0 ? Stage::kBody : Stage::kEnd;
    if (!piece.empty()) return piece;
  }
  while (stage_ == Stage::kBody) {
    std::string octets(kPieceOctets, '\0');
    const ssize_t count = ::pread(body_fd_, octets.data(), octets.size(), offset_);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(base::system_error("read", "message body", errno));
    offset_ += count;
    encoder_.write(std::string_view(octets).substr(0, static_cast<size_t>(count)), piece);
    if (count == 0) {
      encoder_.finish(piece);
      if (request_.appends_empty_line && !encoder_.ends_with_empty_line()) {
        piece += request_.end_of_line;
      }
      stage_ = Stage::kEnd;
    }
    if (!piece.empty()) return piece;
  }
  return piece;
}

}  // namespace sendwright::delivery
