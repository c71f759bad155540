// What is shown for one input: its parts (one, or the steps of a session), each with what happened
// and how it ended, and the paragraph in words.
#pragma once

#include <string>
#include <vector>

#include "rules/explain/recording.hh"

namespace sendwright::rules::explain {

// How it ended, for colours and short labels.
enum class Result { kNone, kDelivered, kAccepted, kRefused, kDiscarded, kQuarantined, kDeferred };

// `delivered`, `accepted`, ...; "" for kNone.
[[nodiscard]] constexpr const char* label(Result result) {
  switch (result) {
    case Result::kDelivered:
      return "delivered";
    case Result::kAccepted:
      return "accepted";
    case Result::kRefused:
      return "refused";
    case Result::kDiscarded:
      return "discarded";
    case Result::kQuarantined:
      return "quarantined";
    case Result::kDeferred:
      return "deferred";
    case Result::kNone:
      break;
  }
  return "";
}

struct Conclusion {
  Result result = Result::kNone;
  std::string words{};  // complete sentences
};

struct Part {
  std::string heading;  // `MAIL FROM:<...>`; empty if there is only one part
  Recording recording{};
  std::vector<std::string> messages{};  // what rules, maps and the parser said about it
  Conclusion conclusion{};
};

struct Explanation {
  std::string input;  // as typed
  std::vector<Part> parts{};
  Conclusion conclusion{};
};

}  // namespace sendwright::rules::explain
