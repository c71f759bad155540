#include "base/wire.hh"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <boost/test/unit_test.hpp>

using namespace sendwright::base;

BOOST_AUTO_TEST_SUITE(wire)

BOOST_AUTO_TEST_CASE(fields_come_back_in_order) {
  WireWriter writer(7);
  writer.number(-5).text("hello").text("").number(1LL << 40);
  WireReader reader(writer.packet());
  BOOST_TEST(reader.type() == 7);
  BOOST_TEST(reader.number() == -5);
  BOOST_TEST(reader.text() == "hello");
  BOOST_TEST(reader.text() == "");
  BOOST_TEST(reader.number() == 1LL << 40);
  BOOST_TEST(reader.is_complete());
}

BOOST_AUTO_TEST_CASE(every_cut_is_noticed) {
  WireWriter writer(1);
  writer.text("abc").number(3);
  for (size_t size = 0; size < writer.packet().size(); ++size) {
    WireReader reader(std::string_view(writer.packet()).substr(0, size));
    reader.text();
    reader.number();
    BOOST_TEST(!reader.is_complete());
  }
}

BOOST_AUTO_TEST_CASE(lengths_that_lie_and_other_versions_are_invalid) {
  WireWriter writer(1);
  writer.text("abc");
  std::string packet = writer.packet();
  packet[2] = '\x7f';
  WireReader lies(packet);
  BOOST_TEST(lies.text() == "");
  BOOST_TEST(!lies.is_valid());
  packet = writer.packet();
  packet[0] = '\x09';
  BOOST_TEST(!WireReader(packet).is_valid());
}

BOOST_AUTO_TEST_CASE(packets_carry_a_descriptor) {
  std::array<int, 2> pair{};
  BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) == 0);
  UniqueFd left(pair[0]);
  UniqueFd right(pair[1]);
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const std::string packet = WireWriter(3).text("x").packet();
  BOOST_REQUIRE(send_packet(left.get(), packet, null.get()).has_value());
  const auto received = receive_packet(right.get());
  BOOST_REQUIRE(received.has_value());
  BOOST_TEST(received->octets == packet);
  BOOST_TEST(received->fd.is_open());
  left.reset();
  const auto end = receive_packet(right.get());
  BOOST_REQUIRE(end.has_value());
  BOOST_TEST(end->octets.empty());
}

BOOST_AUTO_TEST_SUITE_END()
