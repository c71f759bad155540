// The reader of source maps.
#include "config/source_map.hh"

#include <boost/test/unit_test.hpp>

namespace sendwright::config {

namespace {
// The checksum is that of "one\ntwo\nthree\nfour\nfive\n".
const std::string kCf = "one\ntwo\nthree\nfour\nfive\n";
const std::string kHead = "sendwright-source-map 1\noutput\t5\t24\t@\n"
                          "file\tfeature/x.m4\t/usr/share/a%20b/feature/x.m4\n\n";
const std::string kBody =
    "1\ta.mc:6 VERSIONID(x, y)\n"
    "2-3\ta.mc:5 include(cf.m4)\tm4/proto.m4:26-27\n"
    "4\ta%20b.mc:7 FEATURE(x)\tfeature/x.m4:9\tbecause a.mc:3 FEATURE(y)\tfeature/y.m4:4 define(z)"
    "\tbecause command%20line:0 -Dq\n"
    "5\n";

std::string head(const std::string& checksum) {
  std::string text = kHead;
  return text.replace(text.find('@'), 1, checksum);
}

std::string error_of(const std::string& text) {
  const auto map = SourceMap::parse(text);
  return map ? "" : map.error().message;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(source_map)

BOOST_AUTO_TEST_CASE(a_chain_names_the_places_of_its_line) {
  const auto map = SourceMap::parse(head("0") + kBody);
  BOOST_REQUIRE(map.has_value());
  BOOST_TEST(map->line_count() == 5);
  BOOST_TEST((map->chain_of(1) == std::vector<SourcePlace>{{"a.mc", 6, "VERSIONID(x, y)", false}}));
  BOOST_TEST(map->describe(2) == "a.mc:5 include(cf.m4) → m4/proto.m4:26");
  BOOST_TEST(map->describe(3) == "a.mc:5 include(cf.m4) → m4/proto.m4:27");
  BOOST_TEST(map->describe(4) ==
             "a b.mc:7 FEATURE(x) → feature/x.m4:9 because a.mc:3 FEATURE(y) → "
             "feature/y.m4:4 define(z) because command line -Dq");
  BOOST_TEST(map->chain_of(5).empty());
  BOOST_TEST(map->chain_of(0).empty());
  BOOST_TEST(map->chain_of(6).empty());
  BOOST_TEST(map->chain_of(-1).empty());
}

BOOST_AUTO_TEST_CASE(text_and_site_are_told_apart) {
  const auto map = SourceMap::parse(head("0") + kBody);
  BOOST_REQUIRE(map.has_value());
  BOOST_TEST(map->text_place_of(3)->file == "m4/proto.m4");
  BOOST_TEST(map->text_place_of(3)->line == 27);
  BOOST_TEST(map->site_place_of(3)->call == "include(cf.m4)");
  BOOST_TEST(map->text_place_of(4)->file == "feature/x.m4");
  BOOST_TEST(map->site_place_of(4)->call == "-Dq");
  BOOST_TEST(!map->site_place_of(5).has_value());
  BOOST_TEST(map->opened_name("feature/x.m4") == "/usr/share/a b/feature/x.m4");
  BOOST_TEST(map->opened_name("other.m4") == "other.m4");
}

BOOST_AUTO_TEST_CASE(a_map_knows_its_output) {
  const auto map = SourceMap::parse(head("691f27a4dbaa7afd") + kBody);
  BOOST_REQUIRE(map.has_value());
  BOOST_TEST(map->matches(kCf));
  BOOST_TEST(!map->matches("One\ntwo\nthree\nfour\nfive\n"));
  BOOST_TEST(!map->matches(kCf + "\n"));
}

BOOST_AUTO_TEST_CASE(faults_are_named_with_their_line) {
  BOOST_TEST(error_of("") == "line 1: expected `sendwright-source-map 1'");
  BOOST_TEST(error_of("sendwright-source-map 2\n").starts_with("line 1: "));
  BOOST_TEST(error_of("sendwright-source-map 1\n\n") == "there is no line `output'");
  BOOST_TEST(error_of("sendwright-source-map 1\noutput\t5\n") ==
             "line 2: expected output, lines, octets, checksum");
  BOOST_TEST(error_of(head("0") + "2\ta.mc:1\n") == "line 5: expected the places of line 1");
  BOOST_TEST(error_of(head("0") + "1-9\ta.mc:1\n") == "line 5: a line behind the end of the output");
  BOOST_TEST(error_of(head("0") + "1-4\ta.mc:1\n") == "ends at line 4 of the output, not 5");
  BOOST_TEST(error_of(head("0") + "1-5\ta.mc\n") == "line 5: expected FILE:LINE");
  BOOST_TEST(error_of(head("0") + "5-1\ta.mc:1\n") == "line 5: expected the places of line 1");
  BOOST_TEST(error_of(head("0") + "1-99999999999\ta.mc:1\n") ==
             "line 5: expected the places of line 1");
  BOOST_TEST(!SourceMap::load("/nonexistent/map").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::config
