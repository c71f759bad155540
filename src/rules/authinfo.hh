// Who we are to a server that wants AUTH: what ruleset authinfo answers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rules/hooks.hh"

namespace sendwright::rules {

// The parts of `$# "U:user" "I:authentication id" "P:password" "R:realm" "M:mechanisms"`. With `=`
// for `:` the value is in base64, so that it may hold any octet.
struct AuthInfo {
  std::string user;               // U: on whose behalf; empty: that of the authentication id
  std::string authentication_id;  // I: whose password it is; empty: the user
  std::string password;           // P
  std::string realm;              // R
  std::string mechanisms;         // M: blank separated; empty: any

  [[nodiscard]] bool is_usable() const { return !user.empty() || !authentication_id.empty(); }
};

// Reads the words after `$#`. The error says which word is wrong; it names no value, since these
// are secrets.
[[nodiscard]] base::Result<AuthInfo> parse_auth_info(std::span<const std::string> words);

// Asks ruleset authinfo. nullopt: there is nothing to say to this server, and no AUTH is done. An
// error is one of the ruleset or of its answer, and temporary.
[[nodiscard]] base::Result<std::optional<AuthInfo>> auth_info_for(const Engine& engine,
                                                                  std::string_view server_name,
                                                                  std::string_view server_address,
                                                                  Evaluation& evaluation);

}  // namespace sendwright::rules
