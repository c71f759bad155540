// The words of /session: what is understood, and which word an error names.
#include "modes/rehearsal_request.hh"

#include <boost/test/unit_test.hpp>

using namespace sendwright;
using modes::parse_rehearsal;
using modes::RehearsalRequest;
using smtp::server::Resolved;

namespace {

constexpr std::string_view kLeast = "client=192.0.2.1 helo=mx.example to=a@b.example ";

RehearsalRequest parsed(std::string_view more) {
  const auto request = parse_rehearsal(std::string(kLeast) + std::string(more));
  BOOST_REQUIRE_MESSAGE(request.has_value(), more << ": " << request.error());
  return *request;
}

std::string error_of(std::string_view text) {
  const auto request = parse_rehearsal(text);
  BOOST_REQUIRE_MESSAGE(!request.has_value(), text);
  return request.error();
}

std::string error_behind(std::string_view more) {
  return error_of(std::string(kLeast) + std::string(more));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rehearsal_request)

BOOST_AUTO_TEST_CASE(what_is_not_said_has_a_standard_value) {
  const RehearsalRequest request = parsed("");
  BOOST_TEST(request.client.text() == "192.0.2.1");
  BOOST_TEST(!request.name.has_value());
  BOOST_CHECK(request.resolved == Resolved::kOk);
  BOOST_TEST(request.helo == "mx.example");
  BOOST_TEST(request.from.empty());
  BOOST_TEST(request.to == "a@b.example");
  BOOST_TEST(request.auth.empty());
  BOOST_TEST(request.tls.empty());
  BOOST_TEST(request.daemon.empty());
}

BOOST_AUTO_TEST_CASE(every_word_in_any_order) {
  const auto request = parse_rehearsal(
      "  daemon=MSA\ttls=OK auth=joe to=<a@b> from=c@d helo=h resolve=FORGED name=x.example "
      "client=198.51.100.7  ");
  BOOST_REQUIRE(request.has_value());
  BOOST_TEST(request->client.text() == "198.51.100.7");
  BOOST_TEST(request->name.value() == "x.example");
  BOOST_CHECK(request->resolved == Resolved::kForged);
  BOOST_TEST(request->helo == "h");
  BOOST_TEST(request->from == "c@d");
  BOOST_TEST(request->to == "<a@b>");
  BOOST_TEST(request->auth == "joe");
  BOOST_TEST(request->tls == "OK");
  BOOST_TEST(request->daemon == "MSA");
}

BOOST_AUTO_TEST_CASE(clients_of_both_families) {
  BOOST_TEST(parsed("client=2001:db8::1").client.text() == "2001:db8::1");
  BOOST_TEST(parsed("client=IPv6:2001:DB8:0:0::1").client.text() == "2001:db8::1");
  BOOST_TEST(parsed("client=::1").client.is_loopback());
  BOOST_TEST(parsed("client=::ffff:192.0.2.1").client.is_v6);
  for (const std::string_view wrong :
       {"client=", "client=mx.example", "client=[192.0.2.1]", "client=192.0.2", "client=2001:db8"}) {
    BOOST_TEST(error_behind(wrong) == "client= must be an IP address");
  }
}

BOOST_AUTO_TEST_CASE(a_name_may_be_absent_empty_or_given) {
  BOOST_TEST(parsed("name=").name.value().empty());
  BOOST_CHECK(parsed("name= resolve=FAIL").resolved == Resolved::kFail);
  BOOST_CHECK(parsed("name=a resolve=TEMP").resolved == Resolved::kTemporary);
  BOOST_TEST(error_behind("resolve=ok") == "resolve= must be OK, FORGED, TEMP or FAIL");
  BOOST_TEST(error_behind("resolve=") == "resolve= must be OK, FORGED, TEMP or FAIL");
}

BOOST_AUTO_TEST_CASE(quoted_addresses_keep_their_blanks) {
  BOOST_TEST(parsed("to=\"John  Doe\"@b.example from=c@d").to == "\"John  Doe\"@b.example");
  BOOST_TEST(parsed(R"(from="a\" b\\"@d)").from == R"("a\" b\\"@d)");
  BOOST_TEST(parsed(R"(from=a\ )").from == R"(a\)");
  BOOST_TEST(parsed("from=x=y@d").from == "x=y@d");
  BOOST_TEST(parsed("from=<>").from == "<>");
  BOOST_TEST(error_behind("from=\"a b@c") == "a quote is not closed: from=\"a b@c");
  BOOST_TEST(error_behind(R"(from="a\")") == R"(a quote is not closed: from="a\")");
}

BOOST_AUTO_TEST_CASE(the_last_word_of_a_key_counts) {
  BOOST_TEST(parsed("to=first to=second").to == "second");
}

BOOST_AUTO_TEST_CASE(unknown_words_are_named) {
  BOOST_TEST(error_behind("fron=a@b") == "unknown word fron=a@b");
  BOOST_TEST(error_behind("FROM=a@b") == "unknown word FROM=a@b");
  BOOST_TEST(error_behind("a@b") == "unknown word a@b");
  BOOST_TEST(error_behind("=a") == "unknown word =a");
  BOOST_TEST(error_behind("x\x01y") == "unknown word x?y");
}

BOOST_AUTO_TEST_CASE(what_a_session_cannot_do_without_is_asked_for) {
  BOOST_TEST(error_of("") == "client=IP is missing");
  BOOST_TEST(error_of("helo=h to=t") == "client=IP is missing");
  BOOST_TEST(error_of("client=192.0.2.1 to=t") == "helo=NAME is missing");
  BOOST_TEST(error_of("client=192.0.2.1 helo= to=t") == "helo=NAME is missing");
  BOOST_TEST(error_of("client=192.0.2.1 helo=h") == "to=ADDR is missing");
  BOOST_TEST(error_of("client=192.0.2.1 helo=h to=") == "to=ADDR is missing");
}

BOOST_AUTO_TEST_SUITE_END()
