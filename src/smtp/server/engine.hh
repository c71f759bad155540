// The SMTP server's protocol engine (RFC 5321, sendmail's replies): octets in, events and octets
// out, no input or output of its own. It knows the grammar, the order of commands and the limits;
// what a site wants is decided outside, by whoever handles the events.
//
//   engine.feed(octets);
//   switch on engine.next(): an event asks for one decision, told by the method named beside it;
//   send engine.take_output().
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "smtp/limits.hh"
#include "smtp/parameters.hh"
#include "smtp/reply.hh"
#include "smtp/server/data_reader.hh"

namespace sendwright::smtp::server {

// What this server offers this client; may change after STARTTLS and AUTH.
struct Features {
  bool has_pipelining = true;
  bool has_vrfy = true;
  bool has_expn = true;
  bool has_verb = true;
  bool has_8bitmime = true;
  bool has_dsn = true;          // keyword and parameters
  bool lists_dsn = true;        // privacy flag noreceipts takes the keyword away only
  bool has_etrn = true;
  bool has_starttls = false;    // modifiers and features allow it ...
  bool is_starttls_ready = false;  // ... and there is a certificate
  bool has_auth = false;
  bool forbids_plain_auth = false;  // AuthOptions p, server features C and c
  bool asks_for_certificate = true;  // not with server feature V
  std::string auth_mechanisms;  // blank separated; empty: not listed
  bool requires_auth = false;   // daemon modifier a, server feature l
  bool requires_helo_for_mail = false;
  bool requires_helo_for_vrfy = false;
  bool requires_helo_for_expn = false;
  bool allows_bogus_helo = false;
  bool checks_early_input = true;   // not with server feature F
  bool refuses_http_always = false;  // server feature h
  ParameterRules parameters;
  DataRules data;
};

struct EngineSettings {
  std::string host;  // $j
  std::string peer;  // `name [address]`, as log lines and the HELO reply have it
  long max_recipients = 0;          // MaxRecipientsPerMessage; 0: no limit
  long bad_recipient_throttle = 0;  // BadRcptThrottle
  long bad_recipient_shutdown = 0;  // BadRcptShutdown
  long max_noop_commands = 20;
};

// Events. Views in them are valid until the next call of feed() or next().
struct NeedInput {};               // feed()
struct HelloEvent {                // accept_hello() or answer()
  bool is_extended = false;
  std::string_view name;
};
struct MailEvent { MailCommand command; };  // accept_mail() or answer()
struct RcptEvent { RcptCommand command; };  // accept_recipient() or refuse_recipient()
struct DataEvent {};               // accept_data() or answer()
struct BodyEvent { std::string_view octets; };  // nothing to tell
struct BodyEndEvent { bool has_nul = false; };  // end_message()
struct ResetEvent {};              // the transaction is over: forget the message
struct VerifyEvent {               // answer()
  std::string_view argument;
  bool expands = false;            // EXPN
};
struct EtrnEvent { std::string_view argument; };  // answer()
struct HelpEvent { std::string_view topic; };     // answer()
struct OtherEvent {                // answer(): NOOP, VERB, commands that are not known ...
  std::string_view line;
  Reply reply;                     // what the engine would say
};
struct StartTlsEvent {};           // accept_starttls() or answer()
struct AuthEvent {                 // challenge(), authenticated() or answer()
  std::string mechanism;
  std::optional<std::string> initial_response;
};
struct AuthResponseEvent { std::string response; };  // as AuthEvent
struct AuthAbortEvent {};          // already answered
struct PauseEvent { std::chrono::seconds duration; };
struct LogEvent {
  int level = 0;
  std::string text;
};
struct CloseEvent {                // send the output, then close
  bool is_quit = false;            // QUIT, not an error
};

using Event = std::variant<NeedInput, HelloEvent, MailEvent, RcptEvent, DataEvent, BodyEvent,
                           BodyEndEvent, ResetEvent, VerifyEvent, EtrnEvent, HelpEvent,
                           OtherEvent, StartTlsEvent, AuthEvent, AuthResponseEvent, AuthAbortEvent, PauseEvent,
                           LogEvent, CloseEvent>;

class Engine {
 public:
  Engine(EngineSettings settings, Features features);

  // --- the beginning of a session: one of these
  // `text` is the expanded SmtpGreetingMessage; ESMTP is inserted after its first word.
  void greet(std::string_view text);
  // greet_pause or a filter refused: 554 instead of a greeting, 550 to most commands.
  void greet_refused();
  // check_relay refused: an ordinary greeting, then `reply` to all commands that matter.
  void reject_commands(Reply reply);
  // Ends the session with `reply` instead of the greeting, or at any later time.
  void close_with(const Reply& reply);

