// A message as an agent writes it: the prologue (From_ line and header) and then the body from its
// file, in pieces, with lines as the mailer wants them.
#pragma once

#include <string>

#include "base/result.hh"
#include "delivery/agent.hh"
#include "smtp/client/line_encoder.hh"

namespace sendwright::delivery {

// How the request wants lines to be written.
[[nodiscard]] smtp::LineEncoding encoding_of(const AgentRequest& request, bool stuffs_dots);

class MessageSource {
 public:
  // Which conversions happen follows from the request; `stuffs_dots` is for LMTP.
  MessageSource(const AgentRequest& request, int body_fd, bool stuffs_dots = false);

  // The next piece (up to about 64 KB); empty at the end.
  [[nodiscard]] base::Result<std::string> next();

 private:
  const AgentRequest& request_;
  int body_fd_;
  bool stuffs_dots_;
  smtp::LineEncoder encoder_;
  enum class Stage { kPrologue, kBody, kEnd } stage_ = Stage::kPrologue;
  long offset_ = 0;  // several agents may read one open file: each keeps its own position
};

}  // namespace sendwright::delivery
