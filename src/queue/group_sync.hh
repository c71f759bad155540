// Makes a directory's entries durable for many threads at the cost of few fsync calls: whoever comes
// while a sync is running shares the next one.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "base/environment.hh"

namespace sendwright::queue {

class GroupSync {
 public:
  GroupSync(base::Environment& environment, std::string directory)
      : environment_(environment), directory_(std::move(directory)) {}

  // Returns when a sync that began after this call has ended. Any thread; blocks.
  [[nodiscard]] base::Result<void> sync();

 private:
  // One fsync and those who wait for it.
  struct Round {
    bool is_done = false;
    base::Result<void> result;
  };

  base::Environment& environment_;
  const std::string directory_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_running_ = false;
  std::shared_ptr<Round> next_ = std::make_shared<Round>();
};

}  // namespace sendwright::queue
