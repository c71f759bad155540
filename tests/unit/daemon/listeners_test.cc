#include "daemon/listeners.hh"

#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

using namespace sendwright;

namespace {

config::PortOptions loopback(std::uint16_t port) {
  config::PortOptions options;
  options.name = "MTA";
  options.address = "127.0.0.1";
  options.port = std::to_string(port);
  return options;
}

std::uint16_t port_of(const daemon::Listener& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listener.socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(listeners)

BOOST_AUTO_TEST_CASE(a_port_in_use_is_said_with_what_to_do) {
  const auto first = daemon::open_listener(loopback(0), 25);
  BOOST_REQUIRE(first.has_value());
  const auto second = daemon::open_listener(loopback(port_of(*first)), 25);
  BOOST_REQUIRE(second.has_value() == false);
  BOOST_TEST(second.error().message.find("another program uses it") != std::string::npos);
  BOOST_TEST(second.error().message.find(std::to_string(port_of(*first))) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(optional_ports_may_be_missing_others_not) {
  const auto first = daemon::open_listener(loopback(0), 25);
  BOOST_REQUIRE(first.has_value());
  config::PortOptions taken = loopback(port_of(*first));
  BOOST_TEST(daemon::open_listeners({loopback(0), taken}, 25).has_value() == false);
  taken.modifiers = "O";
  const auto listeners = daemon::open_listeners({loopback(0), taken}, 25);
  BOOST_REQUIRE(listeners.has_value());
  BOOST_TEST(listeners->size() == 1U);
}

BOOST_AUTO_TEST_CASE(addresses_that_are_not_ours_or_none_are_refused) {
  config::PortOptions options = loopback(0);
  options.address = "192.0.2.1";
  const auto elsewhere = daemon::open_listener(options, 25);
  BOOST_REQUIRE(elsewhere.has_value() == false);
  BOOST_TEST(elsewhere.error().message.find("does not have that address") != std::string::npos);
  options.family = config::SocketFamily::kLocal;
  options.address = std::string(200, 'x');
  BOOST_TEST(daemon::open_listener(options, 25).has_value() == false);
}

BOOST_AUTO_TEST_SUITE_END()
