// The client's side of SMTP (RFC 5321) and LMTP (RFC 2033) without input or output: octets of the
// server go in, octets for the server and what became of each recipient come out. Who drives it looks
// at state(): while is_waiting(), send take_output() and feed what the server answers; in the other
// states a decision is asked for (begin a transaction, handshake, send the body...).
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "queue/envelope.hh"
#include "smtp/reply.hh"

namespace sendwright::smtp {

struct ClientSettings {
  std::string name = "localhost";  // EHLO's argument
  bool is_lmtp = false;            // flag z
  bool says_ehlo_first = false;    // flag a; otherwise only if the greeting says ESMTP
  bool never_says_ehlo = false;    // flag 2
};

// What the server's EHLO answer offers.
struct Extensions {
  bool pipelining = false;
  bool eight_bit_mime = false;
  bool dsn = false;
  bool size = false;
  bool starttls = false;
  bool enhanced_status = false;
  long max_size_octets = 0;             // 0: no limit given
  std::vector<std::string> mechanisms;  // AUTH
};

struct TransactionRecipient {
  std::string address;
  queue::Notify notify;
  std::string original_recipient;  // `rfc822;user@host`; empty: none
};

struct Transaction {
  std::string sender;  // empty: <>
  std::vector<TransactionRecipient> recipients;
  long size_octets = 0;
  bool is_8bit = false;
  queue::ReturnContent return_content = queue::ReturnContent::kUnspecified;
  std::string envelope_id;  // decoded
  std::string auth_identity;  // AUTH=, `<>` for an unknown one; empty: none; sent if AUTH is offered
};

enum class ClientState {
  // Waiting for the server.
  kGreeting, kHello, kStartTls, kAuthenticate, kMail, kRecipients, kData, kFinal, kReset, kQuit,
  // Waiting for whoever drives it.
  kHandshake,  // the server said go ahead: start TLS, then tls_started()
  kChallenge,  // respond() to challenge(), or cancel_authentication()
  kReady,      // begin(), start_tls(), authenticate(), reset(), quit()
  kBody,       // send the message, dots doubled, without the last line `.`; then body_sent()
  kClosed,     // no more to be had from this connection
};

// The command whose reply decided about a recipient.
enum class Stage { kNone, kConnection, kHello, kMail, kRecipient, kData, kFinal };

struct RecipientOutcome {
  Stage stage = Stage::kNone;
  Reply reply;          // code 0: the connection was lost before an answer
  std::string command;  // as sent: `RCPT To:<x>`
  [[nodiscard]] bool is_accepted() const { return stage == Stage::kFinal && reply.is_positive(); }
};

class ClientEngine {
 public:
  explicit ClientEngine(ClientSettings settings);

  [[nodiscard]] ClientState state() const { return state_; }
  [[nodiscard]] bool is_waiting() const { return state_ < ClientState::kHandshake; }
  // Octets to send before waiting; empties the buffer.
  [[nodiscard]] std::string take_output();
  void receive(std::string_view octets);
  // The connection ended, timed out or could not be used.
  void lost();

  // The last reply that was complete, and whether it ended the session before it was ready.
  [[nodiscard]] const Reply& last_reply() const { return last_reply_; }
  [[nodiscard]] const Reply& greeting() const { return greeting_; }
  [[nodiscard]] const Extensions& extensions() const { return extensions_; }
  [[nodiscard]] bool speaks_esmtp() const { return speaks_esmtp_; }
  // What the server called itself in its answer to EHLO; empty if it did not.
  [[nodiscard]] const std::string& server_name() const { return server_name_; }
  // Octets came that belong to no command: never go on into TLS with them.
  [[nodiscard]] bool has_pending_input() const { return replies_.has_pending_input(); }

  // STARTTLS; kHandshake if the server agrees, else kReady again (last_reply() says why).
  void start_tls();
  void tls_started();  // says EHLO again: what was offered before is forgotten
  // AUTH; `initial_response` is base64, `=` for an empty one, "" for none. Ends in kReady.
  void authenticate(std::string_view mechanism, std::string_view initial_response);
  [[nodiscard]] const std::string& challenge() const { return last_reply_.lines.front(); }
  void respond(std::string_view base64);
  void cancel_authentication();

  // A transaction ends in kReady or kClosed with an outcome for every recipient.
  void begin(Transaction transaction);
  void body_sent();
  [[nodiscard]] const std::vector<RecipientOutcome>& outcomes() const { return outcomes_; }
  // `MAIL From:...` as sent and its parameters, for what is said about a refusal.
  [[nodiscard]] const std::string& mail_command() const { return mail_command_; }
  // Whether NOTIFY and ORCPT went to the server.
  [[nodiscard]] bool passed_dsn_on() const { return extensions_.dsn; }

  void reset();
  void quit();

 private:
  void send(std::string_view command);
  void say_hello(std::string_view verb);
  void handle(const Reply& reply);
  void handle_greeting(const Reply& reply);
  void handle_hello(const Reply& reply);
  void handle_mail(const Reply& reply);
  void handle_recipient(const Reply& reply);
  void handle_data(const Reply& reply);
  void handle_final(const Reply& reply);
  void read_extensions(const Reply& reply);
  std::string mail_parameters() const;
  std::string recipient_command(const TransactionRecipient& recipient) const;
  void send_recipients();
  void after_recipients();
  // Gives the reply to all recipients that are not decided yet.
  void decide_open(Stage stage, const Reply& reply, const std::string& command);
  bool any_open() const;

  ClientSettings settings_;
  ClientState state_ = ClientState::kGreeting;
  ReplyReader replies_;
  std::string output_;
  Reply last_reply_;
  Reply greeting_;
  Extensions extensions_;
  std::string hello_verb_;
  bool speaks_esmtp_ = false;
  std::string server_name_;

  Transaction transaction_;
  std::string mail_command_;
  std::vector<RecipientOutcome> outcomes_;
  std::deque<std::size_t> asked_;   // recipients whose RCPT reply is outstanding
  std::size_t next_recipient_ = 0;  // to be sent
  bool is_data_sent_ = false;
  std::deque<std::size_t> unanswered_;  // accepted recipients, in order (LMTP's final replies)
};

}  // namespace sendwright::smtp
