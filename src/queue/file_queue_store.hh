// The queue as sendmail keeps it on disk: a pair of files for each message in a queue directory.
//
// Receiving writes df, then tf, then renames tf to qf: before the rename nothing is there that a queue
// run would look at. commit() syncs df and tf, and then the directory together with the other
// commits of the moment. Whoever works on a message holds an flock on its control file; replacing it
// locks the new file before it takes the old one's name, so that there is no moment without lock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/control_files.hh"
#include "queue/queue_id.hh"

namespace sendwright::queue {

// Usable from any number of threads and processes at once; after a fork the child makes its own.
class FileQueueStore final : public QueueStore {
 public:
  explicit FileQueueStore(FileQueueOptions options,
                          base::Environment& environment = base::system_environment())
      : files_(std::move(options), environment) {}

  // Errors: the directory is missing or may not be written, or the disk is full.
  [[nodiscard]] base::Result<std::unique_ptr<IncomingMessage>> begin() override;
  // Quarantined messages can be locked too. A control file that is unsafe (owner, mode) or damaged
  // is renamed to Qf and logged; one that is cut short is left alone.
  [[nodiscard]] std::expected<std::unique_ptr<QueuedMessage>, LockFailure> lock(
      std::string_view queue_id) override;
  [[nodiscard]] base::Result<std::vector<std::string>> ids() override;
  [[nodiscard]] base::Result<std::vector<QueueEntry>> list() override;
  [[nodiscard]] base::Result<long long> free_octets() override {
    return files_.directory().free_octets();
  }
  [[nodiscard]] std::string name() const override { return files_.directory().path(); }

 private:
  [[nodiscard]] std::optional<QueueEntry> entry(const QueueFileName& name);

  mutable ControlFiles files_;
  QueueIdGenerator id_generator_;
};

}  // namespace sendwright::queue
