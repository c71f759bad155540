// The letters of ruleset srv_features: what this client is offered, in place of what the options
// say.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "smtp/server/engine.hh"

namespace sendwright::smtp::server {

// Applies letters (`a B p u2`), the last of a kind counts. Returns what is wrong with those that
// were passed over, for the log.
std::vector<std::string> apply_feature_letters(std::span<const std::string> letters,
                                               Features& features);

}  // namespace sendwright::smtp::server
