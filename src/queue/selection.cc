#include "queue/selection.hh"

#include <algorithm>
#include <optional>

#include "base/strings.hh"
#include "queue/queue_file.hh"

namespace sendwright::queue {
namespace {

std::optional<CriterionField> field_for(char letter) {
  switch (letter) {
    case 'I': return CriterionField::kQueueId;
    case 'R': return CriterionField::kRecipient;
    case 'S': return CriterionField::kSender;
    case 'Q': return CriterionField::kQuarantineReason;
    default: return std::nullopt;
  }
}

bool contains(std::string_view text, std::string_view part) {
  return base::find_ignoring_case(text, part) != std::string_view::npos;
}

bool holds(const Criterion& criterion, const Envelope& envelope) {
  const auto is_found = [&] {
    switch (criterion.field) {
      case CriterionField::kQueueId: return contains(envelope.queue_id, criterion.text);
      case CriterionField::kSender: return contains(listed_sender(envelope), criterion.text);
      case CriterionField::kQuarantineReason:
        return contains(envelope.quarantine_reason, criterion.text);
      case CriterionField::kRecipient: break;
    }
    return std::ranges::any_of(envelope.recipients, [&](const Recipient& recipient) {
      return contains(listed_address(envelope, recipient), criterion.text);
    });
  };
  return is_found() != criterion.is_negated;
}

}  // namespace

bool Selection::add(std::string_view argument) {
  const bool is_negated = argument.starts_with('!');
  const std::string_view rest = argument.substr(is_negated ? 1 : 0);
  if (rest.empty()) return false;
  if (rest.front() == 'L' && rest.size() == 1 && !is_negated) {
    mode_ = SelectionMode::kLost;
    return true;
  }
  const auto field = field_for(rest.front());
  if (!field) return false;
  if (*field == CriterionField::kQuarantineReason) mode_ = SelectionMode::kQuarantined;
  if (rest.size() == 1) return *field == CriterionField::kQuarantineReason;
  criteria_.push_back({*field, std::string(rest.substr(1)), is_negated});
  return true;
}

bool Selection::matches(const QueueEntry& entry) const {
  const bool is_quarantined = entry.state == EntryState::kQuarantined;
  const bool is_lost = entry.state == EntryState::kLost;
  const bool is_of_kind = mode_ == SelectionMode::kQuarantined ? is_quarantined
                          : mode_ == SelectionMode::kLost      ? is_lost
                                                               : !is_quarantined && !is_lost;
  return is_of_kind && matches(entry.envelope);
}

bool Selection::matches(const Envelope& envelope) const {
  return std::ranges::all_of(criteria_, [&](const Criterion& asked) {
    return std::ranges::any_of(criteria_, [&](const Criterion& criterion) {
      return criterion.field == asked.field && holds(criterion, envelope);
    });
  });
}

}  // namespace sendwright::queue
