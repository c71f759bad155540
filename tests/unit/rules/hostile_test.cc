// Rules and addresses that ask for too much: bounded work, and the error that says so.
#include <algorithm>
#include <chrono>
#include <string>

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"
#include "rules/hooks.hh"
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

// Far more than any of these needs, even where the machine is busy and everything is instrumented.
constexpr std::chrono::seconds kPatience{60};

struct Stopwatch {
  ~Stopwatch() {
    BOOST_TEST((std::chrono::steady_clock::now() - start < kPatience));
  }
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

BOOST_AUTO_TEST_CASE(a_rule_that_matches_its_own_result) {
  const Stopwatch watch;
  Site site("ST\nR$*\t$1\n");
  BOOST_TEST(site.rewrite("T", "a b") == "a b");
  BOOST_TEST(has(site, "Infinite loop in ruleset T, rule 1"));
}

BOOST_AUTO_TEST_CASE(a_workspace_that_grows) {
  const Stopwatch watch;
  Site site("ST\nR$*\t$1 $1 x\n");
  site.rewrite("T", "a");
  BOOST_TEST((site.status == base::ExitCode::kDataError || has(site, "Infinite loop")));
}

BOOST_AUTO_TEST_CASE(a_ruleset_that_calls_itself) {
  const Stopwatch watch;
  Site site("ST\nR$*\t$@ $>T $1\n");
  site.rewrite("T", "a");
  BOOST_TEST((site.status == base::ExitCode::kConfiguration));
  BOOST_TEST(has(site, "excessive recursion (max 50), ruleset T"));
}

// Two to the power of fifty calls, were they all carried out.
BOOST_AUTO_TEST_CASE(rulesets_that_call_each_other_twice) {
  const Stopwatch watch;
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
}

// Each loops a hundred times over the next.
BOOST_AUTO_TEST_CASE(loops_within_loops) {
  const Stopwatch watch;
  Site site(
      "SA\nR$*\t$>B $1\nSB\nR$*\t$>C $1\nSC\nR$*\t$>D $1\nSD\nR$*\t$>E $1\nSE\nR$*\t$1\n");
  site.rewrite("A", "a b c");
  BOOST_TEST(has(site, "too many rules applied"));
}

BOOST_AUTO_TEST_CASE(macros_that_name_each_other) {
  const Stopwatch watch;
  std::string lines = "D{m0}${m0}${m1}\n";
  for (int i = 1; i < 30; ++i) {
    lines += "D{m" + std::to_string(i) + "}";
    for (int k = 0; k < 20; ++k) lines += "${m" + std::to_string((i + k) % 30) + "}";
    lines += "\n";
  }
  Site site(lines + "ST\nR$*\t$: ${m1} $&{m2} x\n");
  site.rewrite("T", "a");
}

BOOST_AUTO_TEST_CASE(addresses_that_are_too_long) {
  const Stopwatch watch;
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
  const Stopwatch watch;
  Site site("Scheck_x\nR$*\t$@ ok\n");
  const std::string dots(65536, '.');
  const CheckVerdict verdict = check(*site.engine, "check_x", {dots, dots}, *site.evaluation);
  BOOST_TEST(!verdict.is_accepted());
  (void)check_unstructured(*site.engine, "check_x", std::string(1 << 20, ','), true,
                           *site.evaluation);
}

BOOST_AUTO_TEST_CASE(a_class_of_a_million_words) {
  const Stopwatch watch;
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
