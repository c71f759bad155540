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

BOOST_AUTO_TEST_CASE(replies_of_checks) {
  Site site(
      "SLoop\nR$- $*\t$1 $2\nSDeep\nR$*\t$: $>Deep $1\nScheck_vrfy\n"
      "R words\t$#error $: hook words\nR code\t$#error $: 553 hook words\n"
      "R dsn\t$#error $@ 5.1.7 $: hook words\nR name\t$#error $@ tempfail $: hook words\n"
      "R inner\t$#error $: \"5.7.2 hook words\"\n"
      "R both\t$#error $@ 5.1.1 $: \"550 5.7.2 hook words\"\n"
      "R two\t$#error $@ 4.7.1 $: \"550 hook words\"\n"
      "R number\t$#error $@ 75 $: \"450 hook words\"\nR closes\t$#error $@ 4.7.0 $: \"421 bye\"\n"
      "R missing\t$>NoSuchRuleset x\nR loop\t$>Loop a b\nR deep\t$>Deep a\n"
      "R later\t$: $(word tempfail $)\n");
  const auto reply = [&](std::string_view word) {
    const CheckVerdict verdict = check(*site.engine, Hook::kCheckVrfy, {word}, *site.evaluation);
    return verdict.kind == Kind::kError ? verdict.error.reply_line() : "accepted";
  };
  // As the real program answers.
  BOOST_TEST(reply("words") == "553 5.3.0 hook words");
  BOOST_TEST(reply("code") == "553 5.0.0 hook words");
  BOOST_TEST(reply("dsn") == "553 5.3.0 hook words");
  BOOST_TEST(reply("name") == "553 5.3.0 hook words");
  BOOST_TEST(reply("inner") == "553 5.3.0 5.7.2 hook words");
  BOOST_TEST(reply("both") == "550 5.7.2 hook words");
  BOOST_TEST(reply("two") == "550 4.7.1 hook words");
  BOOST_TEST(reply("number") == "450 4.0.0 hook words");
  BOOST_TEST(reply("closes") == "421 4.7.0 bye");
  BOOST_TEST(reply("missing") == "554 5.3.5 Unknown ruleset NoSuchRuleset");
  BOOST_TEST(reply("loop") == "554 5.3.5 Infinite loop in ruleset Loop, rule 1");
  BOOST_TEST(reply("deep") == "554 5.0.0 rewrite: excessive recursion (max 50), ruleset Deep");
  BOOST_TEST(reply("later") == "accepted");
  BOOST_TEST(reply("other") == "accepted");
}

BOOST_AUTO_TEST_CASE(faults_are_reported_as_before) {
  Site site("Scheck_vrfy\nR$*\t$: $>NoSuchRuleset x\n");
  std::string told;
  site.evaluation->report = [&](std::string_view message) { told = message; };
  (void)check(*site.engine, Hook::kCheckVrfy, {"x"}, *site.evaluation);
  BOOST_TEST(told == "Unknown ruleset NoSuchRuleset");
  told.clear();
  (void)check(*site.engine, Hook::kCheckVrfy, {"x"}, *site.evaluation);
  BOOST_TEST(!told.empty());
}

BOOST_AUTO_TEST_CASE(other_commands) {
  Site site("Scheck_other\nR JUNK $* $| 5\t$#error $@ 4.7.0 $: \"421 go \" $1\n"
            "R NOOP < $* $| 2\t$#error $: 550 angle\n");
  const auto answer = [&](std::string_view line, int code) {
    const CheckVerdict verdict = check_command(*site.engine, line, code, *site.evaluation);
    return verdict.kind == Kind::kError ? verdict.error.reply_line() : "accepted";
  };
  BOOST_TEST(answer("JUNK (away", 500).starts_with("421 4.7.0 go"));
  BOOST_TEST(answer("JUNK x", 250) == "accepted");
  BOOST_TEST(answer("NOOP <x", 250) == "550 5.0.0 angle");
  BOOST_TEST(answer("NOOP \x9b\x80", 250) == "accepted");
}

