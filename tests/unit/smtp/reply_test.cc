#include "smtp/reply.hh"

#include <boost/test/unit_test.hpp>

using namespace sendwright::smtp;

BOOST_AUTO_TEST_SUITE(reply)

BOOST_AUTO_TEST_CASE(one_line_has_code_status_and_text) {
  BOOST_TEST(Reply(550, "5.1.1", "x@d... User unknown").rendered() ==
             "550 5.1.1 x@d... User unknown\r\n");
  BOOST_TEST(Reply(354, "", "go").rendered() == "354 go\r\n");
}

BOOST_AUTO_TEST_CASE(every_line_but_the_last_has_a_dash) {
  Reply reply(250, "2.1.5", "a");
  reply.lines.emplace_back("b");
  BOOST_TEST(reply.rendered() == "250-2.1.5 a\r\n250 2.1.5 b\r\n");
}

BOOST_AUTO_TEST_CASE(text_cannot_forge_a_line) {
  BOOST_TEST(Reply(550, "", "a\r\n250 b").rendered() == "550 a  250 b\r\n");
}

BOOST_AUTO_TEST_CASE(rule_texts_are_taken_apart) {
  const auto full = parse_reply_line("550 5.7.1 Access denied");
  BOOST_REQUIRE(full);
  BOOST_TEST(full->code == 550);
  BOOST_TEST(full->enhanced_status == "5.7.1");
  BOOST_TEST(full->lines.at(0) == "Access denied");
  const auto plain = parse_reply_line("451 5.7 nearly");
  BOOST_REQUIRE(plain);
  BOOST_TEST(plain->enhanced_status.empty());
  BOOST_TEST(!parse_reply_line("hello"));
  BOOST_TEST(!parse_reply_line("99"));
  BOOST_TEST(!parse_reply_line("700 x"));
}

BOOST_AUTO_TEST_CASE(replies_are_read_at_every_split) {
  const std::string octets = "250-mx Hello\r\n250-SIZE\r\n250 HELP\r\n550 5.1.1 no\r\n";
  for (size_t cut = 0; cut <= octets.size(); ++cut) {
    ReplyReader reader;
    std::vector<Reply> replies;
    for (const std::string& part : {octets.substr(0, cut), octets.substr(cut)}) {
      reader.feed(part);
      while (auto reply = reader.next()) replies.push_back(*reply);
    }
    BOOST_REQUIRE(replies.size() == 2);
    BOOST_TEST(replies[0].lines.size() == 3);
    BOOST_TEST(replies[0].lines[1] == "SIZE");
    BOOST_TEST(replies[1].enhanced_status == "5.1.1");
    BOOST_TEST(!reader.is_broken());
  }
}

BOOST_AUTO_TEST_CASE(nonsense_breaks_the_conversation) {
  for (const std::string text : {"hello\r\n", "25x a\r\n", "250_a\r\n", "\r\n"}) {
    ReplyReader reader;
    reader.feed(text);
    BOOST_TEST(!reader.next());
    BOOST_TEST(reader.is_broken());
  }
  ReplyReader endless;
  endless.feed("250 " + std::string(2 * kMaxReplyLineOctets, 'x'));
  BOOST_TEST(!endless.next());
  BOOST_TEST(endless.is_broken());
}

BOOST_AUTO_TEST_SUITE_END()
