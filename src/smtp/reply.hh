// An SMTP reply (RFC 5321 section 4.2): code, enhanced status code (RFC 2034), lines of text. The
// server writes them, the client reads them with ReplyReader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::smtp {

// Longest line of a reply that is read, and the most lines of one reply.
inline constexpr size_t kMaxReplyLineOctets = 4096;
inline constexpr size_t kMaxReplyLines = 512;

struct Reply {
  int code = 0;
  std::string enhanced_status;     // `2.1.0`; empty: none
  std::vector<std::string> lines;  // without codes; an empty list is written as one empty line

  Reply() = default;
  Reply(int reply_code, std::string status, std::string text)
      : code(reply_code), enhanced_status(std::move(status)), lines{std::move(text)} {}

  [[nodiscard]] bool is_positive() const { return code / 100 == 2; }
  [[nodiscard]] bool is_temporary() const { return code / 100 == 4; }
  [[nodiscard]] bool is_permanent() const { return code / 100 == 5; }
  // 421: the side that said it closes the connection.
  [[nodiscard]] bool closes_connection() const { return code == 421; }
  // As it goes over the wire: `250-2.1.5 a` CRLF `250 2.1.5 b` CRLF. Control characters in the texts
  // become blanks, so that no text can forge a line.
  [[nodiscard]] std::string rendered() const;
  // `550 5.1.1 text`, the first line only: log lines and transcripts.
  [[nodiscard]] std::string one_line() const;
};

// A reply in one line as sendmail's rules write it: `550 5.7.1 text`, `550 text`. nullopt if the text
// does not begin with a code from 200 to 599.
[[nodiscard]] std::optional<Reply> parse_reply_line(std::string_view line);

// Replies out of a stream of octets. A line that is no reply line ends the conversation: is_broken().
class ReplyReader {
 public:
  void feed(std::string_view octets) { input_ += octets; }
  // The next complete reply, or nullopt if more octets are needed or the stream is broken.
  [[nodiscard]] std::optional<Reply> next();
  [[nodiscard]] bool is_broken() const { return is_broken_; }
  // Octets that have not been used yet: after STARTTLS there must be none.
  [[nodiscard]] bool has_pending_input() const { return position_ < input_.size(); }
  // Forgets everything, for a new start inside TLS.
  void reset();

 private:
  [[nodiscard]] bool take_line(std::string_view line);

  std::string input_;
  size_t position_ = 0;
  Reply reply_;
  bool is_complete_ = false;
  bool is_broken_ = false;
};

}  // namespace sendwright::smtp
