// A queue in memory whose saves can be made to fail, and a transport that does as it is told.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "queue/processor.hh"
#include "tests/unit/routing/fakes.hh"

namespace sendwright::test {

using queue::Envelope;

struct StoredMessage {
  Envelope envelope;
  std::string body;
};

// One process's view: what is in `messages` is what a crash would leave behind.
class MemoryQueueStore final : public queue::QueueStore {
 public:
  std::map<std::string, StoredMessage> messages;
  std::set<std::string> locked;
  int saves = 0;
  bool fails_save = false;
  bool fails_commit = false;

  std::string add(Envelope envelope, std::string body) {
    envelope.queue_id = "Q" + std::to_string(++next_id_);
    const std::string id = envelope.queue_id;
    messages[id] = {std::move(envelope), std::move(body)};
    return id;
  }

  base::Result<std::unique_ptr<queue::IncomingMessage>> begin() override {
    return std::make_unique<Incoming>(*this, "Q" + std::to_string(++next_id_));
  }
  std::expected<std::unique_ptr<queue::QueuedMessage>, queue::LockFailure> lock(
      std::string_view id) override {
    const auto found = messages.find(std::string(id));
    if (found == messages.end()) return std::unexpected(queue::LockFailure::kGone);
    if (!locked.insert(found->first).second)
      return std::unexpected(queue::LockFailure::kLockedElsewhere);
    return std::make_unique<Queued>(*this, found->second.envelope);
  }
  base::Result<std::vector<std::string>> ids() override {
    std::vector<std::string> result;
    for (const auto& [id, message] : messages) result.push_back(id);
    return result;
  }
  base::Result<std::vector<queue::QueueEntry>> list() override {
    std::vector<queue::QueueEntry> result;
    for (const auto& [id, message] : messages) {
      const auto state = locked.contains(id) ? queue::EntryState::kLocked
                         : message.envelope.quarantine_reason.empty()
                             ? queue::EntryState::kWaiting
                             : queue::EntryState::kQuarantined;
      queue::QueueEntry entry;
      entry.queue_id = id;
      entry.state = state;
      entry.envelope = message.envelope;
      result.push_back(std::move(entry));
    }
    return result;
  }
  base::Result<long long> free_octets() override { return 1 << 30; }
  std::string name() const override { return "memory"; }

 private:
  class Incoming final : public queue::IncomingMessage {
   public:
    Incoming(MemoryQueueStore& store, std::string id) : store_(store), id_(std::move(id)) {}
    const std::string& queue_id() const override { return id_; }
    base::Result<void> write_body(std::string_view octets) override {
      body_ += octets;
      return {};
    }
    base::Result<void> commit(Envelope& envelope) override {
      if (store_.fails_commit) return base::temporary("no space left");
      envelope.queue_id = id_;
      envelope.body_size_octets = static_cast<long>(body_.size());
      store_.messages[id_] = {envelope, body_};
      return {};
    }

   private:
    MemoryQueueStore& store_;
    std::string id_;
    std::string body_;
  };

  class Queued final : public queue::QueuedMessage {
   public:
    Queued(MemoryQueueStore& store, Envelope envelope)
        : store_(store), envelope_(std::move(envelope)) {}
    ~Queued() override { store_.locked.erase(envelope_.queue_id); }
    Envelope& envelope() override { return envelope_; }
    base::Result<base::UniqueFd> open_body() override {
      base::UniqueFd fd(memfd_create("body", MFD_CLOEXEC));
      const auto& body = store_.messages.at(envelope_.queue_id).body;
      if (write(fd.get(), body.data(), body.size()) < 0) return base::temporary("memfd");
      lseek(fd.get(), 0, SEEK_SET);
      return fd;
    }
    base::Result<void> save() override {
      ++store_.saves;
      if (store_.fails_save) return base::temporary("no space left");
      store_.messages.at(envelope_.queue_id).envelope = envelope_;
      return {};
    }
    base::Result<void> remove() override {
      store_.messages.erase(envelope_.queue_id);
      return {};
    }

