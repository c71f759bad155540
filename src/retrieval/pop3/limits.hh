// Limits of POP3 sessions, each with its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace sendwright::retrieval::pop3 {

// A command line (RFC 2449 section 4 asks for 255).
inline constexpr std::size_t kMaxCommandOctets = 1024;
// A line of an AUTH dialogue (RFC 5034 section 4).
inline constexpr std::size_t kMaxAuthLineOctets = 12288;
// Bad commands of one session; the next one ends it.
inline constexpr int kMaxBadCommands = 20;
// Failed logins of one connection; each costs kFailedLoginPause.
inline constexpr int kMaxFailedLogins = 5;
inline constexpr std::chrono::seconds kFailedLoginPause{2};
// RFC 1939 section 3: an autologout timer is at least ten minutes. Before login there is less time.
inline constexpr std::chrono::minutes kSessionIdle{10};
inline constexpr std::chrono::minutes kLoginIdle{2};
// A client that takes no octets for this long is gone.
inline constexpr std::chrono::minutes kWriteLimit{5};

}  // namespace sendwright::retrieval::pop3
