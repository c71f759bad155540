#include "delivery/seven_bit_source.hh"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "base/environment.hh"
#include "message/mime_conversion.hh"

namespace sendwright::delivery {
namespace {

constexpr size_t kPieceOctets = 65536;

// The next piece of a file from `offset` on; empty at its end.
base::Result<std::string> read_piece(int fd, long& offset) {
  std::string octets(kPieceOctets, '\0');
  ssize_t count = 0;
  do {
    count = ::pread(fd, octets.data(), octets.size(), offset);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return std::unexpected(base::system_error("read", "message body", errno));
  octets.resize(static_cast<size_t>(count));
  offset += count;
  return octets;
}

// The second pass over the body.
class Source {
 public:
  Source(const queue::DeliveryAttempt& attempt, std::string header, message::ConversionPlan plan,
         const std::string& host, const smtp::LineEncoding& encoding)
      : body_fd_(attempt.body_fd),
        header_(std::move(header)),
        converter_(attempt.envelope.headers, std::move(plan), host, attempt.envelope.queue_id),
        encoder_(encoding) {}

  base::Result<std::string> next() {
    std::string out;
    encoder_.write(std::exchange(header_, {}), out);
    while (out.empty() && !is_finished_) {
      const auto octets = read_piece(body_fd_, offset_);
      if (!octets) return std::unexpected(octets.error());
      std::string converted;
      if (octets->empty()) {
        converter_.finish(converted);
      } else {
        converter_.feed(*octets, converted);
      }
      encoder_.write(converted, out);
      is_finished_ = octets->empty();
      if (is_finished_) encoder_.finish(out);
    }
    return out;
  }

 private:
  int body_fd_;
  std::string header_;
  message::SevenBitConverter converter_;
  smtp::LineEncoder encoder_;
  long offset_ = 0;
  bool is_finished_ = false;
};

}  // namespace

base::Result<smtp::BodySource> seven_bit_source(const queue::DeliveryAttempt& attempt,
                                                AttemptText& text,
                                                const smtp::LineEncoding& encoding) {
  const message::HeaderList& headers = attempt.envelope.headers;
  message::MimeAnalysis analysis(headers);
  for (long offset = 0;;) {
    const auto octets = read_piece(attempt.body_fd, offset);
    if (!octets) return std::unexpected(octets.error());
    if (octets->empty()) break;
    analysis.feed(*octets);
  }
  analysis.finish();
  const std::string host = text.expand_option("$j");
  const auto converted =
      message::converted_headers(headers, analysis.plan(), host, attempt.envelope.queue_id);
  auto source = std::make_shared<Source>(attempt, text.header(converted), analysis.plan(), host,
                                         encoding);
  return smtp::BodySource([source] { return source->next(); });
}

}  // namespace sendwright::delivery
