#include "rules/resolve.hh"

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Site;

constexpr std::string_view kRules =
    "Cw localhost\nS3\nR$* < $+ > $*\t$2\nR$+ @ $+\t$: $1 < @ $2 >\n"
    "S0\nR$+ < @ $=w >\t$#local $: $1\nR$+ < @ full >\t$#error $@ 4.2.2 $: \"452 mailbox full\"\n"
    "R$+ < @ gone >\t$#error $@ nouser $: 550 gone for good\nRx $*\t$#nosuch $@ h $: u\n"
    "Rtf $*\t$#esmtp $@ $(word tempfail $) $: u\n"
    "R$+ < @ $+ >\t$#esmtp $@ $2 $: $1 < @ $2 >\nR$+\t$#local $: $1\n"
    "S4\nR$* < $+ > $*\t$1 $2 $3\nS1\nS2\nS12\nR$*\t$: hfrom $1\nS21\nR$*\t$: eto $1\n";

BOOST_AUTO_TEST_CASE(mailer_host_and_user) {
  Site site(kRules);
  const Resolution local = resolve_recipient(*site.engine, "Erin@localhost", *site.evaluation);
  BOOST_TEST(local.is_ok());
  BOOST_TEST(local.mailer->name == "local");
  BOOST_TEST(local.user == "erin");
  const Resolution remote =
      resolve_recipient(*site.engine, "Erin X <Erin@Far.Example>", *site.evaluation);
  BOOST_TEST(remote.mailer->name == "esmtp");
  BOOST_TEST(remote.host == "far.example");
  BOOST_TEST(remote.user == "eto_Erin@Far.Example");
  BOOST_TEST(remote.address == "Erin@Far.Example");
}

BOOST_AUTO_TEST_CASE(programs_files_and_includes) {
  Site site(kRules);
  BOOST_TEST(resolve_recipient(*site.engine, "|/bin/cat", *site.evaluation).mailer->name == "prog");
  BOOST_TEST(resolve_recipient(*site.engine, "/tmp/x", *site.evaluation).mailer->name == "*file*");
  const Resolution include = resolve_recipient(*site.engine, ":include:/x", *site.evaluation);
  BOOST_TEST(include.mailer->name == "*include*");
  BOOST_TEST(include.user == "/x");
}

BOOST_AUTO_TEST_CASE(errors_and_deferrals) {
  Site site(kRules);
  const Resolution full = resolve_recipient(*site.engine, "a@full", *site.evaluation);
  BOOST_REQUIRE(full.error.has_value());
  BOOST_TEST(full.error->reply_line() == "452 4.2.2 mailbox full");
  BOOST_TEST(resolve_recipient(*site.engine, "a@gone", *site.evaluation).error->reply_line() ==
             "550 5.1.1 gone for good");
  const Resolution unknown = resolve_recipient(*site.engine, "x y", *site.evaluation);
  BOOST_TEST(!unknown.is_ok());
  BOOST_TEST(unknown.messages.back() == "buildaddr: unknown mailer nosuch");
  BOOST_TEST(resolve_recipient(*site.engine, "tf y", *site.evaluation).is_deferred);
  BOOST_TEST(!resolve_recipient(*site.engine, "(only a comment)", *site.evaluation).is_parsed);
  BOOST_TEST(!resolve_recipient(*site.engine, std::string(300, 'k'), *site.evaluation).is_parsed);
  BOOST_TEST(resolve_recipient(*site.engine, "<a", *site.evaluation).messages[0] ==
             "Unbalanced '<'");
}

BOOST_AUTO_TEST_CASE(addresses_written_for_a_mailer) {
  Site site(kRules);
  const config::Mailer& esmtp = *site.outcome.configuration->find_mailer("esmtp");
  const RewrittenAddress header =
      rewrite_for_mailer(*site.engine, "Erin Q. X <erin@far.example> (c)", esmtp,
                         Direction::kSender, Part::kHeader, *site.evaluation);
  BOOST_TEST(header.text == "\"Erin Q. X\" <hfrom_erin@far.example> (c)");
  BOOST_TEST(site.macros->get("addr_type") == "h s");
  const RewrittenAddress with_domain =
      rewrite_for_mailer(*site.engine, "erin", esmtp, Direction::kSender, Part::kHeader,
                         *site.evaluation, "@far.example");
  BOOST_TEST(with_domain.text == "hfrom_erin@far.example");
  const RewrittenAddress envelope = rewrite_for_mailer(
      *site.engine, "erin", esmtp, Direction::kRecipient, Part::kEnvelope, *site.evaluation);
  BOOST_TEST(envelope.text == "eto_erin");
}

}  // namespace
