// The local steps of one address: what its mailer's flags ask for, in sendmail's order: alias
// database (F=A), ruleset 5 (F=5), user database (F=w). Only this room sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/user_database.hh"
#include "routing/alias_list.hh"
#include "routing/router.hh"

namespace sendwright::routing {

// The mailers that programs, files and includes go to.
inline constexpr std::string_view kProgramMailer = "prog";
inline constexpr std::string_view kFileMailer = "*file*";
inline constexpr std::string_view kIncludeMailer = "*include*";

// A mailer triple.
struct Target {
  const config::Mailer* mailer = nullptr;
  std::string host;
  std::string user;

  [[nodiscard]] bool has_flag(char flag) const { return mailer->flags.has(flag); }
  // Equal for two addresses that mean the same delivery.
  [[nodiscard]] std::string key() const;
};

// What rulesets 3 and 0 make of an address. A backslash in front (`\user`) is not shown to them.
struct ResolvedAddress {
  Target target;
  std::string address;       // as typed, comments removed
  bool is_quoted = false;    // began with a backslash: no alias, no .forward
  bool is_deferred = false;  // `error` says why, and is temporary
  std::optional<rules::ReplyError> error;
};

[[nodiscard]] ResolvedAddress resolve_member(const RouterParts& parts, std::string_view address,
                                             rules::Evaluation& evaluation);

// The program, file or include that a local user part is, if the mailer's flags (| / :) allow it.
[[nodiscard]] std::optional<Member> classify_resolved(const Target& target);

// What the local steps ended in.
struct LocalAnswer {
  Target target;                     // ruleset 5 may have changed it
  std::optional<std::string> alias;  // the value of an alias
  std::string alias_name;            // by which it was found
  std::optional<base::User> user;    // the account, for mailers with F=w
  std::optional<rules::ReplyError> error;  // `User unknown`, or temporary
};

// `skips_aliases` for `\user` and for a name that stands in its own expansion.
[[nodiscard]] LocalAnswer look_up_local(const RouterParts& parts, Target target, bool skips_aliases,
                                        rules::Evaluation& evaluation);

// A database that could not be asked, as a reply.
[[nodiscard]] rules::ReplyError temporary_reply(std::string enhanced_status, std::string text);

}  // namespace sendwright::routing
