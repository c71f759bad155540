#include "daemon/queue_notices.hh"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "base/wire.hh"
#include "daemon/channels.hh"

using namespace sendwright;

namespace {

struct Received {
  std::vector<std::string> messages;
  std::vector<std::string> runs;
  int starts = 0;

  daemon::QueueNoticeHandlers handlers() {
    return {.on_message = [this](std::string id) { messages.push_back(std::move(id)); },
            .on_run = [this](const std::string& node) { runs.push_back(node); },
            .on_worker_start = [this] { ++starts; }};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(queue_notices)

BOOST_AUTO_TEST_CASE(all_notices_arrive_also_more_than_the_socket_holds) {
  base::EventLoop loop(1);
  daemon::ChannelPair channel = daemon::make_channel();
  Received received;
  const daemon::QueueNoticeReader reader(loop, std::move(channel.far), received.handlers());
  daemon::QueueNotices notices(loop, std::move(channel.near));
  for (int i = 0; i < 5000; ++i) {
    notices.message_accepted("6AM2Wh4F" + std::to_string(100000 + i));
  }
  BOOST_TEST(notices.start_queue("remote.example"));
  BOOST_TEST(!notices.start_queue("#group"));
  while (received.runs.empty()) loop.context.run_one();
  BOOST_TEST(received.starts == 1);
  BOOST_TEST(received.messages.size() == 5000U);
  BOOST_TEST(received.messages.back() == "6AM2Wh4F104999");
  BOOST_TEST(received.runs.at(0) == "remote.example");
}

BOOST_AUTO_TEST_CASE(nonsense_from_a_worker_is_dropped) {
  base::EventLoop loop(1);
  daemon::ChannelPair channel = daemon::make_channel();
  Received received;
  const daemon::QueueNoticeReader reader(loop, std::move(channel.far), received.handlers());
  for (const std::string& packet :
       {std::string("x"), base::WireWriter(1).text("../../etc/passwd").packet(),
        base::WireWriter(1).packet(), base::WireWriter(99).text("6AM2Wh4F100000").packet(),
        base::WireWriter(1).text("6AM2Wh4F100000").number(1).packet()}) {
    BOOST_REQUIRE(base::send_packet(channel.near.get(), packet).has_value());
  }
  channel.near.reset();
  loop.context.run();
  BOOST_TEST(received.messages.empty());
  BOOST_TEST(received.runs.empty());
}

BOOST_AUTO_TEST_SUITE_END()
