// How the queue hands recipients to a mailer, without knowing how mailers work: the delivery room
// implements this.
#pragma once

#include <string>
#include <vector>

#include "base/unique_fd.hh"
#include "base/waiter.hh"
#include "queue/envelope.hh"

namespace sendwright::queue {

// One recipient in a delivery attempt: its part of the mailer triple.
struct DeliveryRecipient {
  size_t index = 0;   // into Envelope::recipients
  std::string user;   // $u of the mailer's argument vector / RCPT TO, after all rewriting
  std::string home;   // $z; empty if the recipient has no home directory
  std::string login;  // the user of the machine (or of the user database) that it is; empty if none
  long uid = -1;      // who the delivery agent runs as; -1: the mailer's default
  long gid = -1;
};

// All recipients of one message that go to the same host by the same mailer.
struct DeliveryAttempt {
  const Envelope& envelope;
  std::string mailer;           // name as in the M line
  std::string host;             // $h
  std::string sender;           // $g: rewritten for this mailer; empty is `<>`
  std::vector<DeliveryRecipient> recipients;
  int body_fd = -1;             // the body, lines ending in "\n"; owned by the caller
};

enum class Outcome {
  kDelivered,  // final delivery (2.x.x); success reports say "delivered"
  kRelayed,    // accepted by another server
  kDeferred,   // try again later
  kFailed,     // never
};

// What became of one recipient: material for the log line, the qf file, mailq and the DSN.
struct RecipientStatus {
  Outcome outcome = Outcome::kDeferred;
  std::string enhanced_status;   // `2.0.0`, `4.4.1`, `5.1.1`
  std::string text;              // log's stat=: `Sent (OK)`, `Deferred: Connection refused by h.`
  std::string diagnostic;        // the remote reply or the program's exit: Diagnostic-Code
  std::string diagnostic_type;   // `SMTP` or `X-Unix`
  std::string remote_mta;        // Remote-MTA: host name; empty if local
  std::string relay;             // log's relay=: `host. [192.0.2.1]`; empty for local delivery
  bool is_dsn_passed_on = false;  // the next server took the NOTIFY request
  // The dialogue lines of the notice's transcript (`>>> RCPT To:<x>`, `<<< 550 ...`).
  std::vector<std::string> transcript;
};

class Transport {
 public:
  virtual ~Transport() = default;

  // Delivers to all recipients of the attempt and returns one status each, in the same order. Never
  // throws for what a peer, a program or a file did.
  [[nodiscard]] virtual std::vector<RecipientStatus> deliver(const DeliveryAttempt& attempt,
                                                             base::Waiter& waiter) = 0;
};

}  // namespace sendwright::queue
