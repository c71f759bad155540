#include "smtp/server/ruleset_policy.hh"

#include "../routing/fakes.hh"

using namespace sendwright;
using namespace sendwright::smtp;
using namespace sendwright::smtp::server;

namespace {

constexpr const char* kRules = R"(C{TrustAuthMech}PLAIN
Scheck_relay
R$* $| 192.0.2.66	$#error $@ 5.7.1 $: "550 Access denied"
R$* $| 192.0.2.67	$#error $@ 4.7.0 $: "421 go away"
R$* $| 192.0.2.68	$#discard $: discard
Scheck_mail
R< $* @ bad.example >	$#error $@ 5.1.8 $: "553 Domain of sender address " $1 "@bad.example does not exist"
R< hold @ $* >	$#error $@ quarantine $: looks odd
Scheck_rcpt
R$*	$: $1 $| $&{auth_type}
R< $+ @ here.example > $| $*	$@ OK
R< $- > $| $*	$@ OK
R$* $| $={TrustAuthMech}	$@ RELAY
R$*	$#error $@ 5.7.1 $: "550 Relaying denied"
Scheck_data
R99	$#error $@ 4.5.3 $: "452 too many"
Scheck_header
R$* spam $*	$#error $@ 5.7.1 $: "553 no " $&{hdr_name}
Ssrv_features
R$*	$# A P
Sgreet_pause
R$*	$# 1500
Strust_auth
R$* @ trusted.example	$@ OK
R$*	$#error $@ 5.7.0 $: "500 no"
HSubject: $>check_header
)";

struct PolicySite {
  PolicySite() : site(kRules), macros(*site.configuration) {
    ClientIdentity client;
    client.address = "192.0.2.1";
    client.name = client.ptr = "client.example";
    client.resolved = Resolved::kOk;
    macros.set_client(client);
    policy = std::make_unique<RulesetPolicy>(RulesetPolicyParts{*site.engine, *site.router}, macros,
                                             site.waiter);
    macros.begin_transaction("ID1");
  }
  std::string rcpt(const std::string& address) {
    RcptCommand command;
    command.address = address;
    const RecipientVerdict verdict = policy->recipient(command, false);
    return verdict.is_rejection() ? verdict.reply.one_line() : "ok " + verdict.address;
  }
  std::string mail(const std::string& address) {
    MailCommand command;
    command.address = address;
    const SenderVerdict verdict = policy->mail(command);
    if (verdict.kind == Verdict::Kind::kQuarantine) return "quarantine " + verdict.reason;
    return verdict.is_rejection() ? verdict.reply.one_line() : "ok " + verdict.sender;
  }

  test::RouterSite site;
  SessionMacros macros;
  std::unique_ptr<RulesetPolicy> policy;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ruleset_policy)

BOOST_AUTO_TEST_CASE(clients) {
  PolicySite at;
  BOOST_TEST((at.policy->connect().kind == Verdict::Kind::kAccept));
  at.macros.set("client_addr", "192.0.2.66");
  BOOST_TEST(at.policy->connect().reply.one_line() == "550 5.7.1 Access denied");
  at.macros.set("client_addr", "192.0.2.67");
  BOOST_TEST(at.policy->connect().reply.closes_connection());
  at.macros.set("client_addr", "192.0.2.68");
  BOOST_TEST((at.policy->connect().kind == Verdict::Kind::kDiscard));
}

BOOST_AUTO_TEST_CASE(senders) {
  PolicySite at;
  BOOST_TEST(at.mail("<a@b.example>") == "ok a@b.example");
  BOOST_TEST(at.mail("user1@smile.com") == "ok user1@smile.com");
  BOOST_TEST(at.mail("<>") == "ok ");
  BOOST_TEST(at.mail("<x@bad.example>") ==
             "553 5.1.8 <x@bad.example>... Domain of sender address x@bad.example does not exist");
  BOOST_TEST(at.mail("<hold@b.example>") == "quarantine looks odd");
  BOOST_TEST(at.macros.get("mail_mailer") == "esmtp");
}

BOOST_AUTO_TEST_CASE(recipients) {
  PolicySite at;
  BOOST_TEST(at.rcpt("<alice@here.example>") == "ok alice@here.example");
  BOOST_TEST(at.macros.get("rcpt_mailer") == "local");
  BOOST_TEST(at.rcpt("bob") == "ok bob");
  BOOST_TEST(at.rcpt("<nosuch@here.example>") == "550 5.1.1 <nosuch@here.example>... User unknown");
  BOOST_TEST(at.rcpt("<x@far.example>") == "550 5.7.1 <x@far.example>... Relaying denied");
  at.macros.set_auth({"PLAIN", "alice", "alice", 0});
  BOOST_TEST(at.rcpt("<x@far.example>") == "ok x@far.example");
}

BOOST_AUTO_TEST_CASE(auth_parameter_of_mail) {
  PolicySite at;
  MailCommand command;
  command.address = "<a@b.example>";
  command.auth_identity = "u@trusted.example";
  BOOST_TEST(!at.policy->mail(command).is_rejection());
  BOOST_TEST(*command.auth_identity == "u@trusted.example");
  command.auth_identity = "u@other.example";
  BOOST_TEST(!at.policy->mail(command).is_rejection());
  BOOST_TEST(command.auth_identity->empty());
}

BOOST_AUTO_TEST_CASE(data_headers_features) {
  PolicySite at;
  BOOST_TEST(!at.policy->data(1).is_rejection());
  BOOST_TEST(at.policy->data(99).reply.one_line() == "452 4.5.3 too many");
  BOOST_TEST(at.policy->header({"Subject", " buy spam (now", ""}).reply.one_line() ==
             "553 5.7.1 no Subject");
  BOOST_TEST(!at.policy->header({"subject", ' ' + std::string(3000, 'x'), ""}).is_rejection());
  BOOST_TEST(!at.policy->header({"X-Other", " spam", ""}).is_rejection());
  Features features;
  features.has_auth = true;
  BOOST_TEST(!at.policy->adjust(features).is_rejection());
  BOOST_TEST(!features.has_auth);
  BOOST_TEST(!features.has_pipelining);
  BOOST_TEST(at.policy->greeting_pause().count() == 1500);
}

BOOST_AUTO_TEST_CASE(verifying_and_expanding) {
  PolicySite at;
  at.site.aliases.values["team"] = "alice, bob";
  BOOST_TEST(at.policy->verify("alice", false).one_line() ==
             "250 2.1.5 alice of Here <alice@mail.here.example>");
  BOOST_TEST(at.policy->verify("nosuch", false).one_line() == "550 5.1.1 nosuch... User unknown");
  const Reply list = at.policy->verify("team", true);
  BOOST_TEST(list.code == 250);
  BOOST_TEST(list.lines.size() == 2U);
  BOOST_TEST(at.policy->etrn("node").code == 502);
}

BOOST_AUTO_TEST_SUITE_END()
