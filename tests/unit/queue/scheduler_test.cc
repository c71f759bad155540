#include "queue/scheduler.hh"

#include <boost/test/unit_test.hpp>

#include "tests/unit/queue/processor_fakes.hh"

using namespace sendwright;
using test::QueueSite;
using test::ScriptedTransport;

namespace {

// Runs the loop until nothing is left to do.
struct Fixture : QueueSite {
  explicit Fixture(const std::string& more_cf = {}) : QueueSite(more_cf) {}
  void run_loop() {
    loop.context.restart();
    loop.context.run();
  }
  base::EventLoop loop{1};
  queue::Scheduler scheduler{loop, processor, 4};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(scheduler, Fixture)

BOOST_AUTO_TEST_CASE(new_messages_are_delivered_at_once) {
  for (int i = 0; i < 20; ++i) scheduler.message_accepted(add({"alice", "u@far.example"}));
  run_loop();
  BOOST_TEST(store.messages.empty());
  BOOST_TEST(transport.count("alice") == 20);
  BOOST_TEST(scheduler.is_idle());
}

BOOST_AUTO_TEST_CASE(notices_are_delivered_too) {
  users.add("x", 1200);
  scheduler.message_accepted(add({"nobody"}, "x@here.example"));
  run_loop();
  BOOST_TEST(transport.count("x") == 1);
  BOOST_TEST(store.messages.empty());
}

BOOST_AUTO_TEST_CASE(a_run_takes_everything_that_is_due) {
  add({"alice"});
  add({"bob"});
  const auto held = add({"carol"});
  stored(held).quarantine_reason = "odd";
  bool is_done = false;
  scheduler.run_queue({}, [&] { is_done = true; });
  run_loop();
  BOOST_TEST(is_done);
  BOOST_TEST(store.messages.size() == 1);
  queue::Selection selection;
  BOOST_REQUIRE(selection.add("Qod"));
  scheduler.run_queue(selection);
  run_loop();
  BOOST_TEST(store.messages.empty());
}

BOOST_AUTO_TEST_CASE(an_empty_run_ends_and_runs_follow_each_other) {
  int runs = 0;
  scheduler.run_queue({}, [&] { ++runs; });
  scheduler.run_queue({}, [&] { ++runs; });
  run_loop();
  BOOST_TEST(runs == 2);
}

BOOST_AUTO_TEST_CASE(periodic_runs_end_with_stop) {
  add({"alice"});
  scheduler.start_periodic_runs(std::chrono::hours(1));
  bool is_idle = false;
  scheduler.run_queue({}, [&] { scheduler.stop([&] { is_idle = true; }); });
  run_loop();
  BOOST_TEST(is_idle);
  BOOST_TEST(store.messages.empty());
  scheduler.message_accepted(add({"alice"}));
  run_loop();
  BOOST_TEST(store.messages.size() == 1);
}

BOOST_AUTO_TEST_CASE(order_and_age) {
  std::vector<queue::QueueEntry> entries(4);
  const auto now = base::from_epoch(100'000);
  for (size_t i = 0; i < entries.size(); ++i) {
    entries[i].queue_id = "Q" + std::to_string(i);
    entries[i].envelope.queue_id = entries[i].queue_id;
    entries[i].envelope.priority = static_cast<long>(100 - i);
    entries[i].envelope.attempts = 1;
    entries[i].envelope.last_attempt = base::from_epoch(0);
    entries[i].envelope.sender = "s" + std::to_string(i) + "@Far.Example";
  }
  entries[1].envelope.last_attempt = now - std::chrono::minutes(1);
  entries[2].state = queue::EntryState::kLocked;
  config::Options options;
  BOOST_REQUIRE(options.set_long("MinQueueAge", "10m"));
  using Ids = std::vector<std::string>;
  BOOST_TEST((queue::plan_run(entries, {}, options, now) == Ids{"Q3", "Q0"}));
  queue::Selection selection;
  BOOST_REQUIRE(selection.add("Sfar.example"));
  BOOST_REQUIRE(selection.add("!Iq3"));
  BOOST_TEST((queue::plan_run(entries, selection, options, now) == Ids{"Q1", "Q0"}));
  BOOST_REQUIRE(options.set_long("MaxQueueRunSize", "1"));
  BOOST_TEST((queue::plan_run(entries, {}, options, now) == Ids{"Q3"}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(queue_only_mode_waits_for_a_run) {
  Fixture site("O DeliveryMode=queue\n");
  site.scheduler.message_accepted(site.add({"alice"}));
  site.run_loop();
  BOOST_TEST(site.store.messages.size() == 1);
  site.scheduler.run_queue({});
  site.run_loop();
  BOOST_TEST(site.store.messages.empty());
}
