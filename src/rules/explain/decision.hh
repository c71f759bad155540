// Which rule decided how a rewrite ended, and which answers of maps led it to that.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "rules/explain/recording.hh"

namespace sendwright::rules::explain {

struct Decision {
  const Call* call = nullptr;  // the ruleset it stands in
  const Step* step = nullptr;
  // Answers that the rule matched, took or asked for; the latest first.
  std::vector<const Lookup*> lookups;
};

// The ruleset, of those called one after the other, whose result counts: the last called `ruleset` if
// that is given and there; else the first that returned a `$#` triple; else the last that changed
// anything, or the last. nullptr: none was called.
[[nodiscard]] const Call* deciding_call(const Recording& recording, std::string_view ruleset = {});
// The last that returned `$#error` or `$#discard`; nullptr if none did.
[[nodiscard]] const Call* refusing_call(const Recording& recording);

// The rule that made the result of this ruleset: if that is a `$#` triple, the one that wrote the
// `$#`; else the last that changed the workspace. nullopt: no rule of it did anything.
[[nodiscard]] std::optional<Decision> find_decision(const Call& call, const Recording& recording);

// Lookups that failed for now, and those that found nothing, in the order they were made.
[[nodiscard]] std::vector<const Lookup*> lookups_with(MapStatus status, const Recording& recording);

}  // namespace sendwright::rules::explain
