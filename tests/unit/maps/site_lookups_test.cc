// The lookups of a process, put together from options as a configuration file sets them.
#include "maps/site_lookups.hh"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "temporary_directory.hh"

using namespace sendwright;

BOOST_AUTO_TEST_SUITE(site_lookups)

BOOST_AUTO_TEST_CASE(options_decide_who_is_asked) {
  tests::TemporaryDirectory files;
  config::Options options;
  BOOST_REQUIRE(options.set_long("MailboxDatabase",
                                 "passwd:" + files.write("passwd", "user1:x:7:8:One:/h/user1:\n")));
  BOOST_REQUIRE(options.set_long("AliasFile", files.write("aliases", "group: user1\n")));
  BOOST_REQUIRE(options.set_long("HostsFile", files.write("hosts", "127.0.0.1 localhost\n")));
  BOOST_REQUIRE(options.set_long("ServiceSwitchFile", files.write("switch", "hosts files\n")));
  std::ostringstream out;
  BOOST_REQUIRE((maps::rebuild_aliases(options, {}, out) == base::ExitCode::kOk));
  const std::vector<config::MapDeclaration> declarations = {{"users", "user", "-v dir", "x.cf", 1}};
  const auto site = maps::SiteLookups::open(options, declarations, "skills.com");
  BOOST_REQUIRE(site);
  base::BlockingWaiter waiter;
  config::MacroScope macros;
  const rules::LookupContext context{waiter, macros};
  BOOST_TEST((*site)->registry().find("users")->lookup("user1", {}, context).value.value() ==
             "/h/user1");
  BOOST_TEST((*site)->registry().find("host")->lookup("localhost", {}, context).value.value() ==
             "localhost.skills.com.");
  BOOST_TEST((*site)->aliases().find("Group", waiter).value().value() == "user1");
  BOOST_TEST((*site)->users().find("User1").value()->uid == 7u);
  BOOST_TEST(!(*site)->hosts().uses_dns());
  BOOST_REQUIRE(options.set_long("MailboxDatabase", "zork"));
  BOOST_TEST(!maps::SiteLookups::open(options, {}, ""));
}

BOOST_AUTO_TEST_SUITE_END()
