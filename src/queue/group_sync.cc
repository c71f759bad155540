#include "queue/group_sync.hh"

namespace sendwright::queue {

base::Result<void> GroupSync::sync() {
  std::unique_lock lock(mutex_);
  const std::shared_ptr<Round> round = next_;
  changed_.wait(lock, [&] { return round->is_done || !is_running_; });
  if (round->is_done) return round->result;

  is_running_ = true;
  next_ = std::make_shared<Round>();
  lock.unlock();
  base::Result<void> result = environment_.sync_directory(directory_);
  lock.lock();
  is_running_ = false;
  round->is_done = true;
  round->result = result;
  changed_.notify_all();
  return result;
}

}  // namespace sendwright::queue
