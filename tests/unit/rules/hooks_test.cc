#include "rules/hooks.hh"

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Site;
using Kind = CheckVerdict::Kind;

BOOST_AUTO_TEST_CASE(error_texts_with_and_without_codes) {
  const ReplyError plain = parse_error("5.7.1", "\"550 Relaying denied\"");
  BOOST_TEST(plain.reply_line() == "550 5.7.1 Relaying denied");
  BOOST_TEST(parse_error("nouser", "no such user").reply_line() == "550 5.1.1 no such user");
  BOOST_TEST(parse_error("", "\"451 4.1.8 \"later.example").reply_line() ==
             "451 4.1.8 later.example");
  BOOST_TEST(parse_error("5.1.1", "\"550 5.7.2 text\"").enhanced_status == "5.7.2");
  BOOST_TEST(parse_error("67", "421 bye").closes_connection());
  BOOST_TEST(parse_error("", "text").reply_line() == "550 5.7.1 text");
  BOOST_TEST(parse_error("", "text", "5.3.0", 553).reply_line() == "553 5.3.0 text");
  BOOST_TEST(parse_error("tempfail", "text").is_temporary());
  BOOST_TEST(parse_error("4.2.1", "text").is_temporary());
  BOOST_TEST((parse_error("nohost", "x").exit_code == base::ExitCode::kNoHost));
  BOOST_TEST((parse_error("4.2.1", "x").exit_code == base::ExitCode::kTemporaryFailure));
}

BOOST_AUTO_TEST_CASE(verdicts) {
  Site site(
      "Scheck_rcpt\nR< bad > $*\t$#error $@ 5.7.1 $: \"550 no\"\nR< drop >\t$#discard $: discard\n"
      "R< odd >\t$#error $@ quarantine $: looks odd\nR< big >\t$: $>check_rcpt < big >\n"
      "R$*\t$: OK\nScheck_relay\nR$- $| $+\t$#error $: 550 $1 at $2\n"
      "Ssrv_features\nR$* $| $*\t$# a B l\nStf\nR$*\t$: $(word tempfail $)\n");
  Evaluation& evaluation = *site.evaluation;
  BOOST_TEST(check(*site.engine, "check_rcpt", {"<good>"}, evaluation).is_accepted());
  const CheckVerdict error = check(*site.engine, "check_rcpt", {"<bad>"}, evaluation);
  BOOST_TEST((error.kind == Kind::kError));
  BOOST_TEST(error.error.reply_line() == "550 5.7.1 no");
  BOOST_TEST((check(*site.engine, "check_rcpt", {"<drop>"}, evaluation).kind == Kind::kDiscard));
  const CheckVerdict quarantine = check(*site.engine, "check_rcpt", {"<odd>"}, evaluation);
  BOOST_TEST((quarantine.kind == Kind::kQuarantine));
  BOOST_TEST(quarantine.reason == "looks odd");
  BOOST_TEST(check(*site.engine, "check_relay", {"host", "10.1.1.1"}, evaluation).error.text ==
             "host at 10.1.1.1");
  const CheckVerdict features = check(*site.engine, "srv_features", {"host", ""}, evaluation);
  BOOST_TEST((features.kind == Kind::kValue));
  BOOST_REQUIRE(features.values.size() == 3U);
  BOOST_TEST(features.values[1] == "B");
  BOOST_TEST(check(*site.engine, "undefined", {"x"}, evaluation).is_accepted());
  const CheckVerdict deferred = check(*site.engine, "tf", {"x"}, evaluation);
  BOOST_TEST(deferred.is_accepted());
  BOOST_TEST((deferred.status == base::ExitCode::kTemporaryFailure));
  BOOST_TEST((check(*site.engine, "check_rcpt", {"a\x85"}, evaluation).kind == Kind::kError));
}

}  // namespace
