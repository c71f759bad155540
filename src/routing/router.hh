// A recipient becomes deliveries: rulesets 3 and 0 choose mailer, host and user; aliases, :include:
// and .forward files, ruleset 5 and the user database turn local names into what is delivered.
//
// In: an address as the envelope has it. Out: the final recipients with all that a delivery attempt
// needs to know about them, or why there are none. Policy stays in the rules: the code only knows
// the order in which they are asked, and the mailer flags (A w 5 | / :) that ask for each step.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sysexits.hh"
#include "config/configuration.hh"
#include "routing/alias_lookup.hh"
#include "routing/default_user.hh"
#include "routing/user_files.hh"
#include "rules/engine.hh"
#include "rules/evaluation.hh"
#include "rules/hooks.hh"

namespace sendwright::base {
class UserDatabase;
}

namespace sendwright::routing {

// What the router asks. All must outlive it.
struct RouterParts {
  const rules::Engine& engine;  // its configuration's options are asked, too
  AliasLookup& aliases;
  base::UserDatabase& users;
  UserFileReader& files;

  [[nodiscard]] const config::Options& options() const { return engine.configuration().options; }
};

// On whose behalf programs and files are used ("controlling user").
struct Controller {
  std::string name;   // empty: the default user (option DefaultUser)
  long uid = -1;
  long gid = -1;
  std::string alias;  // the address that led here
};

// The answer to RCPT, VRFY or MAIL.
struct Verification {
  std::optional<rules::ReplyError> error;  // the text does not repeat the address
  const config::Mailer* mailer = nullptr;  // nullptr if it did not resolve (yet: will_queue)
  std::string host;
  std::string user;
  std::string address;      // as typed, comments removed
  std::string full_name;    // of a user with an account, for VRFY
  bool is_alias = false;
  bool will_queue = false;  // a map or name server failed for now: accepted, looked at again later

  [[nodiscard]] bool is_accepted() const { return !error; }
};

// An envelope's recipients as the queue has them.
struct ExpansionRecipient {
  std::string address;
  std::optional<Controller> controller;  // set if found by expansion in an earlier attempt
  bool is_primary = true;                // given by the sender: may be no program or file
};

struct ExpansionRequest {
  std::string sender;  // of the envelope, for option MeToo
  std::vector<ExpansionRecipient> recipients;
};

// How an address was come by.
struct Origin {
  size_t source = 0;              // index into ExpansionRequest::recipients
  std::vector<std::string> path;  // the aliases from that recipient on, the nearest last
  std::optional<std::string> sender;  // envelope sender of copies from here on (owner-NAME)
  std::optional<Controller> controller;
  std::string unsafe_list;  // not empty: others could have written this one, it may name no programs
  [[nodiscard]] bool is_expanded() const { return !path.empty(); }
};

struct RoutedRecipient {
  Origin origin;
  std::string address;  // as qf file and log show it: `user@host`, `\user`, `"|command"`
  const config::Mailer* mailer = nullptr;
  std::string host;     // $h
  std::string user;     // $u: command or path for programs and files
  std::string login;    // the account it is; empty if none
  std::string home;     // $z
  std::string full_name;
  long uid = -1;        // who the delivery agent runs as; -1: the mailer's default
  long gid = -1;
};

struct RoutingFailure {
  Origin origin;
  std::string address;
  const config::Mailer* mailer = nullptr;  // if the address resolved
  rules::ReplyError error;   // is_temporary(): try again later
  std::string status_text;   // `User unknown`, `Deferred: ...`: the log line's stat=
};

struct Expansion {
  std::vector<RoutedRecipient> recipients;  // no two with the same mailer, host and user
  std::vector<RoutingFailure> failures;
  // For each recipient of the request: whether it was replaced by what it expands to.
  std::vector<bool> is_expanded;
  std::vector<std::string> log_lines;       // `alias group => user1,user2`
};

// One line of `sendmail -bv`.
struct Description {
  std::string line;  // `ADDR... deliverable: mailer M, host H, user U`
  base::ExitCode status = base::ExitCode::kOk;
};

// Stateless but for its parts; any number of sessions may use it at once, each with an Evaluation
// of its own. Sets macros h, u and z in the Evaluation's scope.
class Router {
 public:
  // Asks the machine's name service for the default user: blocks.
  explicit Router(const RouterParts& parts);

  // What RCPT and VRFY need to know: does the address resolve, and does the local name exist.
  // Members of an alias are not looked at: those fail after acceptance.
  [[nodiscard]] Verification verify_recipient(std::string_view address,
                                              rules::Evaluation& evaluation) const;
  // What MAIL needs to know: does the address parse. The empty one (`<>`) does.
  [[nodiscard]] Verification verify_sender(std::string_view address,
                                           rules::Evaluation& evaluation) const;
  // Expands all recipients of an envelope to the end.
  [[nodiscard]] Expansion expand(const ExpansionRequest& request,
                                 rules::Evaluation& evaluation) const;
  // `sendmail -bv ADDRESS`: failures first.
  [[nodiscard]] std::vector<Description> describe(std::string_view address,
                                                  rules::Evaluation& evaluation) const;

  [[nodiscard]] const RouterParts& parts() const { return parts_; }
  // Who programs and files of aliases run as.
  [[nodiscard]] const DefaultUser& default_user() const { return default_user_; }

 private:
  RouterParts parts_;
  DefaultUser default_user_;
};

}  // namespace sendwright::routing
