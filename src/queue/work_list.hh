// The recipients of one message while it is being delivered: what expansion made of them, what became
// of each, and which go together in one delivery attempt. Only this room sees it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/sysexits.hh"
#include "config/mailer.hh"
#include "queue/envelope.hh"
#include "queue/transport.hh"
#include "routing/router.hh"

namespace sendwright::queue {

enum class WorkState { kPending, kDelivered, kFailed, kDeferred };

struct WorkItem {
  Recipient record;                // as the queue file will have it
  size_t source = 0;               // index into WorkList::sources
  std::string expanded_from;       // the alias it came from; empty: given by the sender
  std::string owner;               // envelope sender of list copies; empty: the message's own
  const config::Mailer* mailer = nullptr;  // nullptr: it did not resolve
  std::string host;
  DeliveryRecipient delivery;
  WorkState state = WorkState::kPending;
  RecipientStatus status;          // once it is not pending
  base::ExitCode exit_code = base::ExitCode::kOk;  // of a failure

  void settle(RecipientStatus new_status);
};

// A recipient as the queue had it, and what it turned into.
struct WorkSource {
  Recipient record;
  bool is_expanded = false;
  bool is_list = false;  // has an owner: its members' copies are no longer the sender's business
};

struct WorkList {
  std::vector<WorkSource> sources;
  std::vector<WorkItem> items;

  [[nodiscard]] bool has(WorkState state) const;
  // What the queue must keep: items that were not delivered, with or without those that failed.
  [[nodiscard]] std::vector<Recipient> records(bool with_failed) const;
};

[[nodiscard]] routing::ExpansionRequest expansion_request(const Envelope& envelope);

// Failures of routing become settled items; the others wait for their attempt.
[[nodiscard]] WorkList make_work_list(const Envelope& envelope, routing::Expansion expansion);

// Indices of items that share one delivery attempt: same mailer, host and owner, at most r= of the
// mailer, and one each for mailers without F=m.
using WorkGroup = std::vector<size_t>;
[[nodiscard]] std::vector<WorkGroup> group_pending(const WorkList& work);

// The exit code for a status (sysexits), from its enhanced status code.
[[nodiscard]] base::ExitCode exit_code_of(const RecipientStatus& status);

}  // namespace sendwright::queue
