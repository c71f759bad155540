// A message of the file store that this process works on: its control file is locked.
#pragma once

#include <string>

#include "queue/control_files.hh"

namespace sendwright::queue {

// One thread at a time. The ControlFiles must live longer.
class QueuedFile final : public QueuedMessage {
 public:
  QueuedFile(ControlFiles& files, QueueFile file, base::UniqueFd lock, FileKind kind)
      : files_(files), file_(std::move(file)), lock_(std::move(lock)), kind_(kind) {}

  [[nodiscard]] Envelope& envelope() override { return file_.envelope; }
  [[nodiscard]] base::Result<base::UniqueFd> open_body() override;
  [[nodiscard]] base::Result<void> save() override;
  [[nodiscard]] base::Result<void> remove() override;

 private:
  [[nodiscard]] const std::string& queue_id() const { return file_.envelope.queue_id; }
  [[nodiscard]] std::string body_path() const {
    return files_.body_path(file_.data_directory, queue_id());
  }

  ControlFiles& files_;
  QueueFile file_;
  base::UniqueFd lock_;  // closing it unlocks
  FileKind kind_;
};

}  // namespace sendwright::queue
