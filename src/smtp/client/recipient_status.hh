// What the queue is told about a recipient: replies and failures of connections in the words of
// sendmail's log lines and notices.
#pragma once

#include <string>
#include <string_view>

#include "queue/transport.hh"
#include "smtp/client/engine.hh"

namespace sendwright::smtp {

// Who was spoken to.
struct Peer {
  std::string name;    // as logs show it: `mx.example.com.`
  std::string relay;   // `mx.example.com. [192.0.2.1]`
  bool is_final = false;  // flag l: the mail has arrived there, not only been passed on
};

// The text of an answer by its exit code: `User unknown`, `Service unavailable` (mailers.md 5.3).
struct ExitMeaning {
  int reply_code = 554;
  std::string_view enhanced_status;
  std::string_view text;
};
[[nodiscard]] ExitMeaning meaning_of_exit(int exit_code);

// From the server's reply in the stage in which it decided about the recipient.
[[nodiscard]] queue::RecipientStatus status_of_outcome(const RecipientOutcome& outcome,
                                                       const Peer& peer, bool has_passed_dsn_on);
// A connection that could not be had or was lost: deferred, `Deferred: REASON`.
[[nodiscard]] queue::RecipientStatus status_of_lost(std::string_view reason, const Peer& peer);
// An error of our own, such as no host to be found.
[[nodiscard]] queue::RecipientStatus status_of_error(int code, std::string_view enhanced_status,
                                                     std::string_view text, const Peer& peer);

// `Connection refused by HOST`: a system error in the words of sendmail's log.
[[nodiscard]] std::string connection_problem(int error_number, std::string_view host);

}  // namespace sendwright::smtp
