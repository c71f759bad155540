#include "base/coroutine.hh"

#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace sendwright::base;

BOOST_AUTO_TEST_SUITE(coroutine)

BOOST_AUTO_TEST_CASE(blocking_work_runs_elsewhere_while_others_go_on) {
  EventLoop loop(1);
  std::vector<int> order;
  std::thread::id worker;
  std::function<void()> finish_first;
  spawn_session(loop, [&](CoroutineWaiter& waiter) {
    waiter.await([&](std::function<void()> resume) { finish_first = std::move(resume); });
    order.push_back(2);
    waiter.run_blocking([&] { worker = std::this_thread::get_id(); });
    order.push_back(3);
  });
  spawn_session(loop, [&](CoroutineWaiter&) {
    order.push_back(1);
    finish_first();
  });
  loop.context.run();
  BOOST_TEST(order == (std::vector<int>{1, 2, 3}));
  BOOST_CHECK(worker != std::this_thread::get_id());
}

BOOST_AUTO_TEST_CASE(exceptions_cross_the_thread_and_end_only_their_session) {
  EventLoop loop(1);
  bool is_caught = false;
  bool is_other_done = false;
  spawn_session(loop, [&](CoroutineWaiter& waiter) {
    try {
      waiter.run_blocking([] { throw std::runtime_error("disk"); });
    } catch (const std::runtime_error&) {
      is_caught = true;
    }
    throw std::runtime_error("session");
  });
  spawn_session(loop, [&](CoroutineWaiter& waiter) {
    waiter.run_blocking([] {});
    is_other_done = true;
  });
  loop.context.run();
  BOOST_TEST(is_caught);
  BOOST_TEST(is_other_done);
}

BOOST_AUTO_TEST_CASE(sessions_that_wait_at_the_end_are_unwound_before_what_they_use_goes) {
  EventLoop loop(1);
  std::vector<std::string> order;
  {
    const std::unique_ptr<void, std::function<void(void*)>> service(
        &order, [&](void*) { order.push_back("service"); });
    spawn_session(loop, [&](CoroutineWaiter& waiter) {
      const std::unique_ptr<void, std::function<void(void*)>> guard(
          &order, [&](void*) { order.push_back("session"); });
      boost::asio::steady_timer timer(loop.context, std::chrono::hours(1));
      timer.async_wait(waiter.yield());
      order.push_back("not reached");
    });
    loop.context.poll();
    loop.end_sessions();
  }
  BOOST_TEST(order == (std::vector<std::string>{"session", "service"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
