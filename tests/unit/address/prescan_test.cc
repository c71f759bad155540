#include "address/prescan.hh"

#include <boost/test/unit_test.hpp>

namespace {

using namespace sendwright::address;

struct Scanned {
  std::string tokens;  // separated by blanks
  std::vector<std::string> messages;
  bool is_ok = true;
};

Scanned scan(std::string_view text, bool strips_comments = true, char delimiter = '\0') {
  const OperatorTable operators(".:%@!^/[]+");
  TokenList list;
  Scanned scanned;
  const PrescanOptions options{
      .operators = operators, .strips_comments = strips_comments, .delimiter = delimiter};
  scanned.is_ok = prescan(text, options, list, scanned.messages).is_ok;
  scanned.tokens = trace_text(list.tokens());
  return scanned;
}

BOOST_AUTO_TEST_CASE(operators_blanks_and_quotes_separate_tokens) {
  BOOST_TEST(scan("user@host.example").tokens == "user @ host . example");
  BOOST_TEST(scan("a b").tokens == "a b");
  BOOST_TEST(scan("\"a b\"c").tokens == "\"a b\" c");
  BOOST_TEST(scan("list-name").tokens == "list-name");
  BOOST_TEST(scan("a\\@b \\\\.").tokens == "a\\@b \\\\ .");
}

BOOST_AUTO_TEST_CASE(comments_vanish_from_addresses_and_stay_in_rules) {
  BOOST_TEST(scan("a(x)b").tokens == "a b");
  BOOST_TEST(scan("a (x(y)z) b").tokens == "a b");
  BOOST_TEST(scan("a(x)b", false).tokens == "a ( x ) b");
}

BOOST_AUTO_TEST_CASE(what_is_left_open_is_closed_with_a_complaint) {
  const Scanned quote = scan("\"open");
  BOOST_TEST(quote.tokens == "\"open\"");
  BOOST_REQUIRE(quote.messages.size() == 1U);
  BOOST_TEST(quote.messages[0] == "Unbalanced '\"'");
  const Scanned angles = scan("<a<b");
  BOOST_TEST(angles.tokens == "< a < b > >");
  BOOST_TEST(angles.messages.size() == 2U);
  BOOST_TEST(scan("\"a\\").tokens == "\"a\\\"\"");
  BOOST_TEST(scan("erin (x").messages[0] == "Unbalanced '('");
}

BOOST_AUTO_TEST_CASE(what_closes_nothing_is_dropped_inside_its_word) {
  BOOST_TEST(scan("a>b").tokens == "ab");
  BOOST_TEST(scan("a)b").tokens == "ab");
  BOOST_TEST(scan("a>b").messages[0] == "Unbalanced '>'");
}

BOOST_AUTO_TEST_CASE(a_delimiter_ends_the_address_outside_quotes) {
  BOOST_TEST(scan("a@b,c", false, ',').tokens == "a @ b");
  BOOST_TEST(scan("\"a,b\"", false, ',').tokens == "\"a,b\"");
}

BOOST_AUTO_TEST_CASE(only_source_routes_protect_the_delimiter) {
  const Scanned cut = scan("<a,b>", false, ',');
  BOOST_TEST(cut.tokens == "< a >");
  BOOST_REQUIRE_EQUAL(cut.messages.size(), 1U);
  BOOST_TEST(cut.messages[0] == "Unbalanced '<'");
  BOOST_TEST(scan("<@a,@b:c>,d", false, ',').tokens == "< @ a , @ b : c >");
  BOOST_TEST(scan("\"a,b\",c", false, ',').tokens == "\"a,b\"");
}

BOOST_AUTO_TEST_CASE(octet_255_makes_a_literal_of_what_follows) {
  const OperatorTable operators(".@");
  TokenList list;
  std::vector<std::string> messages;
  const PrescanOptions options{.operators = operators, .has_literal_marks = true};
  BOOST_TEST(prescan("a\xff@b\xff", options, list, messages).is_ok);
  BOOST_REQUIRE_EQUAL(list.tokens().size(), 4U);
  BOOST_TEST(list.tokens()[1].text == "\xff@");
  BOOST_TEST(list.tokens()[3].text == "\xff");
  BOOST_TEST(trace_text(list.tokens()) == "a @ b ");
}

BOOST_AUTO_TEST_CASE(traces_show_metatokens_as_rules_write_them_and_leave_control_octets_out) {
  TokenList list;
  for (const Token& token :
       {make_token("a", TokenKind::kAtom), make_token(Meta::kMailer), make_token(Meta::kHost),
        make_token("b\x01\xe9", TokenKind::kAtom), make_token("", TokenKind::kAtom)})
    list.append(token);
  BOOST_TEST(trace_text(list.tokens()) == "a $# $@ bM-i ");
  std::string line = "input:";
  append_trace_text({}, line);
  BOOST_TEST(line == "input:");
}

BOOST_AUTO_TEST_CASE(hostile_input_is_refused_in_sendmails_words) {
  const Scanned metas = scan("a\x85@b");
  BOOST_TEST(!metas.is_ok);
  BOOST_TEST(metas.messages[0] == "8-bit character in mailbox address \"a?@b\"");
  BOOST_TEST(scan("a\xe9@b").is_ok);
  BOOST_TEST(scan(std::string(257, 'k')).messages[0] == "prescan: token too long");
  BOOST_TEST(scan(std::string(256, 'k')).is_ok);
  std::string many;
  for (int i = 0; i < 600; ++i)
    many += "a.";
  BOOST_TEST(scan(many).messages[0] == "Address too long");
  BOOST_TEST(scan("a\vb\fc").tokens == "a b c");
  BOOST_TEST(too_long_message(std::string(255, 'k')).empty());
  BOOST_TEST(!too_long_message(std::string(256, 'k')).empty());
}

BOOST_AUTO_TEST_CASE(text_is_made_of_tokens_again) {
  const OperatorTable operators(".:%@!^/[]+");
  TokenList list;
  std::vector<std::string> messages;
  prescan("two \"a b\" c d . e", {.operators = operators}, list, messages);
  BOOST_TEST(text_of(list.tokens(), '_') == "two\"a b\"c_d.e");
  BOOST_TEST(text_of(list.tokens(), '\0') == "two\"a b\"cd.e");
}

BOOST_AUTO_TEST_CASE(an_arena_keeps_texts_where_they_are) {
  TokenArena arena;
  const std::string_view first = arena.store("first");
  for (int i = 0; i < 10000; ++i)
    BOOST_TEST_REQUIRE(arena.store("some text").size() == 9U);
  BOOST_TEST(first == "first");
  arena.clear();
  BOOST_TEST(arena.store(std::string(100000, 'x')).size() == 100000U);
}

}  // namespace
