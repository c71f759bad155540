// Rules and addresses that ask for too much: bounded work, and the error that says so.
#include <algorithm>
#include <cstdint>
#include <string>

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"
#include "config/expand.hh"
#include "rules/hooks.hh"
#include "rules/limits.hh"
#include "rules/resolve.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using test::Site;

bool has(const Site& site, std::string_view text) {
  return std::ranges::any_of(site.messages, [&](const std::string& message) {
    return message.find(text) != std::string::npos;
  });
}

// What the last step before the limit may add: a workspace, or a text that is scanned.
constexpr std::uint64_t kLastStep = kWorkOfAppliedToken * (address::kMaxTokens + 1) + (1U << 19);

bool is_bounded(const Site& site) {
  return site.evaluation->counts.work <= kMaxWork + kLastStep;
}

BOOST_AUTO_TEST_CASE(a_rule_that_matches_its_own_result) {
  Site site("ST\nR$*\t$1\n");
  BOOST_TEST(site.rewrite("T", "a b") == "a b");
  BOOST_TEST(has(site, "Infinite loop in ruleset T, rule 1"));
  BOOST_TEST(site.evaluation->counts.applied == 100U);
}

BOOST_AUTO_TEST_CASE(a_workspace_that_grows) {
  Site site("ST\nR$*\t$1 $1 x\n");
  site.rewrite("T", "a");
  BOOST_TEST((site.status == base::ExitCode::kDataError));
  BOOST_TEST(has(site, "rewrite: expansion too long"));
  BOOST_TEST(site.evaluation->counts.applied < 12U);  // it doubles
}

BOOST_AUTO_TEST_CASE(a_ruleset_that_calls_itself) {
  Site site("ST\nR$*\t$@ $>T $1\n");
  site.rewrite("T", "a");
  BOOST_TEST((site.status == base::ExitCode::kConfiguration));
  BOOST_TEST(has(site, "excessive recursion (max 50), ruleset T"));
  BOOST_TEST(site.evaluation->counts.applied == 51U);
}

// Two to the power of fifty calls, were they all carried out.
BOOST_AUTO_TEST_CASE(rulesets_that_call_each_other_twice) {
  std::string rules;
  for (int i = 0; i < 45; ++i) {
    const std::string next = "T" + std::to_string(i + 1);
    rules += "ST" + std::to_string(i) + "\nR$*\t$: $>" + next + " $1\nR$*\t$: $>" + next + " $1\n";
  }
  Site site(rules + "ST45\nR$*\t$: $1\n");
  site.rewrite("T0", "a");
  BOOST_TEST((site.status == base::ExitCode::kConfiguration));
  BOOST_TEST(has(site, "rewrite: too many rules applied"));
  BOOST_TEST(site.messages.size() == 1U);
  BOOST_TEST(is_bounded(site));
}

// Each loops a hundred times over the next.
BOOST_AUTO_TEST_CASE(loops_within_loops) {
  Site site(
      "SA\nR$*\t$>B $1\nSB\nR$*\t$>C $1\nSC\nR$*\t$>D $1\nSD\nR$*\t$>E $1\nSE\nR$*\t$1\n");
  site.rewrite("A", "a b c");
  BOOST_TEST(has(site, "too many rules applied"));
  BOOST_TEST(is_bounded(site));
}

BOOST_AUTO_TEST_CASE(macros_that_name_each_other) {
  std::string lines = "D{m0}${m0}${m1}\n";
  for (int i = 1; i < 30; ++i) {
    lines += "D{m" + std::to_string(i) + "}";
    for (int k = 0; k < 20; ++k) lines += "${m" + std::to_string((i + k) % 30) + "}";
    lines += "\n";
  }
  Site site(lines + "ST\nR$*\t$: ${m1} $&{m2} x\n");
  BOOST_TEST(config::macro_value("m1", site.outcome.configuration->macros).size() <= 1U << 18);
  site.rewrite("T", "a");
  BOOST_TEST(is_bounded(site));
}