   private:
    MemoryQueueStore& store_;
    Envelope envelope_;
  };

  int next_id_ = 0;
};

// Answers by the recipient's user part; remembers what it was asked.
class ScriptedTransport final : public queue::Transport {
 public:
  struct Attempt {
    std::string mailer, host, sender;
    std::vector<std::string> users;
  };
  std::map<std::string, queue::RecipientStatus> answers;  // by user; others are delivered
  std::vector<Attempt> attempts;
  std::function<void()> during;  // called in the middle of each attempt

  std::vector<queue::RecipientStatus> deliver(const queue::DeliveryAttempt& attempt,
                                              base::Waiter&) override {
    Attempt seen{attempt.mailer, attempt.host, attempt.sender, {}};
    std::vector<queue::RecipientStatus> result;
    for (const auto& recipient : attempt.recipients) {
      BOOST_REQUIRE(recipient.index < attempt.envelope.recipients.size());
      seen.users.push_back(recipient.user);
      const auto found = answers.find(recipient.user);
      result.push_back(found == answers.end() ? status(queue::Outcome::kDelivered, "2.0.0", "Sent")
                                              : found->second);
    }
    attempts.push_back(std::move(seen));
    if (during) during();
    return result;
  }
  static queue::RecipientStatus status(queue::Outcome outcome, std::string code, std::string text) {
    queue::RecipientStatus result;
    result.outcome = outcome;
    result.enhanced_status = std::move(code);
    result.text = std::move(text);
    return result;
  }
  [[nodiscard]] size_t count(const std::string& user) const {
    size_t sum = 0;
    for (const auto& attempt : attempts)
      sum += static_cast<size_t>(std::ranges::count(attempt.users, user));
    return sum;
  }
};

// The machine's files with a clock of its own.
class SteeredClock final : public base::Environment {
 public:
  base::TimePoint time = base::from_epoch(1'800'000'000);

  base::TimePoint now() override { return time; }
  base::Result<base::UniqueFd> open(const std::string& path, int flags, mode_t mode) override {
    return real_.open(path, flags, mode);
  }
  base::Result<void> write(int fd, std::string_view octets) override {
    return real_.write(fd, octets);
  }
  base::Result<std::string> read_all(int fd, size_t limit) override {
    return real_.read_all(fd, limit);
  }
  base::Result<void> sync(int fd) override { return real_.sync(fd); }
  base::Result<void> sync_directory(const std::string& path) override {
    return real_.sync_directory(path);
  }
  base::Result<void> rename(const std::string& from, const std::string& to) override {
    return real_.rename(from, to);
  }
  base::Result<void> link(const std::string& from, const std::string& to) override {
    return real_.link(from, to);
  }
  base::Result<void> remove(const std::string& path) override { return real_.remove(path); }
  base::Result<struct stat> status(const std::string& path) override { return real_.status(path); }
  base::Result<base::DirectoryListing> list(const std::string& path) override {
    return real_.list(path);
  }

 private:
  base::Environment& real_ = base::system_environment();
};

// Everything a processor needs, on the site of the routing tests.
struct QueueSite : RouterSite {
  explicit QueueSite(const std::string& more_cf = {}) : RouterSite(more_cf) {}

  std::string add(std::vector<std::string> recipients, std::string sender = "x@far.example") {
    Envelope envelope;
    envelope.created = clock.time;
    envelope.sender = std::move(sender);
    envelope.headers.append("Subject", " test");
    for (auto& address : recipients) {
      queue::Recipient recipient;
      recipient.address = address;
      recipient.final_recipient = address;
      envelope.recipients.push_back(recipient);
    }
    return store.add(std::move(envelope), "text\n");
  }
  Envelope& stored(const std::string& id) { return store.messages.at(id).envelope; }

  MemoryQueueStore store;
  ScriptedTransport transport;
  SteeredClock clock;
  queue::Processor processor{{store, *router, transport, clock}};
};

}  // namespace sendwright::test
