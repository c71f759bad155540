#include "routing/router.hh"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/unit/routing/fakes.hh"

using namespace sendwright;
using test::RouterSite;

namespace {

struct Fixture : RouterSite {
  config::MacroScope scope{&configuration->macros};
  rules::Evaluation evaluation{scope, waiter};

  routing::Verification verify(std::string_view address) {
    return router->verify_recipient(address, evaluation);
  }
  routing::Expansion expand(std::vector<std::string> addresses, std::string sender = "x@far.example") {
    routing::ExpansionRequest request{.sender = std::move(sender), .recipients = {}};
    for (auto& address : addresses)
      request.recipients.push_back({.address = std::move(address), .controller = {}});
    return router->expand(request, evaluation);
  }
  // `address>mailer/host/user` for each recipient, `!address status text` for each failure.
  std::vector<std::string> texts(const routing::Expansion& expansion) {
    std::vector<std::string> result;
    for (const auto& r : expansion.recipients)
      result.push_back(r.address + '>' + r.mailer->name + '/' + r.host + '/' + r.user);
    for (const auto& f : expansion.failures)
      result.push_back('!' + f.address + ' ' + f.error.enhanced_status + ' ' + f.status_text);
    return result;
  }
  void check(const routing::Expansion& expansion, const std::vector<std::string>& expected) {
    const auto found = texts(expansion);
    BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(router, Fixture)

BOOST_AUTO_TEST_CASE(rcpt_knows_users_aliases_and_strangers) {
  const auto user = verify("<Alice@here.example>");
  BOOST_TEST(user.is_accepted());
  BOOST_TEST(user.mailer->name == "local");
  BOOST_TEST(user.full_name == "alice of Here");
  BOOST_TEST(!user.is_alias);

  const auto stranger = verify("nobody@here.example");
  BOOST_REQUIRE(stranger.error);
  BOOST_TEST(stranger.error->reply_line() == "550 5.1.1 User unknown");

  const auto remote = verify("someone@far.example");
  BOOST_TEST(remote.is_accepted());
  BOOST_TEST(remote.mailer->name == "esmtp");
  BOOST_TEST(remote.host == "far.example");

  aliases.values["group"] = "nobody-there";
  const auto alias = verify("group");
  BOOST_TEST(alias.is_accepted());
  BOOST_TEST(alias.is_alias);
}

BOOST_AUTO_TEST_CASE(rcpt_finds_details_as_the_rules_order_them) {
  BOOST_TEST(verify("alice+x@here.example").is_accepted());
  BOOST_TEST(verify("alice+x@here.example").host == "+x");
  BOOST_TEST(!verify("nobody+x@here.example").is_accepted());
  aliases.values["team+*"] = "alice";
  BOOST_TEST(verify("team+x").is_alias);
  BOOST_TEST(!verify("team").is_accepted());
}

BOOST_AUTO_TEST_CASE(a_user_marked_by_ruleset_5_is_final) {
  const auto kept = verify("kept");
  BOOST_TEST(kept.is_accepted());
  BOOST_TEST(kept.user == "alice");
  BOOST_TEST(kept.host == "detail");
}

BOOST_AUTO_TEST_CASE(rcpt_refuses_programs_files_and_includes) {
  for (const auto* address : {"|/bin/cat", "\"|/bin/cat\"@here.example", "\"|/bin/cat x\""})
    BOOST_TEST(verify(address).error.value().reply_line() ==
               "550 5.7.1 Cannot mail directly to programs");
  BOOST_TEST(verify("/etc/passwd").error.value().reply_line() ==
             "550 5.7.1 Cannot mail directly to files");
  BOOST_TEST(verify(":include:/etc/passwd").error.value().reply_line() ==
             "550 5.7.1 Cannot mail directly to :include:s");
}

BOOST_AUTO_TEST_CASE(rcpt_separates_rules_from_temporary_trouble) {
  const auto closed = verify("x@down.example");
  BOOST_REQUIRE(closed.error);
  BOOST_TEST(closed.error->is_temporary());
  aliases.is_broken = true;
  const auto waits = verify("alice");
  BOOST_TEST(waits.is_accepted());
  BOOST_TEST(waits.will_queue);
}

BOOST_AUTO_TEST_CASE(senders_need_only_parse) {
  BOOST_TEST(router->verify_sender("", evaluation).is_accepted());
  BOOST_TEST(router->verify_sender("who@ever.example", evaluation).is_accepted());
  const auto program = router->verify_sender("|/bin/sh", evaluation);
  BOOST_TEST(program.error.value().enhanced_status == "5.1.7");
}

BOOST_AUTO_TEST_CASE(aliases_expand_to_the_end_without_duplicates) {
  aliases.values["group"] = "alice, all, x@far.example,\n nobody";
  aliases.values["all"] = "bob, Alice, group";
  const auto expansion = expand({"group@here.example", "bob"});
  check(expansion, {"alice>local//alice", "bob>local//bob", "x@far.example>esmtp/far.example/x@far.example",
                    "!group 5.4.6 aliasing/forwarding loop broken (2 aliases deep; 10 max)",
                    "!nobody 5.1.1 User unknown"});
  BOOST_TEST(expansion.is_expanded[0]);
  BOOST_TEST(!expansion.is_expanded[1]);
  BOOST_TEST((expansion.recipients[1].origin.path ==
              std::vector<std::string>{"group@here.example", "all"}));
  BOOST_TEST(expansion.recipients[0].uid == 1001);
  BOOST_TEST(expansion.recipients[0].home == "/home/alice");
  BOOST_TEST(expansion.log_lines.front() == "alias group@here.example => alice,all,x@far.example,nobody");
}

BOOST_AUTO_TEST_CASE(programs_and_files_of_aliases_run_as_the_default_user) {
  aliases.values["archive"] = "\"|/bin/cat >> /tmp/a\", /tmp/b";
  const auto expansion = expand({"archive"});
  check(expansion, {"\"|/bin/cat >> /tmp/a\">prog///bin/cat >> /tmp/a", "/tmp/b>*file*///tmp/b"});
  for (const auto& recipient : expansion.recipients) {
    BOOST_TEST(recipient.uid == 8);
    BOOST_TEST(recipient.gid == 12);
    BOOST_TEST(recipient.origin.controller.value().alias == "archive");
  }
}

BOOST_AUTO_TEST_CASE(a_name_in_its_own_alias_is_the_mailbox) {
  aliases.values["alice"] = "alice, bob";
  check(expand({"alice"}), {"\\alice>local//alice", "bob>local//bob"});
  // Written back like that, it is not looked up again.
  check(expand({"\\alice"}), {"\\alice>local//alice"});
}

BOOST_AUTO_TEST_CASE(loops_break) {
  aliases.values["a"] = "b";
  aliases.values["b"] = "a";
  check(expand({"a"}), {"!a 5.4.6 aliasing/forwarding loop broken (2 aliases deep; 10 max)"});
  for (int i = 0; i < 20; ++i)
    aliases.values["deep" + std::to_string(i)] = "deep" + std::to_string(i + 1);
  const auto deep = expand({"deep0"});
  BOOST_REQUIRE(deep.failures.size() == 1);
  BOOST_TEST(deep.failures[0].error.text == "aliasing/forwarding loop broken (11 aliases deep; 10 max)");
}

BOOST_AUTO_TEST_CASE(forward_files_are_followed_as_their_owner) {
  files.add("/home/alice/.forward", "# away\n\\alice, x@far.example\n\"|/bin/vacation alice\"\n");
  const auto expansion = expand({"alice"});
  check(expansion, {"\\alice>local//alice", "x@far.example>esmtp/far.example/x@far.example",
                    "\"|/bin/vacation alice\">prog///bin/vacation alice"});
  BOOST_TEST(files.asked["/home/alice/.forward"] == "alice:1001");
  BOOST_TEST(expansion.recipients[2].uid == 1001);
  BOOST_TEST(expansion.recipients[2].home == "/home/alice");
  BOOST_TEST(expansion.recipients[2].origin.controller.value().name == "alice");
}

BOOST_AUTO_TEST_CASE(forward_by_detail_unsafe_empty_and_unavailable_files) {
  files.add("/home/alice/.forward.+x", "bob");
  check(expand({"alice+x"}), {"bob>local//bob"});
  (void)expand({"alice+../../etc/x"});
  for (const auto& [path, reader] : files.asked)
    BOOST_TEST(path.find("/../") == std::string::npos, path);
  files.add("/home/bob/.forward", "\n \n");
  check(expand({"bob"}), {"bob>local//bob"});
  files.files["/home/bob/.forward"] = {.status = routing::UserFileStatus::kUnsafe,
                                          .content = {},
                                          .owner_login = {},
                                          .message = "group writable"};
  check(expand({"bob"}), {"bob>local//bob"});
  files.files["/home/bob/.forward"] = {.status = routing::UserFileStatus::kUnavailable,
                                          .content = {},
                                          .owner_login = {},
                                          .message = "later"};
  const auto deferred = expand({"bob"});
  BOOST_REQUIRE(deferred.failures.size() == 1);
  BOOST_TEST(deferred.failures[0].error.is_temporary());
}

BOOST_AUTO_TEST_CASE(programs_need_a_login_shell) {
  files.add("/home/carol/.forward", "|/bin/true");
  check(expand({"carol"}), {"!|/bin/true 5.7.1 User carol@mail.here.example doesn't have a valid shell "
                            "for mailing to programs"});
}

BOOST_AUTO_TEST_CASE(owners_become_the_sender_of_list_copies) {
  aliases.values["list"] = "alice, x@far.example";
  aliases.values["owner-list"] = "bob";
  aliases.values["many"] = "alice";
  aliases.values["owner-many"] = "bob, alice";
  for (const auto& recipient : expand({"list"}).recipients)
    BOOST_TEST(recipient.origin.sender.value() == "bob");
  BOOST_TEST(expand({"many"}).recipients.at(0).origin.sender.value() == "owner-many");
  BOOST_TEST(!expand({"list"}, "").recipients.at(0).origin.sender);
}

BOOST_AUTO_TEST_CASE(includes_are_read_and_their_absence_reported) {
  aliases.values["big"] = ":include:/etc/list, :include:/etc/none";
  files.add("/etc/list", "alice\nbob\n:include:/etc/list\n");
  check(expand({"big"}), {"alice>local//alice", "bob>local//bob",
                          "!:include:/etc/none 5.2.4 Cannot open /etc/none: No such file or directory"});
  check(expand({":include:/etc/list"}),
        {"!:include:/etc/list 5.7.1 Cannot mail directly to :include:s"});
}

BOOST_AUTO_TEST_CASE(written_back_members_keep_their_controller) {
  routing::ExpansionRequest request{.sender = "x@far.example", .recipients = {}};
  request.recipients.push_back({.address = "\"|/bin/vacation alice\"",
                                .controller = routing::Controller{"alice", 1001, 1002, "alice"},
                                .is_primary = false});
  const auto expansion = router->expand(request, evaluation);
  BOOST_REQUIRE(expansion.recipients.size() == 1);
  BOOST_TEST(expansion.recipients[0].uid == 1001);
  BOOST_TEST(expansion.recipients[0].login == "alice");
}

BOOST_AUTO_TEST_CASE(describe_shows_failures_first) {
  aliases.values["group"] = "alice, nobody, x@far.example";
  const auto lines = router->describe("group", evaluation);
  BOOST_REQUIRE(lines.size() == 3);
  BOOST_TEST(lines[0].line == "nobody... User unknown");
  BOOST_TEST(base::to_int(lines[0].status) == 67);
  BOOST_TEST(lines[1].line == "alice... deliverable: mailer local, user alice");
  BOOST_TEST(lines[2].line ==
             "x@far.example... deliverable: mailer esmtp, host far.example, user x@far.example");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(without_me_too_the_sender_gets_no_copy) {
  RouterSite site("O MeToo=False\n");
  config::MacroScope scope(&site.configuration->macros);
  rules::Evaluation evaluation(scope, site.waiter);
  site.aliases.values["group"] = "alice, bob";
  const routing::ExpansionRequest request{
      .sender = "alice@here.example", .recipients = {{.address = "group", .controller = {}}}};
  const auto expansion = site.router->expand(request, evaluation);
  BOOST_REQUIRE(expansion.recipients.size() == 1);
  BOOST_TEST(expansion.recipients[0].user == "bob");
}
