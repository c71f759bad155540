#include "queue/run_plan.hh"

#include <algorithm>
#include <chrono>

#include "queue/queue_policy.hh"

namespace sendwright::queue {
namespace {

std::chrono::seconds wait_after(const Envelope& envelope, const config::Options& options) {
  auto wait = options.min_queue_age;
  if (options.max_queue_age.count() <= 0 || wait.count() <= 0) return wait;
  for (int i = 1; i < envelope.attempts && wait < options.max_queue_age; ++i) wait *= 2;
  return std::min(wait, options.max_queue_age);
}

}  // namespace

std::vector<std::string> plan_run(std::vector<QueueEntry> entries, const Selection& selection,
                                  const config::Options& options, base::TimePoint now) {
  const bool heeds_age = !selection.is_specific() && selection.mode() == SelectionMode::kOrdinary;
  std::erase_if(entries, [&](const QueueEntry& entry) {
    if (entry.state == EntryState::kLocked || entry.state == EntryState::kLost) return true;
    if (!selection.matches(entry)) return true;
    return heeds_age && !is_due(entry.envelope, now, wait_after(entry.envelope, options));
  });
  sort_for_run(entries, options.queue_sort_order);
  const auto limit = static_cast<size_t>(std::max<std::int64_t>(0, options.max_queue_run_size));
  if (limit > 0 && entries.size() > limit) entries.resize(limit);
  std::vector<std::string> ids;
  for (auto& entry : entries) ids.push_back(std::move(entry.queue_id));
  return ids;
}

}  // namespace sendwright::queue