// Each try of a rule costs, and each text that has to be scanned, not only rules that are applied.
BOOST_AUTO_TEST_CASE(rules_that_are_tried_and_texts_that_are_scanned_count) {
  std::string tried = "ST\nR$*\t$: $>U $1\nSU\n";
  for (int i = 0; i < 50; ++i) tried += "R$* a $* b $*\t$1\n";
  Site site(tried);
  site.rewrite("T", "a");
  const std::uint64_t of_few = site.evaluation->counts.work;
  site.rewrite("T", "b a a a a a a a");
  BOOST_TEST(site.evaluation->counts.work - of_few > of_few + 50 * 8);
  Site scanning("D{big}(" + std::string(100000, 'c') + ")x\nST\nR$*\t$&{big}\n");
  BOOST_TEST(scanning.rewrite("T", "a") == "x");
  BOOST_TEST(scanning.evaluation->counts.work > 100U * 100000U);
}

// Two to the power of forty texts of 200,000 octets each: neither the time nor the memory.
BOOST_AUTO_TEST_CASE(calls_that_scan_large_texts) {
  std::string rules = "D{big}(" + std::string(200000, 'c') + ")x\n";
  for (int i = 0; i < 40; ++i) {
    const std::string next = "T" + std::to_string(i + 1);
    rules += "ST" + std::to_string(i) + "\nR$*\t$: $>" + next + " $1\nR$*\t$: $>" + next + " $1\n";
  }
  Site site(rules + "ST40\nR$*\t$: $&{big}\n");
  site.rewrite("T0", "a");
  BOOST_TEST(has(site, "rewrite: too many rules applied"));
  BOOST_TEST(is_bounded(site));
}

// A replacement of half a million references to a thousand tokens.
BOOST_AUTO_TEST_CASE(a_replacement_that_is_enormous) {
  std::string rule = "ST\nR$*\t$: ";
  for (int i = 0; i < 500000; ++i) rule += "$1 ";
  Site site(rule + "\n");
  std::string input;
  for (int i = 0; i < 600; ++i) input += "a ";
  site.rewrite("T", input);
  BOOST_TEST((site.status == base::ExitCode::kDataError));
  BOOST_TEST(has(site, "rewrite: expansion too long"));
}

BOOST_AUTO_TEST_CASE(addresses_that_are_too_long) {
  Site site("S3\nR$*\t$: $1\nS0\nR$*\t$# local $: $1\n");
  std::string dots;
  for (int i = 0; i < 10000; ++i) dots += "a.";
  for (const std::string& address :
       {std::string(65536, 'x'), std::string(65536, '.'), dots, std::string(65536, '('),
        std::string(65536, '<'), std::string(65536, '"'), std::string(65536, '\\'),
        "\"" + std::string(65536, 'q') + "\"@x", std::string(65536, '\xff')}) {
    std::string complaint;
    site.evaluation->complain = [&](std::string_view text) { complaint = text; };
    const Resolution resolution = resolve_recipient(*site.engine, address, *site.evaluation);
    BOOST_TEST((!resolution.is_ok() || !complaint.empty()), address.substr(0, 20));
  }
}

BOOST_AUTO_TEST_CASE(hooks_with_hostile_arguments) {
  Site site("Scheck_x\nR$*\t$@ ok\n");
  const std::string dots(65536, '.');
  const CheckVerdict verdict = check(*site.engine, "check_x", {dots, dots}, *site.evaluation);
  BOOST_TEST(!verdict.is_accepted());
  (void)check_unstructured(*site.engine, "check_x", std::string(1 << 20, ','), true,
                           *site.evaluation);
}

BOOST_AUTO_TEST_CASE(a_class_of_a_million_words) {
  std::string lines;
  for (int i = 0; i < 100000; ++i) {
    lines += "C{Big}";
    for (int k = 0; k < 10; ++k) lines += "w" + std::to_string(i * 10 + k) + ".example ";
    lines += "\n";
  }
  Site site(lines + "ST\nR$={Big}\t$@ member\nR$*\t$@ none\n");
  BOOST_TEST(site.rewrite("T", "w999999.example") == "member");
  BOOST_TEST(site.rewrite("T", "w1000000.example") == "none");
}

}  // namespace
