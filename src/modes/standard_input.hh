// A message as it comes on standard input: header parsed, body handed on with "\n" line ends.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "message/header_parser.hh"

namespace sendwright::modes {

struct InputSettings {
  bool ignores_dots = false;       // -i: a lone dot is an ordinary line
  size_t max_header_octets = 0;    // option MaxHeadersLength
  long long max_message_octets = 0;  // option MaxMessageSize; 0: none
};

struct InputMessage {
  message::HeaderList headers;
  std::string from_line;      // the From_ line in front of the header, if any
  bool has_8bit_body = false;
};

// Reads `fd` to its end (or to the lone dot) and calls `write_body` with pieces of the body; its error
// ends the reading. Errors: the message or its header is longer than allowed, or cannot be read.
[[nodiscard]] base::Result<InputMessage> read_message(
    int fd, const InputSettings& settings,
    const std::function<base::Result<void>(std::string_view octets)>& write_body);

}  // namespace sendwright::modes
