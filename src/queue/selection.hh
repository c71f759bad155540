// Which messages a queue run or a listing is about: -qI, -qR, -qS, -qQ with or without a text, -qL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "queue/store.hh"

namespace sendwright::queue {

enum class CriterionField { kQueueId, kRecipient, kSender, kQuarantineReason };

// The text is looked for anywhere in the field, without regard to case.
struct Criterion {
  CriterionField field = CriterionField::kQueueId;
  std::string text;
  bool is_negated = false;
};

// Which kind of messages: an ordinary run, -qQ or -qL (listings only).
enum class SelectionMode { kOrdinary, kQuarantined, kLost };

class Selection {
 public:
  // What stands behind `-q`, if it is a selection: `[!]{I,R,S,Q}text`, `Q`, `L`. Returns whether it
  // was one; other arguments (an interval, `f`, `G`...) are the caller's. Several add up: one of the
  // same field must match, and every field must.
  bool add(std::string_view argument);

  [[nodiscard]] SelectionMode mode() const { return mode_; }
  // MinQueueAge and priorities do not hold back what was asked for by name.
  [[nodiscard]] bool is_specific() const { return !criteria_.empty(); }
  [[nodiscard]] bool matches(const QueueEntry& entry) const;
  // The same for a message of the kind that mode() asks for.
  [[nodiscard]] bool matches(const Envelope& envelope) const;

 private:
  SelectionMode mode_ = SelectionMode::kOrdinary;
  std::vector<Criterion> criteria_;
};

}  // namespace sendwright::queue
