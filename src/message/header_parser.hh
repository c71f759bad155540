// The header of a message, taken from the octets as they come in (lines end in "\n", or CR LF): octets
// in, fields out, and how many octets were header. What is no header line ends the header and is the
// body's first line. No input or output here.
#pragma once

#include <string>
#include <string_view>

#include "message/header.hh"

namespace sendwright::message {

// Octets that the header may have together (option MaxHeadersLength); 0: kHardHeaderLimit.
struct HeaderLimits {
  size_t max_octets = 32768;
};

// More than any message's header needs, less than hurts.
inline constexpr size_t kHardHeaderLimit = 8UL << 20;

class HeaderParser {
 public:
  explicit HeaderParser(HeaderLimits limits = {});

  // Takes octets up to the header's end; returns how many were taken. Those that are left belong to
  // the body, behind body_start().
  size_t feed(std::string_view octets);
  // The message has ended: a last line without line end counts.
  void finish();

  [[nodiscard]] bool is_done() const { return is_done_; }
  // The header is longer than allowed (552 5.6.0); nothing more is taken.
  [[nodiscard]] bool is_too_long() const { return is_too_long_; }
  [[nodiscard]] HeaderList& headers() { return headers_; }
  // The octets read that belong to the body: the line that ended the header, unless it was empty.
  [[nodiscard]] const std::string& body_start() const { return body_start_; }
  // The `From sender date` line that stood in front of the header; empty if there was none.
  [[nodiscard]] const std::string& from_line() const { return from_line_; }

 private:
  void take_line();
  void end_with(std::string_view first_body_line);
  bool take_field(std::string_view line);

  size_t max_octets_;
  std::string line_;  // the line being read, with its line end once it is there
  size_t octets_ = 0;
  bool is_first_line_ = true;
  bool is_done_ = false;
  bool is_too_long_ = false;
  HeaderList headers_;
  std::string body_start_;
  std::string from_line_;
};

// The length of the field name at the start of a header line (without the blanks that may stand before
// the colon); 0 if it is no header line.
[[nodiscard]] size_t field_name_size(std::string_view line);

}  // namespace sendwright::message
