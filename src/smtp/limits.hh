// Limits of the SMTP server, each with its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace sendwright::smtp {

// A command line, without its line end: sendmail's MAXLINE less the line end and a NUL.
inline constexpr size_t kMaxCommandOctets = 2046;
// A line of an AUTH dialogue (RFC 4954 section 4.9).
inline constexpr size_t kMaxAuthLineOctets = 12288;
// A HELO name (sendmail's MAXNAME).
inline constexpr size_t kMaxHelloOctets = 255;
// Parameters of one MAIL or RCPT command.
inline constexpr size_t kMaxParameters = 20;
// Unknown commands of one session; the next one ends it.
inline constexpr int kMaxBadCommands = 25;
// From these counts on, each further command waits 1, 2, 4, 8 ... seconds. NOOP's is an option.
inline constexpr int kMaxHelloCommands = 3;
inline constexpr int kMaxVerifyCommands = 6;
inline constexpr int kMaxEtrnCommands = 8;
inline constexpr int kMaxFailedAuth = 5;
inline constexpr std::chrono::seconds kMaxPause{240};
// A message's body goes to the queue in pieces of this size: few thread switches, little memory.
inline constexpr size_t kBodyChunkOctets = size_t{64} * 1024;

}  // namespace sendwright::smtp
