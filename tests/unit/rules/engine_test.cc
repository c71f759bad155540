#include "rules/engine.hh"

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Site;

BOOST_AUTO_TEST_CASE(wildcards_take_the_least) {
  Site site(
      "C{K}red navy.blue\nSB\nR$* . $* . $*\t$@ <$1> <$2> <$3>\nR$+ @ $-\t$@ <$1> <$2>\n"
      "R$@\t$@ nothing\nSK\nR$={K}\t$@ all <$1>\nR$* $={K} $*\t$@ <$1> <$2> <$3>\n"
      "R$~{K} $*\t$@ not <$1> <$2>\n");
  BOOST_TEST(site.rewrite("B", "a.b.c.d") == "< a > < b > < c . d >");
  BOOST_TEST(site.rewrite("B", "a@b") == "< a > < b >");
  BOOST_TEST(site.rewrite("B", "") == "nothing");
  BOOST_TEST(site.rewrite("K", "RED") == "all < RED >");
  BOOST_TEST(site.rewrite("K", "dark.navy.blue.sea") == "< dark . > < navy . blue > < . sea >");
  BOOST_TEST(site.rewrite("K", "navy") == "not < navy > < >");
}

BOOST_AUTO_TEST_CASE(rules_repeat_go_on_or_return) {
  Site site(
      "SAgain\nR$* a\t$1 b\nSOnce\nR$* a\t$: $1 b\nSStop\nRa $*\t$@ stopped $1\nR$*\t$: went on "
      "$1\n"
      "SForever\nR$*\t$1\nSClear\nRa\t$@\n");
  BOOST_TEST(site.rewrite("Again", "a a") == "a b");
  BOOST_TEST(site.rewrite("Once", "x a a") == "x a b");
  BOOST_TEST(site.rewrite("Stop", "a b") == "stopped b");
  BOOST_TEST(site.rewrite("Stop", "b") == "went on b");
  BOOST_TEST(site.rewrite("Clear", "a") == "");
  BOOST_TEST(site.messages.empty());
  BOOST_TEST(site.rewrite("Forever", "a") == "a");
  BOOST_TEST(site.messages.back() == "Infinite loop in ruleset Forever, rule 1");
}

BOOST_AUTO_TEST_CASE(calls_nest_to_the_right_and_end_somewhere) {
  Site site(
      "SWrap\nR$*\t$@ [ $1 ]\nSSub\nR$+ . $+\t$: $1 $>Wrap $2\nSTwo\nRa\t$: $>Wrap b $>Wrap c\n"
      "SDyn\nR$- : $+\t$: $>$1 $2\nSDeep\nR$+\t$: $>Deep $1\n"
      "SRes\nRa\t$#local $: x\nR$*\t$@ plain\nSAsk\nR$+\t$: $1 $| $>Res $1\n"
      "R$* $| $#$*\t$@ mailer <$2>\nR$* $| $*\t$@ text <$2>\nSEnd\nR$*\t$: $>Res $1\nR$*\t$: "
      "never\n");
  BOOST_TEST(site.rewrite("Sub", "a.b.c") == "a [ b . c ]");
  BOOST_TEST(site.rewrite("Two", "a") == "[ b [ c ] ]");
  BOOST_TEST(site.rewrite("Dyn", "Wrap:q") == "[ q ]");
  BOOST_TEST(site.rewrite("Ask", "a") == "mailer < local $: x >");
  BOOST_TEST(site.rewrite("Ask", "b") == "text < plain >");
  BOOST_TEST(site.rewrite("End", "a") == "$# local $: x");
  BOOST_TEST(site.messages.empty());
  BOOST_TEST(site.rewrite("Dyn", "Nowhere:q") == "$> Nowhere q");
  BOOST_TEST(site.messages.back() == "Unknown ruleset Nowhere");
  BOOST_TEST((site.status == base::ExitCode::kConfiguration));
  BOOST_TEST(site.rewrite("Deep", "a") == "a");
  BOOST_TEST(site.messages.back() == "rewrite: excessive recursion (max 50), ruleset Deep");
}

