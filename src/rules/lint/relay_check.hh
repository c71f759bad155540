// Is this configuration an open relay? The rules are run as a server runs them for a client that is
// nobody's, with recipients that are not ours, in every form that has opened a relay somewhere.
// What they let through is told together with the rule that did.
#pragma once

#include <cstddef>
#include <span>

#include "rules/engine.hh"
#include "rules/lint/findings.hh"

namespace sendwright::rules::lint {

// What the name service says in one run. The engine's maps give its answers; they ask nobody.
struct RelayWorld {
  const Engine& engine;
  bool has_our_mx = false;  // every domain names this host as its mail exchanger
};

// The number of attempts made.
std::size_t check_relay(std::span<const RelayWorld> worlds, Findings& findings);

}  // namespace sendwright::rules::lint
