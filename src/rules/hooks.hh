// The rulesets the program calls by name (check_rcpt, srv_features, ...) and what their answers
// mean.
#pragma once

#include <expected>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "rules/engine.hh"
#include "rules/hook_table.hh"

namespace sendwright::rules {

// A reply to a command, or the reason of a bounce.
struct ReplyError {
  int code = 550;               // SMTP reply code (RFC 5321 section 4.2)
  std::string enhanced_status;  // x.y.z (RFC 3463); may be empty
  std::string text;             // without codes
  base::ExitCode exit_code = base::ExitCode::kUnavailable;
  bool is_fault_of_rules = false;  // an unknown ruleset, an endless loop: nothing the address did

  [[nodiscard]] bool is_temporary() const { return code / 100 == 4; }
  [[nodiscard]] bool closes_connection() const { return code == 421; }
  // `code enhanced text`, the shape of an SMTP reply line.
  [[nodiscard]] std::string reply_line() const;
};

struct CheckVerdict {
  enum class Kind { kAccept, kError, kDiscard, kQuarantine, kValue };
  Kind kind = Kind::kAccept;
  ReplyError error;                 // kError
  std::string reason;               // kQuarantine: text; kValue: the tokens as one text
  std::vector<std::string> values;  // kValue: tokens after `$#` (srv_features, greet_pause, ...)
  std::string returned;             // what a ruleset without `$#` returned, as text
  base::ExitCode status = base::ExitCode::kOk;  // as the rewrite ended

  [[nodiscard]] bool is_accepted() const { return kind == Kind::kAccept; }
};

// Reads `$@ dsn $: text` of `$#error`: symbolic, numeric (exit status) or enhanced code; a text
// that may start with a reply code and an enhanced one, and may be quoted in whole or in parts.
[[nodiscard]] ReplyError parse_error(std::string_view host, std::string_view user,
                                     std::string_view default_status = "5.7.1",
                                     int default_code = 550);

// What a workspace says that a hook returned with this status.
[[nodiscard]] CheckVerdict verdict_of(std::span<const address::Token> workspace,
                                      base::ExitCode status);

// Calls a hook with its arguments, joined by the `$|` metatoken. An undefined hook accepts. So
// does one that returned without `$#` although a map failed temporarily (a name server that does
// not answer while a domain is made canonical is no reason to refuse): `status` tells. A workspace
// that outgrew its limits is a 451 4.3.0 error, a fault of the rules themselves (an unknown ruleset
// is called, an endless loop) a 554 that tells what it is.
[[nodiscard]] CheckVerdict check(const Engine& engine, std::string_view ruleset,
                                 std::initializer_list<std::string_view> arguments,
                                 Evaluation& evaluation);
[[nodiscard]] inline CheckVerdict check(const Engine& engine, Hook hook,
                                        std::initializer_list<std::string_view> arguments,
                                        Evaluation& evaluation) {
  return check(engine, name_of(hook), arguments, evaluation);
}

// The same for a text that is no address (a header field's value): no length limit, brackets need
// no partner, comments stay if `keeps_comments` (`$>+`).
[[nodiscard]] CheckVerdict check_unstructured(const Engine& engine, std::string_view ruleset,
                                              std::string_view text, bool keeps_comments,
                                              Evaluation& evaluation);

// The same for a command line and the first digit of the reply that it would get (check_other).
[[nodiscard]] CheckVerdict check_command(const Engine& engine, std::string_view line, int code,
                                         Evaluation& evaluation);

// What a hook said that answers with settings, not with `$#` (tls_srv_features): empty without one.
[[nodiscard]] base::Result<std::string> settings_from(
    const Engine& engine, Hook hook, std::initializer_list<std::string_view> arguments,
    Evaluation& evaluation);

// The queue group that ruleset queuegroup names for a resolved address. Empty: none, or one that
// the configuration does not have (logged); the mailer's or the default one is meant then. The error
// is a fault of the rules: what the ruleset itself answers refuses nothing.
[[nodiscard]] std::expected<std::string, ReplyError> queue_group_for(const Engine& engine,
                                                                     std::string_view address,
                                                                     Evaluation& evaluation);

// Whom ruleset bcc wants a message for this recipient copied to; empty: nobody. An error: the ruleset's
// own, a fault of the rules, or 451 for a table that could not be asked (unless the rules saw to that).
[[nodiscard]] std::expected<std::string, ReplyError> bcc_for(const Engine& engine,
                                                             std::string_view recipient,
                                                             Evaluation& evaluation);

}  // namespace sendwright::rules
