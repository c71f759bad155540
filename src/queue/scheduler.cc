#include "queue/scheduler.hh"

#include <boost/system/error_code.hpp>
#include <exception>
#include <utility>

#include "base/log.hh"
#include "rules/engine.hh"

namespace sendwright::queue {

Scheduler::Scheduler(base::EventLoop& loop, const Processor& processor, size_t max_messages)
    : loop_(loop),
      processor_(processor),
      settings_(processor.parts().router.parts().options()),
      max_messages_(max_messages),
      timer_(loop.context) {}

void Scheduler::message_accepted(std::string queue_id) {
  const auto mode = settings_.delivery_mode;
  if (mode == config::DeliveryMode::kQueueOnly || mode == config::DeliveryMode::kDeferred) return;
  ProcessOptions options;
  options.destinations = &destinations_;
  add({std::move(queue_id), options, false});
}

ProcessResult Scheduler::deliver_now(std::string_view queue_id, base::Waiter& waiter) {
  ProcessOptions options;
  options.destinations = &destinations_;
  return processor_.process_all(queue_id, waiter, options);
}

void Scheduler::add(Job job) {
  if (is_stopping_) return;
  (job.is_of_run ? run_jobs_ : new_jobs_).push_back(std::move(job));
  start_jobs();
}

void Scheduler::start_jobs() {
  while (under_way_.size() < max_messages_ && !(new_jobs_.empty() && run_jobs_.empty())) {
    auto& jobs = new_jobs_.empty() ? run_jobs_ : new_jobs_;
    Job job = std::move(jobs.front());
    jobs.pop_front();
    if (!under_way_.insert(job.queue_id).second) continue;
    if (job.is_of_run) ++run_jobs_under_way_;
    base::spawn_session(loop_, [this, job = std::move(job)](base::CoroutineWaiter& waiter) {
      work_on(job, waiter);
    });
  }
  end_run_if_done();
}

void Scheduler::work_on(const Job& job, base::Waiter& waiter) {
  try {
    auto result = processor_.process(job.queue_id, waiter, job.options);
    for (auto& queue_id : result.new_messages) {
      Job follow_up{std::move(queue_id), job.options, job.is_of_run};
      add(std::move(follow_up));
    }
  } catch (const std::exception& error) {
    base::log(1, base::LogPriority::kError, job.queue_id,
              std::string("delivery attempt ended: ") + error.what());
  }
  finish(job);
}

void Scheduler::finish(const Job& job) {
  under_way_.erase(job.queue_id);
  if (job.is_of_run) --run_jobs_under_way_;
  start_jobs();
  if (is_stopping_ && is_idle() && idle_) std::exchange(idle_, {})();
}

void Scheduler::run_queue(Selection selection, std::function<void()> done) {
  if (is_stopping_) return;
  runs_.push_back({std::move(selection), std::move(done)});
  start_next_run();
}

void Scheduler::start_next_run() {
  if (is_running_ || runs_.empty() || is_stopping_) return;
  is_running_ = true;
  is_listing_ = true;
  destinations_.forget_down();
  base::spawn_session(loop_, [this](base::CoroutineWaiter& waiter) {
    list_and_plan(runs_.front().selection, waiter);
  });
}

void Scheduler::list_and_plan(const Selection& selection, base::Waiter& waiter) {
  std::vector<std::string> ids;
  waiter.run_blocking([&] {
    auto entries = processor_.parts().store.list();
    if (!entries)
      base::log(1, base::LogPriority::kError, {}, "cannot read queue: " + entries.error().message);
    else
      ids = plan_run(std::move(*entries), selection, settings_,
                     processor_.parts().environment.now());
  });
  ProcessOptions options;
  options.is_queue_run = true;
  options.is_selected = selection.is_specific();
  options.includes_quarantined = selection.mode() == SelectionMode::kQuarantined;
  options.destinations = &destinations_;
  is_listing_ = false;
  if (!is_stopping_)
    for (auto& id : ids) run_jobs_.push_back({std::move(id), options, true});
  start_jobs();
  if (is_stopping_ && is_idle() && idle_) std::exchange(idle_, {})();
}

void Scheduler::end_run_if_done() {
  if (!is_running_ || is_listing_ || !run_jobs_.empty() || run_jobs_under_way_ > 0) return;
  is_running_ = false;
  const auto done = std::move(runs_.front().done);
  runs_.pop_front();
  if (done) done();
  start_next_run();
}

void Scheduler::start_periodic_runs(std::chrono::seconds interval) {
  interval_ = interval;
  run_queue({});
  wait_for_next_period();
}

void Scheduler::wait_for_next_period() {
  if (interval_.count() <= 0 || is_stopping_) return;
  timer_.expires_after(interval_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || is_stopping_) return;
    if (!is_running_) run_queue({});
    wait_for_next_period();
  });
}

void Scheduler::stop(std::function<void()> idle) {
  is_stopping_ = true;
  timer_.cancel();
  new_jobs_.clear();
  run_jobs_.clear();
  idle_ = std::move(idle);
  if (is_idle() && idle_) std::exchange(idle_, {})();
}

}  // namespace sendwright::queue