  // --- octets and events
  void feed(std::string_view octets);
  [[nodiscard]] Event next();
  [[nodiscard]] bool has_pending_input() const { return position_ < input_.size(); }
  // Output so far; empties it.
  [[nodiscard]] std::string take_output();
  [[nodiscard]] bool has_output() const { return !output_.empty(); }

  // --- decisions
  // Any reply that is final for the command; what a positive one changes has a method of its own.
  void answer(const Reply& reply);
  // `has_early_input`: the client did not wait for the reply.
  void accept_hello(bool has_early_input);
  void accept_mail(const std::string& address);
  // `text` is what follows the address: `Recipient ok`.
  void accept_recipient(const std::string& address, std::string_view text = "Recipient ok");
  void refuse_recipient(const Reply& reply);
  void accept_data(bool has_early_input);
  // After BodyEndEvent: answers and ends the transaction.
  void end_message(const Reply& reply);
  void accept_starttls();
  // The handshake is done: all state is as at the start, what was read before is thrown away.
  void restart_after_tls();
  void challenge(std::string_view octets);
  void authenticated();

  // --- state
  [[nodiscard]] bool is_in_transaction() const { return has_mail_; }
  [[nodiscard]] bool is_reading_data() const { return mode_ == Mode::kData; }
  [[nodiscard]] bool is_authenticated() const { return is_authenticated_; }
  [[nodiscard]] bool is_tls() const { return is_tls_; }
  [[nodiscard]] bool did_greet() const { return hello_ != Hello::kNone; }
  [[nodiscard]] bool is_extended() const { return hello_ == Hello::kEhlo; }
  // Whether MAIL, EXPN, VRFY or ETRN was ever issued.
  [[nodiscard]] bool did_work() const { return did_work_; }
  [[nodiscard]] long accepted_recipients() const { return accepted_recipients_; }
  [[nodiscard]] long bad_recipients() const { return bad_recipients_; }
  [[nodiscard]] const Features& features() const { return features_; }
  [[nodiscard]] Features& features() { return features_; }
  // The last command, for log lines about a lost connection.
  [[nodiscard]] std::string_view last_command() const { return last_command_; }

 private:
  enum class Mode { kCommand, kData, kAuth, kClosed };
  enum class Hello { kNone, kHelo, kEhlo };
  enum class Rejection { kNone, kCommands, kEverything };

  void put(const Reply& reply) { output_ += reply.rendered(); }
  void emit(Event event) { events_.push_back(std::move(event)); }
  void close(bool is_quit = false);
  void end_transaction();
  Event next_queued();
  // The line at the front of the input without its end, or nullopt; too long a line ends the session.
  std::optional<std::string_view> take_line(size_t limit);
  Event read_body();

  void execute(std::string_view line);
  [[nodiscard]] bool is_rejected(Verb verb);
  void hello(const CommandLine& command, bool is_extended);
  void mail(const CommandLine& command);
  void rcpt(const CommandLine& command);
  void data();
  void reset();
  void noop(const CommandLine& command);
  void verbose(const CommandLine& command);
  void verify(const CommandLine& command);
  void etrn(const CommandLine& command);
  void start_tls(const CommandLine& command);
  void auth(const CommandLine& command);
  void auth_line(std::string_view line);
  void unknown(const CommandLine& command);
  [[nodiscard]] bool refuse_proxy(const CommandLine& command);
  // Counts one more use of a command that attackers repeat; logs and slows down from `limit` on.
  void count_abuse(int& counter, long limit, std::string_view name);
  void put_ehlo_keywords(std::string first_line);

  EngineSettings settings_;
  Features features_;
  std::string input_;
  size_t position_ = 0;
  std::string output_;
  std::string body_;
  std::vector<Event> events_;
  size_t next_event_ = 0;
  std::optional<DataReader> data_;
  std::optional<Reply> rejection_reply_;
  std::string last_command_;
  Mode mode_ = Mode::kCommand;
  Hello hello_ = Hello::kNone;
  Hello pending_hello_ = Hello::kNone;
  Rejection rejection_ = Rejection::kNone;
  bool has_mail_ = false;
  bool is_tls_ = false;
  bool is_authenticated_ = false;
  bool did_work_ = false;
  bool is_first_command_ = true;
  long accepted_recipients_ = 0;
  long bad_recipients_ = 0;
  int bad_commands_ = 0;
  int hello_commands_ = 0;
  int noop_commands_ = 0;
  int verify_commands_ = 0;
  int etrn_commands_ = 0;
  int failed_auth_ = 0;
};

}  // namespace sendwright::smtp::server
