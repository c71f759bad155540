#include "base/debug.hh"

#include <algorithm>

#include <boost/test/unit_test.hpp>

namespace {

using namespace sendwright::base;
using enum DebugCategory;

DebugLevels levels(std::initializer_list<std::string_view> flags) {
  DebugLevels set;
  for (const std::string_view flag : flags) set.set(flag);
  return set;
}

BOOST_AUTO_TEST_CASE(categories_and_levels) {
  BOOST_TEST(levels({"21.12"}).level(kRewrite) == 12);
  BOOST_TEST(levels({"21.12"}).level(kParse) == 0);
  BOOST_TEST(levels({"21"}).level(kRewrite) == 1);
  BOOST_TEST(levels({"21."}).level(kRewrite) == 0);
  BOOST_TEST(levels({"21.12", "21.0"}).level(kRewrite) == 0);
  BOOST_TEST(levels({""}).level(kMapLookup) == 1);
  BOOST_TEST(levels({"1-30.4"}).level(kRewrite) == 4);
  BOOST_TEST(levels({"22-21.4"}).level(kRewrite) == 0);
  BOOST_TEST(levels({"21-.4"}).level(kRewrite) == 0);
  BOOST_TEST(levels({"-21.4"}).level(kProgram) == 0);
  BOOST_TEST(levels({"99999.4"}).level(kMapLookup) == 0);
  BOOST_TEST(levels({"21.260"}).level(kRewrite) == 4);
  BOOST_TEST(levels({"21.99999999999"}).level(kRewrite) == 255);
}

BOOST_AUTO_TEST_CASE(lists_and_what_is_not_a_number) {
  const DebugLevels several = levels({"20.1 , ,21.4,60"});
  BOOST_TEST(several.level(kParse) == 1);
  BOOST_TEST(several.level(kRewrite) == 4);
  BOOST_TEST(several.level(kMapLookup) == 1);
  BOOST_TEST(levels({" 21.4"}).level(kRewrite) == 4);
  BOOST_TEST(levels({"20.1;21.4"}).level(kRewrite) == 0);
  BOOST_TEST(levels({"21.4;,60.4"}).level(kMapLookup) == 4);
  BOOST_TEST(levels({"x,21.4"}).level(kRewrite) == 4);
  BOOST_TEST(levels({"x21.4"}).level(kRewrite) == 0);
  BOOST_TEST(levels({"21.4.12"}).level(kRewrite) == 4);
}

BOOST_AUTO_TEST_CASE(the_table_is_in_order) {
  BOOST_TEST(std::ranges::is_sorted(debug_topics(), {}, &DebugTopic::number));
  for (const DebugCategory category :
       {kProgram, kResolver, kMailerAddress, kParse, kRewrite, kScan, kBuild, kCrack, kMacros,
        kConfiguration, kMapLookup}) {
    const auto topic = std::ranges::find(debug_topics(), static_cast<int>(category),
                                         &DebugTopic::number);
    BOOST_TEST_REQUIRE((topic != debug_topics().end()));
    BOOST_TEST(!topic->levels.empty());
  }
}

}  // namespace
