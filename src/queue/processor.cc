#include "queue/processor.hh"

#include <deque>
#include <memory>

#include "queue/message_run.hh"

namespace sendwright::queue {
namespace {

// Notices about notices end in a double bounce; anything longer is a fault of ours.
constexpr size_t kMaxFollowUps = 100;

ProcessStatus status_of(LockFailure failure) {
  switch (failure) {
    case LockFailure::kGone: return ProcessStatus::kGone;
    case LockFailure::kLockedElsewhere: return ProcessStatus::kLocked;
    case LockFailure::kUnreadable: break;
  }
  return ProcessStatus::kUnreadable;
}

}  // namespace

ProcessResult Processor::process(std::string_view queue_id, base::Waiter& waiter,
                                 const ProcessOptions& options) const {
  ProcessResult result;
  std::expected<std::unique_ptr<QueuedMessage>, LockFailure> message;
  waiter.run_blocking([&] { message = parts_.store.lock(queue_id); });
  if (!message) {
    result.status = status_of(message.error());
    return result;
  }
  if (!(*message)->envelope().quarantine_reason.empty() && !options.includes_quarantined) {
    result.status = ProcessStatus::kHeld;
    return result;
  }
  return MessageRun(parts_, options, **message, waiter).run();
}

ProcessResult Processor::process_all(std::string_view queue_id, base::Waiter& waiter,
                                     const ProcessOptions& options) const {
  auto result = process(queue_id, waiter, options);
  std::deque<std::string> waiting(result.new_messages.begin(), result.new_messages.end());
  for (size_t done = 0; !waiting.empty() && done < kMaxFollowUps; ++done) {
    const auto next = process(waiting.front(), waiter, options);
    waiting.pop_front();
    waiting.insert(waiting.end(), next.new_messages.begin(), next.new_messages.end());
  }
  return result;
}

}  // namespace sendwright::queue
