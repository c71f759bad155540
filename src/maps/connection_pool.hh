// Connections to one server that the sessions of a process share: as many as may be open at once,
// kept when they are free, and replaced when they are lost.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.hh"

namespace sendwright::maps {

// `Connection` has is_usable(): false once the server is gone or the connection is out of step.
// Calls block and come from any thread; a connection is used by one at a time.
template <typename Connection>
class ConnectionPool {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  explicit ConnectionPool(std::size_t most) : most_(most) {}

  // What `ask(connection)` answers. A kept connection that turns out to be lost is replaced, by
  // `connect()` if there is no other; a new one that is lost is a failure.
  template <typename Connect, typename Ask>
  std::invoke_result_t<Ask, Connection&> use(Deadline deadline, Connect connect, Ask ask) {
    const Place place(*this, deadline);
    if (!place.is_taken()) return base::temporary("all connections are busy");
    while (auto kept = take_idle()) {
      auto answer = ask(*kept);
      const bool is_lost = !kept->is_usable();
      if (!answer && is_lost && std::chrono::steady_clock::now() < deadline) continue;
      keep(std::move(kept));
      return answer;
    }
    auto fresh = connect();
    if (!fresh) return std::unexpected(fresh.error());
    auto answer = ask(**fresh);
    keep(std::move(*fresh));
    return answer;
  }

 private:
  // One of the pool's connections is ours, kept or not yet made.
  class Place {
   public:
    Place(ConnectionPool& pool, Deadline deadline) : pool_(pool) {
      std::unique_lock lock(pool.mutex_);
      is_taken_ = pool.place_is_free_.wait_until(lock, deadline,
                                                 [&pool] { return pool.used_ < pool.most_; });
      if (is_taken_) ++pool.used_;
    }
    ~Place() {
      if (!is_taken_) return;
      const std::lock_guard lock(pool_.mutex_);
      --pool_.used_;
      pool_.place_is_free_.notify_one();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    [[nodiscard]] bool is_taken() const { return is_taken_; }

   private:
    ConnectionPool& pool_;
    bool is_taken_ = false;
  };

  std::unique_ptr<Connection> take_idle() {
    const std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->is_usable()) return connection;
    }
    return nullptr;
  }
  void keep(std::unique_ptr<Connection> connection) {
    if (!connection->is_usable()) return;
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable place_is_free_;
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace sendwright::maps
