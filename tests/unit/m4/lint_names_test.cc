// The names and places that --lint works with: nearest names, parts of the library, findings.
#include <boost/test/unit_test.hpp>

#include "m4/lint/findings.hh"
#include "m4/lint/library.hh"
#include "m4/lint/nearest_name.hh"
#include "m4/lint/vocabulary.hh"
#include "unit/m4/support.hh"

namespace sendwright::m4::lint {

namespace {
std::string nearest(std::string_view wanted, std::initializer_list<std::string_view> candidates) {
  NearestName name(wanted);
  for (const std::string_view candidate : candidates)
    name.offer(candidate);
  return name.best();
}
}  // namespace

BOOST_AUTO_TEST_SUITE(lint_names)

BOOST_AUTO_TEST_CASE(distance_counts_letters) {
  BOOST_TEST(edit_distance("access_db", "access_db", 3) == 0U);
  BOOST_TEST(edit_distance("acces_db", "access_db", 3) == 1U);    // left out
  BOOST_TEST(edit_distance("accesss_db", "access_db", 3) == 1U);  // put in
  BOOST_TEST(edit_distance("axcess_db", "access_db", 3) == 1U);   // changed
  BOOST_TEST(edit_distance("acecss_db", "access_db", 3) == 1U);   // swapped
  BOOST_TEST(edit_distance("ACCESS-DB", "access_db", 3) == 0U);   // case and - do not count
  BOOST_TEST(edit_distance("", "abc", 3) == 3U);
}

BOOST_AUTO_TEST_CASE(distance_stops_at_its_bound) {
  BOOST_TEST(edit_distance("abcdef", "uvwxyz", 2) == 3U);
  BOOST_TEST(edit_distance("a", "abcdefgh", 2) == 3U);
  BOOST_TEST(edit_distance(std::string(100000, 'a'), std::string(100000, 'a'), 3) == 4U);
}

BOOST_AUTO_TEST_CASE(nearest_takes_the_best) {
  BOOST_TEST(nearest("mailertabel", {"domaintable", "mailertable", "virtusertable"}) ==
             "mailertable");
  BOOST_TEST(nearest("confLOGLEVEL", {"confLOG_LEVELS", "confLOG_LEVEL"}) == "confLOG_LEVEL");
  BOOST_TEST(nearest("redirect", {"redirekt", "redirect"}) == "redirect");
}

BOOST_AUTO_TEST_CASE(nearest_completes_a_beginning) {
  BOOST_TEST(nearest("virtuser", {"virtuser_entire_domain", "virtusertable"}) == "virtusertable");
  BOOST_TEST(nearest("vir", {"virtusertable"}) == "");
}

BOOST_AUTO_TEST_CASE(nearest_does_not_guess_wildly) {
  BOOST_TEST(nearest("spamassassin", {"redirect", "smrsh", "access_db"}) == "");
  BOOST_TEST(nearest("pop", {"fax"}) == "");
  BOOST_TEST(nearest("", {"fax"}) == "");
}

BOOST_AUTO_TEST_CASE(library_knows_its_own_files) {
  const Library library("/usr/share/cf/");
  BOOST_TEST(library.owns("/usr/share/cf/feature/access_db.m4"));
  BOOST_TEST(library.owns("/usr/share/cf/m4/proto.m4"));
  BOOST_TEST(!library.owns("/usr/share/cf/cf/generic-linux.mc"));
  BOOST_TEST(!library.owns("/etc/mail/sendmail.mc"));
  BOOST_TEST(!library.owns("/usr/share/cf/features"));
  const Library here("./");
  BOOST_TEST(here.owns("m4/cf.m4"));
  BOOST_TEST(here.owns("./m4/proto.m4"));
  BOOST_TEST(!here.owns("site.mc"));
  Library named("../");
  named.set_other_root("/usr/share/cf/");
  BOOST_TEST(named.owns("../m4/cf.m4"));
  BOOST_TEST(named.owns("/usr/share/cf/mailer/local.m4"));
  BOOST_TEST(!named.owns("/usr/share/cf/cf/site.mc"));
}

BOOST_AUTO_TEST_CASE(part_of_a_path) {
  const auto part = Library::part_of("/usr/share/cf/feature/access_db.m4");
  BOOST_REQUIRE(part.has_value());
  BOOST_TEST(part->macro == "FEATURE");
  BOOST_TEST(part->folder == "/usr/share/cf/feature/");
  BOOST_TEST(part->name == "access_db");
  BOOST_TEST(Library::part_of("../ostype/solaris2.pre5.m4")->name == "solaris2.pre5");
  BOOST_TEST(Library::part_of("/a/feature/domain/x.m4")->macro == "DOMAIN");
  BOOST_TEST(!Library::part_of("/etc/mail/dialup.m4").has_value());
  BOOST_TEST(!Library::part_of("/cf/myfeature/x.m4").has_value());
  BOOST_TEST(!Library::part_of("/cf/m4/x.m4").has_value());
}

BOOST_AUTO_TEST_CASE(findings_are_sorted_and_told_once) {
  Findings findings;
  findings.warning({"a.mc", 9}, "later");
  findings.error({"a.mc", 2}, "earlier");
  findings.error({"a.mc", 2}, "earlier");
  findings.warning({"", 0}, "nowhere");
  BOOST_TEST(findings.has({"a.mc", 9}));
  BOOST_TEST(!findings.has({"b.mc", 9}));
  BOOST_TEST(findings.lines("m4", true) ==
             "m4:a.mc:2: error: earlier\nm4:a.mc:9: warning: later\nm4: warning: nowhere\n");
  BOOST_TEST(findings.lines("m4", false) ==
             "m4:a.mc:2: warning: earlier\nm4:a.mc:9: warning: later\nm4: warning: nowhere\n");
  BOOST_TEST(findings.summary() == "1 error, 2 warnings");
}

BOOST_AUTO_TEST_CASE(findings_have_an_end) {
  Findings findings;
  for (int line = 1; line <= 100000; ++line)
    findings.error({"a.mc", line}, "again");
  BOOST_TEST(findings.errors() == 200U);
}

BOOST_AUTO_TEST_CASE(vocabulary_tells_what_a_word_may_mean) {
  StringSink out;
  StringSink errors;
  Processor m4({}, out, errors);
  m4.process_text(
      "define(`FEATURE', `feature($1)')define(`LOCAL_CONFIG', `divert(6)')"
      "define(`_INSIDE_', `$1')define(`SMART_HOST', `x')",
      "test");
  const Vocabulary vocabulary(m4.symbols());
  BOOST_TEST(vocabulary.takes_arguments("FEATURE"));
  BOOST_TEST(vocabulary.takes_arguments("define"));
  BOOST_TEST(!vocabulary.takes_arguments("SMART_HOST"));
  BOOST_TEST(vocabulary.begins_section("LOCAL_CONFIG"));
  BOOST_TEST(!vocabulary.begins_section("FEATURE"));
  BOOST_TEST(vocabulary.nearest_macro("FAETURE") == "FEATURE");
  BOOST_TEST(vocabulary.nearest_macro("defien") == "define");
  BOOST_TEST(vocabulary.nearest_macro("_INSIDE") == "");
  BOOST_TEST(vocabulary.nearest_section("LOCAL_CONFG") == "LOCAL_CONFIG");
  BOOST_TEST(vocabulary.why_left("dnlFEATURE").find("behind dnl") != std::string::npos);
  BOOST_TEST(vocabulary.why_left("FEATURE").find("blank") != std::string::npos);
  BOOST_TEST(vocabulary.why_left("regex") == "");
  BOOST_TEST(vocabulary.why_left("SMART_HOST") == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace sendwright::m4::lint
