// What a resolving ruleset leaves: `$#mailer $@host $:user`.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "address/tokens.hh"

namespace sendwright::rules {

struct Triple {
  std::string mailer;
  std::string host;
  std::string user;
  std::span<const address::Token> user_tokens;  // of the workspace that was split
  bool has_host = false;
  bool has_user = false;
};

// nullopt unless the workspace starts with `$#`. Texts are joined with `blank_substitute`.
[[nodiscard]] std::optional<Triple> split_triple(std::span<const address::Token> workspace,
                                                 char blank_substitute);

}  // namespace sendwright::rules
