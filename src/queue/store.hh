// Where envelopes and bodies are kept until they are delivered. Nothing outside this room knows file
// names: other stores (a journal with group commit, a replicated object store) fit behind the same
// interface. All calls may block; callers on an event loop go through base::Waiter::run_blocking.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"
#include "base/unique_fd.hh"
#include "queue/envelope.hh"

namespace sendwright::queue {

// A message that is being received. Destroyed without commit(), it leaves nothing behind.
class IncomingMessage {
 public:
  virtual ~IncomingMessage() = default;

  [[nodiscard]] virtual const std::string& queue_id() const = 0;
  // Appends to the body: lines end in "\n", no dot stuffing.
  [[nodiscard]] virtual base::Result<void> write_body(std::string_view octets) = 0;
  // Puts body and envelope on stable storage (as option SuperSafe asks): when it returns without
  // error the message will not be lost. `envelope.queue_id` and body_size_octets are filled in.
  [[nodiscard]] virtual base::Result<void> commit(Envelope& envelope) = 0;
};

// A queued message that this process alone works on, until it lets go of the object.
class QueuedMessage {
 public:
  virtual ~QueuedMessage() = default;

  [[nodiscard]] virtual Envelope& envelope() = 0;
  // A new descriptor of the body, positioned at its start.
  [[nodiscard]] virtual base::Result<base::UniqueFd> open_body() = 0;
  // Replaces the stored envelope by the changed one, durably and all or nothing.
  [[nodiscard]] virtual base::Result<void> save() = 0;
  // The message is done: removes it. A power failure shortly afterwards may bring it back, whole
  // (a duplicate, never a loss).
  [[nodiscard]] virtual base::Result<void> remove() = 0;
};

enum class EntryState { kWaiting, kLocked, kQuarantined, kLost };

// One line of a listing, read without locking.
struct QueueEntry {
  std::string queue_id;
  EntryState state = EntryState::kWaiting;
  base::TimePoint modified;  // when the envelope was last written
  Envelope envelope;         // body_size_octets is -1 if the body is missing
};

// Why a queued message could not be had.
enum class LockFailure { kGone, kLockedElsewhere, kUnreadable };

class QueueStore {
 public:
  virtual ~QueueStore() = default;

  [[nodiscard]] virtual base::Result<std::unique_ptr<IncomingMessage>> begin() = 0;
  [[nodiscard]] virtual std::expected<std::unique_ptr<QueuedMessage>, LockFailure> lock(
      std::string_view queue_id) = 0;
  // Ids of all messages that an ordinary run would look at.
  [[nodiscard]] virtual base::Result<std::vector<std::string>> ids() = 0;
  // Everything, for mailq; damaged entries are left out and logged.
  [[nodiscard]] virtual base::Result<std::vector<QueueEntry>> list() = 0;
  // Octets free for new messages on the store (option MinFreeBlocks).
  [[nodiscard]] virtual base::Result<long long> free_octets() = 0;
  // How the listing names the store: the queue directory.
  [[nodiscard]] virtual std::string name() const = 0;
};

}  // namespace sendwright::queue
