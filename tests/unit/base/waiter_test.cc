#include "base/waiter.hh"

#include <boost/test/unit_test.hpp>
#include <thread>

using sendwright::base::BlockingWaiter;

BOOST_AUTO_TEST_SUITE(waiter)

BOOST_AUTO_TEST_CASE(await_returns_after_resume_from_another_thread) {
  BlockingWaiter waiter;
  std::thread other;
  bool done = false;
  waiter.await([&](std::function<void()> resume) {
    other = std::thread([&done, resume] {
      done = true;
      resume();
    });
  });
  BOOST_TEST(done);
  other.join();
}

BOOST_AUTO_TEST_CASE(await_returns_when_resumed_at_once) {
  BlockingWaiter waiter;
  int starts = 0;
  waiter.await([&](std::function<void()> resume) {
    ++starts;
    resume();
  });
  BOOST_TEST(starts == 1);
}

BOOST_AUTO_TEST_CASE(run_blocking_passes_exceptions_on) {
  BlockingWaiter waiter;
  BOOST_CHECK_THROW(waiter.run_blocking([] { throw 7; }), int);
}

BOOST_AUTO_TEST_SUITE_END()
