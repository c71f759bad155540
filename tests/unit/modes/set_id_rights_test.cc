// Who decides: the site, or the caller?
#include "modes/set_id_rights.hh"

#include <boost/test/unit_test.hpp>

namespace {

using namespace sendwright::modes;

bool is_own_way(const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"sendmail"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const auto line = parse_command_line(all);
  BOOST_REQUIRE(line.has_value());
  return is_callers_own_way(*line);
}

BOOST_AUTO_TEST_CASE(the_sites_way) {
  BOOST_TEST(!is_own_way({"user1"}));
  BOOST_TEST(!is_own_way({"-bs"}));
  BOOST_TEST(!is_own_way({"-O", "LogLevel=9", "-bs"}));
  BOOST_TEST(!is_own_way({"-oi", "-t"}));
  BOOST_TEST(!is_own_way({"-Mrx", "-Msy", "-bs"}));
  BOOST_TEST(!is_own_way({"-L", "tag", "-bp"}));
}

BOOST_AUTO_TEST_CASE(the_callers_own_way) {
  BOOST_TEST(is_own_way({"-C", "x.cf", "user1"}));
  BOOST_TEST(is_own_way({"-bt"}));
  BOOST_TEST(is_own_way({"--lint-cf"}));
  BOOST_TEST(is_own_way({"-O", "QueueDirectory=/tmp", "-bs"}));
  BOOST_TEST(is_own_way({"-O", "queuedir=/tmp", "-bs"}));
  BOOST_TEST(is_own_way({"-oQ/tmp", "-bs"}));
  BOOST_TEST(is_own_way({"-M{x}y", "-bs"}));
  BOOST_TEST(is_own_way({"-X", "/tmp/x", "-bs"}));
}

}  // namespace
