// The queue manager's heart: new messages are processed at once, waiting ones in queue runs, with
// bounds on how many at a time. A new message costs no look at the queue directory.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/coroutine.hh"
#include "queue/destinations.hh"
#include "queue/processor.hh"
#include "queue/run_plan.hh"

namespace sendwright::queue {

// Messages under way at the same time in one process: each costs a coroutine and some descriptors.
inline constexpr size_t kMaxMessagesUnderWay = 200;

// Lives on an event loop: all calls come from the loop's thread. Processor and loop must outlive it,
// and it must outlive the work it started (is_idle()).
class Scheduler {
 public:
  Scheduler(base::EventLoop& loop, const Processor& processor,
            size_t max_messages = kMaxMessagesUnderWay);

  // A message is on stable storage: delivers it as DeliveryMode says (not at all with `q` and `d`).
  void message_accepted(std::string queue_id);
  // DeliveryMode=i: delivers it now, on the caller's coroutine.
  ProcessResult deliver_now(std::string_view queue_id, base::Waiter& waiter);

  // Queue runs at once and then every `interval` (-q15m). A run that is still busy is not overtaken.
  void start_periodic_runs(std::chrono::seconds interval);
  // One run (-q, ETRN, a selection); `done` is called once everything it took has been tried. A run
  // that was asked for while another is busy follows it.
  void run_queue(Selection selection, std::function<void()> done = {});

  // Starts nothing more; what is under way goes on to its end. `idle` is called then.
  void stop(std::function<void()> idle = {});
  [[nodiscard]] bool is_idle() const { return under_way_.empty() && !is_listing_; }

 private:
  struct Job {
    std::string queue_id;
    ProcessOptions options;
    bool is_of_run = false;
  };
  struct Run {
    Selection selection;
    std::function<void()> done;
  };

  void add(Job job);
  void start_jobs();
  void work_on(const Job& job, base::Waiter& waiter);
  void finish(const Job& job);
  void start_next_run();
  void list_and_plan(const Selection& selection, base::Waiter& waiter);
  void end_run_if_done();
  void wait_for_next_period();

  base::EventLoop& loop_;
  const Processor& processor_;
  const config::Options& settings_;
  size_t max_messages_;
  Destinations destinations_;
  std::deque<Job> new_jobs_;   // before those of a run
  std::deque<Job> run_jobs_;
  std::unordered_set<std::string> under_way_;
  std::deque<Run> runs_;       // the first is busy if is_running_
  bool is_running_ = false;
  bool is_listing_ = false;
  size_t run_jobs_under_way_ = 0;
  bool is_stopping_ = false;
  std::function<void()> idle_;
  std::chrono::seconds interval_{};
  boost::asio::steady_timer timer_;
};

}  // namespace sendwright::queue
