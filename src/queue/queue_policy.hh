// Numbers that decide when a message is tried, reported and given up: priority, age, timeouts; and the
// order of a run.
#pragma once

#include <chrono>
#include <vector>

#include "config/configuration.hh"
#include "config/options.hh"
#include "queue/store.hh"

namespace sendwright::queue {

// The value that the configuration (P lines) gives the message's Precedence: field; 0 without one or
// for an unknown word.
[[nodiscard]] int message_class(const message::HeaderList& headers,
                                const config::Configuration& configuration);

// size + RecipientFactor * recipients - ClassFactor * class. Each attempt adds RetryFactor.
[[nodiscard]] long initial_priority(const Envelope& envelope, int message_class,
                                    const config::Options& options);

// Whether an ordinary run looks at the message: MinQueueAge has passed since the last attempt.
[[nodiscard]] bool is_due(const Envelope& envelope, base::TimePoint now,
                          std::chrono::seconds min_queue_age);

// Which of the timeouts apply: Priority: field (urgent, non-urgent, normal), else the class.
enum class Urgency { kNonUrgent, kNormal, kUrgent, kNotice };
[[nodiscard]] Urgency urgency_of(const Envelope& envelope, int message_class);

// Age at which the message goes back to its sender; zero: at the first failure to deliver it.
[[nodiscard]] std::chrono::seconds return_timeout(Urgency urgency, const config::Options& options);
// Age at which the sender is warned once; zero: never.
[[nodiscard]] std::chrono::seconds warning_timeout(Urgency urgency, const config::Options& options);
[[nodiscard]] bool has_expired(const Envelope& envelope, base::TimePoint now,
                               std::chrono::seconds timeout);

// Option QueueSortOrder. Equal ones stay in the order of their ids.
void sort_for_run(std::vector<QueueEntry>& entries, config::QueueSortOrder order);

}  // namespace sendwright::queue