BOOST_AUTO_TEST_CASE(settings_of_tls_hooks) {
  Site site("Stls_srv_features\nR a $| $*\t\"Options=SSL_OP_NO_TLSv1_3;CipherList=HIGH\"\n"
            "R b $| $*\t$#error $: 550 no\nR c $| $*\t$# Options\nR d $| $*\t$: $(word tempfail $)\n");
  const auto ask = [&](std::string_view name) {
    return settings_from(*site.engine, Hook::kTlsSrvFeatures, {name, "192.0.2.1"},
                         *site.evaluation);
  };
  BOOST_TEST(*ask("a") == "Options=SSL_OP_NO_TLSv1_3;CipherList=HIGH");
  for (const char* const name : {"b", "c", "d"}) BOOST_TEST(!ask(name).has_value());
  BOOST_TEST(settings_from(*site.engine, Hook::kTlsCltFeatures, {"a", "b"}, *site.evaluation)->empty());
}

BOOST_AUTO_TEST_CASE(queue_groups) {
  Site site("Qslow, P=/tmp/slow\nSqueuegroup\nR$* @ slow.example\t$# slow\n"
            "R$* @ none.example\t$# nosuch\nR$* @ plain.example\tslow\n"
            "R$* @ error.example\t$#error $: 550 no\nR$* @ default.example\t$# mqueue\n");
  const auto group = [&](std::string_view address) {
    return *queue_group_for(*site.engine, address, *site.evaluation);
  };
  BOOST_TEST(group("a@slow.example") == "slow");
  BOOST_TEST(group("a@default.example") == "mqueue");
  BOOST_TEST(group("a@plain.example").empty());
  BOOST_TEST(group("a@error.example").empty());
  BOOST_TEST(group("a@none.example").empty());
}

BOOST_AUTO_TEST_CASE(names_of_the_peers_certificate) {
  Site site("C{cert_altnames}configured.example\nC{Other}other.example\n"
            "Stls_server\nR$* $={cert_altnames}\t$#error $: 550 known\n"
            "R$~{cert_altnames}\t$#error $: 550 one unknown\n");
  const auto answer = [&](std::string_view name) {
    return check(*site.engine, Hook::kTlsServer, {name}, *site.evaluation).error.text;
  };
  BOOST_TEST(answer("mx.peer.example").empty());
  BOOST_TEST(answer("configured.example") == "known");
  set_cert_altnames(std::vector<std::string>{"mx.peer.example", "*.peer.example", "short"},
                    *site.evaluation);
  BOOST_TEST(answer("MX.peer.example") == "known");
  BOOST_TEST(answer("*.peer.example") == "known");
  BOOST_TEST(answer("short") == "known");
  BOOST_TEST(answer("other") == "one unknown");
  BOOST_TEST(answer("configured.example").empty());
  set_cert_altnames({}, *site.evaluation);
  BOOST_TEST(answer("mx.peer.example").empty());
}

BOOST_AUTO_TEST_CASE(copies) {
  Site site("Sbcc\nR$* @ archive.example\t$: keep@$(word one $)\nR$* @ drop.example\t$#discard $: x\n"
            "R$* @ group.example\t$# words\nR$* @ error.example\t$#error $@ 4.3.0 $: \"451 later\"\n"
            "R$* @ down.example\t$(word tempfail $: $)\nR$* @ other.example\t$@\n");
  const auto copy = [&](std::string_view address) {
    const auto answer = bcc_for(*site.engine, address, *site.evaluation);
    return answer ? *answer : answer.error().reply_line();
  };
  BOOST_TEST(copy("a@archive.example") == "keep@first");
  BOOST_TEST(copy("a@other.example").empty());
  BOOST_TEST(copy("a@drop.example").empty());
  BOOST_TEST(copy("a@group.example").empty());
  BOOST_TEST(copy("a@error.example") == "451 4.3.0 later");
  BOOST_TEST(copy("a@down.example") == "451 4.3.0 Ruleset bcc could not ask a map");
}

BOOST_AUTO_TEST_CASE(no_copies_without_a_ruleset) {
  Site site("");
  BOOST_TEST(bcc_for(*site.engine, "a@b.example", *site.evaluation)->empty());
}

}  // namespace
