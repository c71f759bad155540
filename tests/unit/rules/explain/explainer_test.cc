// The words, the text and the page, through the address test mode as an administrator uses it.
#include "rules/explain/explainer.hh"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "../rule_fixture.hh"
#include "rules/explain/html.hh"
#include "rules/test_mode.hh"

namespace {

using namespace sendwright;
using namespace sendwright::rules;
using explain::Explainer;
using explain::Format;

constexpr std::string_view kRules =
    "S3\nR$- @ $+\t$: $1 < @ $2 >\n"
    "S0\nR$* < @ bad >\t$# error $@ nohost $: \"553 no such place\"\n"
    "R$* < @ later >\t$: $( word tempfail $: $1 $)\n"
    "R$* < @ [ $+ ] >\t$# esmtp $@ [ $2 ] $: $1 @ [ $2 ]\n"
    "R$* < @ $+ >\t$# esmtp $@ $2 $: $1 @ $2\nR$*\t$# local $: $1\n"
    "Scheck_rcpt\nR< $* >\t$: < $( word $1 $: ? $) > $1\n"
    "R< first > $*\t$# error $@ 5.7.1 $: \"550 Access denied\"\nR< second $* > $*\t$# discard\n"
    "R$*\t$@ OK\n";

struct Outcome {
  std::string output;
  std::string page;
};

Outcome explained(const std::string& commands, Format format, std::string_view rules = kRules) {
  test::Site site(rules);
  Explainer explainer(*site.outcome.configuration, format);
  std::istringstream input(commands + "\n/quit\n");
  std::ostringstream output;
  base::Debug debug;
  TestModeContext context{*site.outcome.configuration, site.maps, site.waiter, debug, nullptr, "1.0",
                          false, &explainer};
  (void)run_test_mode(context, input, output);  // refused addresses give other codes
  return {output.str(), explainer.page()};
}

// Line ends are where the paragraph was broken.
bool says(std::string text, std::string_view wanted) {
  std::ranges::replace(text, '\n', ' ');
  const bool is_there = text.find(wanted) != std::string::npos;
  if (!is_there) BOOST_TEST_MESSAGE(text);
  return is_there;
}

BOOST_AUTO_TEST_CASE(where_mail_goes_and_why) {
  const std::string text = explained("3,0 a@b.example", Format::kText).output;
  BOOST_TEST(says(text, "Mail to a@b.example is delivered by mailer esmtp, host b.example, user "
                        "a@b.example: by SMTP to the mail exchangers (MX) of b.example"));
  BOOST_TEST(says(text, "rule 4 of ruleset 0, test.cf:"));
  BOOST_TEST(says(text, "    $1 = a   $2 = b . example"));
  BOOST_TEST(text.find("no source map test.cf.map") == text.rfind("no source map"));
  BOOST_TEST(says(explained("/parse a@[192.0.2.1]", Format::kText).output,
                  "the host [192.0.2.1] itself"));
  BOOST_TEST(says(explained("/parse erin", Format::kText).output,
                  "aliases and .forward of erin are looked at first"));
  BOOST_TEST(says(explained("/parse a@bad", Format::kText).output,
                  "is refused with `553 5.1.2 no such place'"));
  BOOST_TEST(says(explained("/try esmtp a@b", Format::kText).output, "For mailer esmtp, a@b"));
  const std::string later = explained("/parse a@later", Format::kText).output;
  BOOST_TEST(says(later, "is deferred: it waits in the queue"));
  BOOST_TEST(says(later, "No answer for now from: word `tempfail'."));
}

BOOST_AUTO_TEST_CASE(what_a_check_says_and_why) {
  const std::string refused = explained("check_rcpt <one>", Format::kText).output;
  BOOST_TEST(says(refused, "Ruleset check_rcpt refuses with `550 5.7.1 Access denied'."));
  BOOST_TEST(says(refused, "It did so because map word says `one' is `first'."));
  BOOST_TEST(says(refused, "map word: `one' is `first'"));
  BOOST_TEST(says(explained("check_rcpt <two>", Format::kText).output, "has it thrown away"));
  BOOST_TEST(says(explained("check_rcpt <three>", Format::kText).output,
                  "accepts: its result, `OK', is no refusal."));
}

BOOST_AUTO_TEST_CASE(traces_stay_away_and_other_commands_answer) {
  const std::string text = explained("3 a@b\n/map word one", Format::kText).output;
  BOOST_TEST(text.find("   input:") == std::string::npos);
  BOOST_TEST(says(text, "map_lookup: word (one) returns first (0)"));
}

BOOST_AUTO_TEST_CASE(the_page_escapes_everything) {
  const Outcome one = explained("3,0 \"<script>alert(1)</script>\"@b", Format::kHtml);
  BOOST_TEST(one.page.find("<script") == std::string::npos);
  BOOST_TEST(one.page.find("&lt;script&gt;") != std::string::npos);
  BOOST_TEST(one.page.find("http://") == std::string::npos);
  BOOST_TEST(one.page.find("https://") == std::string::npos);
  BOOST_TEST(one.page.find("<nav") == std::string::npos);
  BOOST_TEST(explain::escaped("<a href='x' b=\"&\">") == "&lt;a href=&#39;x&#39; b=&quot;&amp;&quot;&gt;");
}

BOOST_AUTO_TEST_CASE(several_inputs_have_a_table_of_contents) {
  const std::string page = explained("3,0 a@b\ncheck_rcpt <one>", Format::kHtml).page;
  BOOST_TEST(page.find("<a href=\"#e2\"><code>check_rcpt &lt;one&gt;</code></a>") != std::string::npos);
  BOOST_TEST(page.find("<section id=\"e2\">") != std::string::npos);
  BOOST_TEST(page.find("<span class=\"badge refused\">refused</span>") != std::string::npos);
  BOOST_TEST(page.find("This rule decides") != std::string::npos);
  // Every element that is opened is closed.
  for (const std::string name : {"details", "div", "section", "ul", "li", "span", "mark", "code"}) {
    std::size_t opened = 0;
    std::size_t closed = 0;
    for (std::size_t at = 0; (at = page.find("<" + name, at)) != page.npos; ++at) {
      const char next = page[at + name.size() + 1];
      opened += next == '>' || next == ' ' ? 1U : 0U;
    }
    for (std::size_t at = 0; (at = page.find("</" + name + ">", at)) != page.npos; ++at) ++closed;
    BOOST_TEST(opened == closed, name << ": " << opened << " opened, " << closed << " closed");
  }
}

BOOST_AUTO_TEST_CASE(a_stale_source_map_is_told_and_not_used) {
  char folder[] = "/tmp/sendwright-explain-XXXXXX";
  BOOST_REQUIRE(::mkdtemp(folder) != nullptr);
  const std::string cf = std::string(folder) + "/a.cf";
  const auto write = [](const std::string& path, std::string_view text) {
    FILE* const file = std::fopen(path.c_str(), "w");
    BOOST_REQUIRE(file != nullptr);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  };
  write(cf, "V10\n");
  write(cf + ".map",
        "sendwright-source-map 1\noutput\t1\t4\t0000000000000000\n\n1\ta.mc:3 FEATURE(x, y)\tx.m4:9\n");
  const explain::Sources sources(cf);
  BOOST_TEST(sources.notice().find("was made with another a.cf") != std::string::npos);
  BOOST_TEST(sources.place({cf, 1}).shown() == "a.cf:1");
  std::remove((cf + ".map").c_str());
  std::remove(cf.c_str());
  ::rmdir(folder);
}

}  // namespace
