// What one rewrite may cost, however its rules and its address were chosen.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sendwright::rules {

inline constexpr int kMaxDepth = 50;          // nested ruleset calls
inline constexpr int kMaxApplications = 100;  // of one rule in a row

// Rulesets that call themselves twice, or loops within loops, would go on for years within the limits
// above. So a rewrite also has an amount of work: a unit for each rule that is looked at, each token
// of a workspace that a rule is tried on and each octet of a text that is scanned. An address takes a
// few thousand with the largest configurations; all of it is done in a part of a second.
inline constexpr std::uint64_t kMaxWork = 20'000'000;
inline constexpr std::uint64_t kWorkOfAppliedToken = 10;  // a replacement costs more than a try
inline constexpr std::uint64_t kWorkOfLookup = 1000;      // a map may have to ask another machine

}  // namespace sendwright::rules
