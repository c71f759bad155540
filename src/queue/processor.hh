// One attempt at one queued message: routing, delivery to every recipient that can be had now, notices
// about the others, and the queue file brought up to date.
//
// Nothing is lost whatever fails when: recipients leave the stored envelope only after a mailer has
// taken them or a notice about them is on stable storage. A crash costs at most a second copy of what
// the delivery attempt under way had delivered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/environment.hh"
#include "base/sysexits.hh"
#include "base/waiter.hh"
#include "queue/destinations.hh"
#include "queue/store.hh"
#include "queue/transport.hh"
#include "routing/router.hh"

namespace sendwright::queue {

// All must outlive the processor.
struct ProcessorParts {
  QueueStore& store;
  const routing::Router& router;
  Transport& transport;
  base::Environment& environment;
};

struct ProcessOptions {
  bool is_queue_run = false;           // else the message is new: option HoldExpensive applies
  bool is_selected = false;            // the administrator asked for it: mailers with F=% deliver
  bool includes_quarantined = false;   // -qQ
  Destinations* destinations = nullptr;  // shared by a process's deliveries; nullptr: no limits
};

enum class ProcessStatus {
  kDone,        // nothing of it is left in the queue
  kWaiting,     // some recipients stay for another attempt
  kHeld,        // quarantined: not touched
  kGone,        // no such message any more
  kLocked,      // another process works on it
  kUnreadable,  // damaged
};

struct RecipientProblem {
  std::string address;
  std::string text;  // `User unknown`, `Deferred: ...`
};

struct ProcessResult {
  ProcessStatus status = ProcessStatus::kDone;
  // For the command line: the first failure's code, kOk if all was delivered or waits.
  base::ExitCode exit_code = base::ExitCode::kOk;
  size_t delivered = 0;
  std::vector<RecipientProblem> failed;
  std::vector<RecipientProblem> deferred;
  // Messages that were put into the queue on the way (notices, copies for lists): process them next.
  std::vector<std::string> new_messages;
};

// Usable from any number of sessions at once.
class Processor {
 public:
  explicit Processor(const ProcessorParts& parts) : parts_(parts) {}

  [[nodiscard]] ProcessResult process(std::string_view queue_id, base::Waiter& waiter,
                                      const ProcessOptions& options) const;
  // The same, and then what was put into the queue on the way, to the end. The result is the first
  // message's.
  ProcessResult process_all(std::string_view queue_id, base::Waiter& waiter,
                            const ProcessOptions& options) const;

  [[nodiscard]] const ProcessorParts& parts() const { return parts_; }

 private:
  ProcessorParts parts_;
};

}  // namespace sendwright::queue