BOOST_AUTO_TEST_CASE(macros_now_and_then) {
  Site site(
      "D{m}then\nD{h}h.example\nSNow\nR$*\t$@ <${m}> <$&{m}>\nSCmp\nR$+ . $&{h}\t$@ below <$1>\n"
      "R$&{h}\t$@ same\nR$*\t$@ no\n");
  site.macros->set("m", "now and");
  BOOST_TEST(site.rewrite("Now", "x") == "< then > < now and >");
  BOOST_TEST(site.rewrite("Cmp", "H.Example") == "same");
  BOOST_TEST(site.rewrite("Cmp", "w.h.example") == "below < w >");
  BOOST_TEST(site.rewrite("Cmp", "h.exam") == "no");
  // What a peer sent cannot act as a metatoken.
  site.macros->set("m", "x\x86y");
  BOOST_TEST(site.rewrite("Now", "x") == "< then > < x?y >");
}

BOOST_AUTO_TEST_CASE(an_empty_value_is_not_found_where_no_token_is_left) {
  Site site("D{empty}\nSEm\nRx $&{empty}\t$@ yes\nR$&{empty} z\t$@ yes\nR$&{nix}\t$@ yes\n");
  BOOST_TEST(site.rewrite("Em", "x") == "x");
  BOOST_TEST(site.rewrite("Em", "z") == "yes");
  BOOST_TEST(site.rewrite("Em", "") == "");
}

BOOST_AUTO_TEST_CASE(the_hundredth_application_is_the_last) {
  Site site("SSwap\nR$* a $*\t$1 b $2\n");
  const auto of = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "a ";
    return text;
  };
  (void)site.rewrite("Swap", of(99));
  BOOST_TEST(site.messages.empty());
  (void)site.rewrite("Swap", of(100));
  BOOST_REQUIRE(!site.messages.empty());
  BOOST_TEST(site.messages.back() == "Infinite loop in ruleset Swap, rule 1");
}

BOOST_AUTO_TEST_CASE(maps_and_their_defaults) {
  Site site(
      "SL\nRk $*\t$@ $(word $1 $)\nRd $*\t$@ $(word $1 $: not found $)\n"
      "Ra $*\t$@ $(word args $@ $1 $) !\nRm $*\t$@ $(nosuch $1 $: miss $)\nRb $*\t$@ <$(word $1 "
      "$)\n");
  BOOST_TEST(site.rewrite("L", "k one") == "first");
  BOOST_TEST(site.rewrite("L", "k two") == "second . word < x >");
  BOOST_TEST(site.rewrite("L", "k no.such") == "no . such");
  BOOST_TEST(site.rewrite("L", "d none") == "not_found");
  BOOST_TEST(site.rewrite("L", "a x.y") == "x . y !");
  BOOST_TEST(site.rewrite("L", "m x") == "miss");
  BOOST_TEST(site.messages.back() == "rewrite: map nosuch not found");
  BOOST_TEST((site.status == base::ExitCode::kOk));
  BOOST_TEST(site.rewrite("L", "k tempfail") == "tempfail");
  BOOST_TEST((site.status == base::ExitCode::kTemporaryFailure));
  BOOST_TEST(site.messages.back() == "down");
}

BOOST_AUTO_TEST_CASE(limits_hold) {
  Site site(
      "STwice\nR$*\t$: $1 . $1\nSMany\nR$*\t$: $>Twice $>Twice $>Twice $>Twice "
      "$1\nSBad\nR$*\t$2\n");
  const std::string workspace = site.rewrite("Many", "a.b");
  BOOST_TEST((site.status == base::ExitCode::kOk));
  site.rewrite("Many", workspace);
  BOOST_TEST((site.status == base::ExitCode::kDataError));
  BOOST_TEST(site.messages.back() == "rewrite: expansion too long");
  site.rewrite("Bad", "a");
  BOOST_TEST(site.messages.back() == "rewrite: ruleset Bad: replacement $2 out of bounds");
}

BOOST_AUTO_TEST_CASE(rules_are_listed_and_dumped) {
  Site site("SX\nR$* < $={Known} > $*\t\t$#local $: $1\n");
  const RulesetId id = *site.engine->find("X");
  BOOST_TEST(site.engine->source(id) == "R$* < $={Known} > $* \t\t$# local $: $1 \n");
  BOOST_TEST(site.engine->dump(id).find("any literal(<) class(Known) literal(>) any") !=
             std::string::npos);
  BOOST_TEST(!site.engine->find("Y").has_value());
}

}  // namespace
