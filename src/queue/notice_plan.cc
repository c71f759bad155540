#include <algorithm>

#include "queue/notices.hh"

namespace sendwright::queue {
namespace {

template <typename Wanted>
std::vector<size_t> items_where(const WorkList& work, Wanted is_wanted) {
  std::vector<size_t> found;
  for (size_t i = 0; i < work.items.size(); ++i)
    if (is_wanted(work.items[i])) found.push_back(i);
  return found;
}

// Sources that became a list or several addresses: their success is reported now, once.
std::vector<size_t> expanded_sources(const WorkList& work) {
  std::vector<size_t> members(work.sources.size());
  for (const auto& item : work.items) ++members[item.source];
  std::vector<size_t> found;
  for (size_t i = 0; i < work.sources.size(); ++i) {
    const auto& source = work.sources[i];
    const bool is_reported = source.is_expanded && (source.is_list || members[i] > 1);
    if (is_reported && source.record.notify.on_success) found.push_back(i);
  }
  return found;
}

bool is_success(const WorkItem& item) {
  return item.state == WorkState::kDelivered && item.record.notify.on_success &&
         !item.status.is_dsn_passed_on;
}

}  // namespace

std::optional<NoticePlan> plan_notice(const Envelope& envelope, const WorkList& work,
                                      bool is_delay_due, bool has_expired) {
  const bool has_sender = !envelope.sender.empty();
  NoticePlan plan;
  plan.has_expired = has_expired;
  plan.items = items_where(work, [](const WorkItem& item) {
    return item.state == WorkState::kFailed && item.record.notify.on_failure;
  });
  const bool has_failures = !plan.items.empty();
  if (has_sender) {
    const auto successes = items_where(work, is_success);
    plan.items.insert(plan.items.end(), successes.begin(), successes.end());
    plan.expanded_sources = expanded_sources(work);
  }
  if (has_failures) return plan;
  const auto delayed = items_where(work, [](const WorkItem& item) {
    return item.state == WorkState::kDeferred && item.record.notify.on_delay;
  });
  if (has_sender && is_delay_due && !delayed.empty()) {
    plan.kind = message::NoticeKind::kDelay;
    plan.items.insert(plan.items.begin(), delayed.begin(), delayed.end());
    return plan;
  }
  plan.kind = message::NoticeKind::kReceipt;
  if (plan.items.empty() && plan.expanded_sources.empty()) return std::nullopt;
  return plan;
}

}  // namespace sendwright::queue
