// Connections to one server that the sessions of a process share: as many as may be open at once,
// kept when they are free, and replaced when they are lost.
//
// A server that does not answer must not take all threads that may block, one for each session that
// asks: from the first failure until the next success only one lookup at a time tries the server, and
// the others fail at once with the reason that is known.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
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
    if (!place.is_taken()) return base::temporary(place.refusal());
    while (auto kept = take_idle()) {
      auto answer = ask(*kept);
      const bool is_lost = !kept->is_usable();
      if (!answer && is_lost && std::chrono::steady_clock::now() < deadline) continue;
      put_back(std::move(kept), answer ? std::string() : answer.error().message);
      return answer;
    }
    auto fresh = connect();
    if (!fresh) {
      note_failure(fresh.error().message);
      return std::unexpected(fresh.error());
    }
    auto answer = ask(**fresh);
    put_back(std::move(*fresh), answer ? std::string() : answer.error().message);
    return answer;
  }

 private:
  // One of the pool's connections is ours, kept or not yet made.
  class Place {
   public:
    Place(ConnectionPool& pool, Deadline deadline) : pool_(pool) {
      std::unique_lock lock(pool.mutex_);
      pool.place_is_free_.wait_until(
          lock, deadline, [&pool] { return pool.used_ < pool.most_ || !pool.failure_.empty(); });
      is_taken_ = pool.used_ < (pool.failure_.empty() ? pool.most_ : 1);
      if (is_taken_) ++pool.used_;
      else refusal_ = pool.failure_.empty() ? "all connections are busy" : pool.failure_;
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
    [[nodiscard]] const std::string& refusal() const { return refusal_; }

   private:
    ConnectionPool& pool_;
    bool is_taken_ = false;
    std::string refusal_;
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
  // `problem`: what went wrong with it, if anything did.
  void put_back(std::unique_ptr<Connection> connection, std::string problem) {
    if (!connection->is_usable()) {
      if (!problem.empty()) note_failure(std::move(problem));
      return;
    }
    const std::lock_guard lock(mutex_);
    failure_.clear();
    idle_.push_back(std::move(connection));
  }
  void note_failure(std::string problem) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(problem);
    place_is_free_.notify_all();
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable place_is_free_;
  std::size_t used_ = 0;
  std::string failure_;  // of the server, until it answers again
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace sendwright::maps
