// Which notices (delivery status notifications, RFC 3461 to 3464) a delivery attempt calls for, and
// putting them into the queue as messages of their own.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/environment.hh"
#include "base/result.hh"
#include "base/waiter.hh"
#include "config/configuration.hh"
#include "config/options.hh"
#include "message/notice.hh"
#include "queue/store.hh"
#include "queue/work_list.hh"

namespace sendwright::queue {

// What one notice says about a message.
struct NoticePlan {
  message::NoticeKind kind = message::NoticeKind::kFailure;
  std::vector<size_t> items;             // into WorkList::items: those that it reports
  std::vector<size_t> expanded_sources;  // into WorkList::sources: `expanded to multiple addresses`
  bool has_expired = false;              // the deferred ones waited too long
};

// The notice that is due after an attempt, if any: failures (with successes that were asked for), else
// a delay of which nobody heard yet, else successes. NOTIFY and the null sender are heeded; failures
// of a null sender's message are planned too, for the postmaster.
[[nodiscard]] std::optional<NoticePlan> plan_notice(const Envelope& envelope, const WorkList& work,
                                                    bool is_delay_due, bool has_expired);

struct NoticeWriterParts {
  QueueStore& store;
  const config::Configuration& configuration;
  const config::Options& options;
  base::Environment& environment;
};

// Writes notices into the queue.
class NoticeWriter {
 public:
  explicit NoticeWriter(const NoticeWriterParts& parts) : parts_(parts) {}

  // Puts the planned notice, and the postmaster's copy if option PostmasterCopy asks for one, on
  // stable storage. The answer is their queue ids: none if the notice has nobody to go to. On an
  // error the caller keeps the recipients and tries again later.
  [[nodiscard]] base::Result<std::vector<std::string>> write(const NoticePlan& plan,
                                                             QueuedMessage& message,
                                                             const WorkList& work,
                                                             base::Waiter& waiter) const;

 private:
  [[nodiscard]] std::string audience(const NoticePlan& plan, const Envelope& envelope,
                                     const WorkList& work) const;
  [[nodiscard]] message::Notice describe(const NoticePlan& plan, const Envelope& envelope,
                                         const WorkList& work) const;
  [[nodiscard]] message::ReturnedPart returned_part(const NoticePlan& plan,
                                                    const Envelope& envelope) const;
  // Puts one notice into the queue; the answer is its id. Blocks.
  [[nodiscard]] base::Result<std::string> commit(message::Notice& notice, const std::string& to,
                                                 QueuedMessage& message) const;

  NoticeWriterParts parts_;
};

// Copies what is left to read of `body_fd` into a message that is being made. Blocks.
[[nodiscard]] base::Result<void> copy_body(int body_fd, IncomingMessage& message);

}  // namespace sendwright::queue
