// Copies of messages that ruleset bcc asks for.
#include "queue/bcc.hh"

#include <boost/test/unit_test.hpp>

#include "../rules/rule_fixture.hh"

using namespace sendwright;
using namespace sendwright::queue;

namespace {

constexpr std::string_view kRules =
    "Sbcc\nR$* @ one.example\t$@ archive@keep.example\nR$* @ two.example\t$@ other@keep.example\n"
    "R$* @ bad.example\t$#error $@ 4.3.0 $: \"451 later\"\nR$* @ self.example\t$@ $1@self.example\n"
    "R$*\t$@\n";

Envelope envelope_for(const std::vector<std::string>& addresses) {
  Envelope envelope;
  for (const std::string& address : addresses) envelope.recipients.emplace_back().address = address;
  return envelope;
}

std::vector<std::string> addresses(const Envelope& envelope) {
  std::vector<std::string> found;
  for (const Recipient& recipient : envelope.recipients) found.push_back(recipient.address);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bcc)

BOOST_AUTO_TEST_CASE(each_address_once_and_without_notifications) {
  rules::test::Site site("O AddBcc=true\n" + std::string(kRules));
  Envelope envelope = envelope_for({"a@one.example", "b@one.example", "c@two.example",
                                    "d@three.example", "e@self.example"});
  BOOST_REQUIRE(add_bcc_recipients(*site.engine, envelope, *site.evaluation).has_value());
  const std::vector<std::string> expected{"a@one.example",   "b@one.example",  "c@two.example",
                                          "d@three.example", "e@self.example", "archive@keep.example",
                                          "other@keep.example"};
  BOOST_TEST(addresses(envelope) == expected);
  const Recipient& copy = envelope.recipients[5];
  BOOST_TEST(copy.is_blind_copy);
  BOOST_TEST(copy.notify.is_given);
  BOOST_TEST(!(copy.notify.on_success || copy.notify.on_failure || copy.notify.on_delay));
}

BOOST_AUTO_TEST_CASE(only_with_the_option) {
  rules::test::Site site(kRules);
  Envelope envelope = envelope_for({"a@one.example", "x@bad.example"});
  BOOST_REQUIRE(add_bcc_recipients(*site.engine, envelope, *site.evaluation).has_value());
  BOOST_TEST(envelope.recipients.size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_error_adds_none) {
  rules::test::Site site("O AddBcc=true\n" + std::string(kRules));
  Envelope envelope = envelope_for({"a@one.example", "x@bad.example"});
  const auto added = add_bcc_recipients(*site.engine, envelope, *site.evaluation);
  BOOST_REQUIRE(!added);
  BOOST_TEST(added.error().reply_line() == "451 4.3.0 later");
  BOOST_TEST(envelope.recipients.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
