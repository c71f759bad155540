#include "config/option_listing.hh"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "config/cf_reader.hh"

namespace {

using namespace sendwright::config;

const OptionInForce& find(const std::vector<OptionInForce>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &OptionInForce::name);
  BOOST_TEST_REQUIRE((found != all.end()));
  return *found;
}

BOOST_AUTO_TEST_CASE(values_in_force_and_where_they_come_from) {
  ReadOptions read;
  BOOST_TEST_REQUIRE(read.options.override_long("LogLevel", "14").has_value());
  const ReadOutcome outcome = read_configuration_text(
      "V10\nO LogLevel=3\nO MinQueueAge=5\nO queuedir=/q\nOg5\n", "x.cf", read);
  const auto all = options_in_force(*outcome.configuration);
  BOOST_TEST(describe(find(all, "LogLevel")) == "LogLevel=14 (command line; default: 9)");
  BOOST_TEST(describe(find(all, "MinQueueAge")) ==
             "MinQueueAge=5 (x.cf, line 3; in minutes; default: 0)");
  BOOST_TEST(find(all, "QueueDirectory").source == "x.cf, line 4");
  BOOST_TEST(describe(find(all, "Timeout.helo")) == "Timeout.helo=5m (default; in minutes)");
}

BOOST_AUTO_TEST_CASE(settings_as_debug_level_37_1_shows_them) {
  BOOST_TEST(setting_text("LogLevel", "9") == "LogLevel (L)=9");
  BOOST_TEST(setting_text("OperatorChars", ".:") == "OperatorChars (0x92)=.:");
  BOOST_TEST(setting_text("Timeout.queuereturn", "5d") == "Timeout (r).queuereturn=5d");
  BOOST_TEST(setting_text("Milter.LogLevel", "1") == "Milter (0xbc).LogLevel=1");
}

}  // namespace
