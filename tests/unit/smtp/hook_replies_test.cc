// What the answers of rulesets do to the dialogue: every hook of a session with each kind of answer.
#include "../routing/fakes.hh"
#include "smtp/server/feature_letters.hh"
#include "smtp/server/ruleset_policy.hh"

using namespace sendwright;
using namespace sendwright::smtp;
using namespace sendwright::smtp::server;

namespace {

constexpr const char* kRules = R"(SAnswer
R$* refuse $*	$#error $@ 5.7.1 $: "550 hook refuses"
R$* close $*	$#error $@ 4.7.0 $: "421 hook closes"
R$* wait $*	$#error $@ 4.3.0 $: "451 hook waits"
R$* drop $*	$#discard $: discard
R$* hold $*	$#error $@ quarantine $: hook holds
R$* plain $*	OK
R$* missing $*	$>NoSuchRuleset $1
Scheck_relay
R$*	$@ $>Answer $1
Scheck_mail
R$*	$@ $>Answer $1
Scheck_rcpt
R$*	$@ $>Answer $1
Scheck_data
R7	$@ $>Answer refuse
R8	$@ $>Answer drop
Scheck_eoh
R7 $| $*	$@ $>Answer hold
R$* $| 7	$@ $>Answer wait
Scheck_eom
R7	$@ $>Answer close
Scheck_vrfy
R$*	$@ $>Answer $1
Scheck_expn
R$*	$@ $>Answer $1
Scheck_etrn
R$*	$@ $>Answer $1
Scheck_other
R$* $| 2	$@ $>Answer $1
Ssrv_features
R$+ $| $*	$# $1
Stls_client
RFAIL $| STARTTLS	$@ $>Answer refuse
Stls_srv_features
R$* $| 192.0.2.2	"CipherList=HIGH"
R$* $| 192.0.2.3	$@ $>Answer refuse
R$* $| $*	$@
Squeuegroup
R$* missing $*	$>NoSuchRuleset $1
SField
R$*	$@ $>Answer $1
HX-Field: $>Field
H*: $>+Field
)";

struct Session {
  Session() : site(kRules), macros(*site.configuration) {
    ClientIdentity client;
    client.address = "192.0.2.1";
    client.name = client.ptr = "client.example";
    client.resolved = Resolved::kOk;
    macros.set_client(client);
    policy = std::make_unique<RulesetPolicy>(RulesetPolicyParts{*site.engine, *site.router}, macros,
                                             site.waiter);
    macros.begin_transaction("ID1");
  }
  // A verdict in one word or line.
  static std::string told(const Verdict& verdict) {
    switch (verdict.kind) {
      case Verdict::Kind::kReject: return verdict.reply.one_line();
      case Verdict::Kind::kDiscard: return "discard";
      case Verdict::Kind::kQuarantine: return "quarantine " + verdict.reason;
      case Verdict::Kind::kAccept: break;
    }
    return "accept";
  }
  std::string mail(const std::string& user) {
    MailCommand command;
    command.address = '<' + user + "@b.example>";
    return told(policy->mail(command));
  }
  std::string rcpt(const std::string& user, bool is_discarded = false) {
    RcptCommand command;
    command.address = '<' + user + "@here.example>";
    return told(policy->recipient(command, is_discarded));
  }
  std::string other(const std::string& line, int code = 250) {
    return told(policy->other(line, Reply(code, "2.0.0", "OK")));
  }
  std::string features(const std::string& letters, Features& features) {
    macros.set("client_ptr", letters);
    return told(policy->adjust(features));
  }

  test::RouterSite site;
  SessionMacros macros;
  std::unique_ptr<RulesetPolicy> policy;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hook_replies)

BOOST_AUTO_TEST_CASE(client) {
  Session at;
  const auto connect = [&](const std::string& name) {
    at.macros.set("client_name", name);
    return at.told(at.policy->connect());
  };
  BOOST_TEST(connect("plain") == "accept");
  BOOST_TEST(connect("refuse") == "550 5.7.1 hook refuses");
  BOOST_TEST(connect("close") == "421 4.7.0 hook closes");
  BOOST_TEST(connect("drop") == "discard");
  BOOST_TEST(connect("hold") == "quarantine hook holds");
  BOOST_TEST(connect("missing") == "554 5.3.5 Unknown ruleset NoSuchRuleset");
}

BOOST_AUTO_TEST_CASE(sender) {
  Session at;
  BOOST_TEST(at.mail("user") == "accept");
  BOOST_TEST(at.mail("refuse") == "550 5.7.1 <refuse@b.example>... hook refuses");
  BOOST_TEST(at.mail("close") == "421 4.7.0 hook closes");
  BOOST_TEST(at.mail("wait") == "451 4.3.0 hook waits");
  BOOST_TEST(at.mail("drop") == "discard");
  BOOST_TEST(at.mail("hold") == "quarantine hook holds");
  BOOST_TEST(at.mail("missing") == "554 5.3.5 Unknown ruleset NoSuchRuleset");
}

BOOST_AUTO_TEST_CASE(recipient) {
  Session at;
  BOOST_TEST(at.rcpt("alice") == "accept");
  BOOST_TEST(at.rcpt("nosuch") == "550 5.1.1 <nosuch@here.example>... User unknown");
  BOOST_TEST(at.rcpt("refuse") == "550 5.7.1 <refuse@here.example>... hook refuses");
  BOOST_TEST(at.rcpt("close") == "421 4.7.0 hook closes");
  BOOST_TEST(at.rcpt("wait") == "451 4.3.0 hook waits");
  // Nobody needs to exist for mail that goes nowhere.
  BOOST_TEST(at.rcpt("drop") == "discard");
  BOOST_TEST(at.rcpt("nosuch", true) == "accept");
  BOOST_TEST(at.rcpt("refuse", true) == "550 5.7.1 <refuse@here.example>... hook refuses");
}

BOOST_AUTO_TEST_CASE(message) {
  Session at;
  BOOST_TEST(at.told(at.policy->data(1)) == "accept");
  BOOST_TEST(at.told(at.policy->data(7)) == "550 5.7.1 hook refuses");
  BOOST_TEST(at.told(at.policy->data(8)) == "discard");
  BOOST_TEST(at.told(at.policy->header({"X-Field", " a wait", ""})) == "451 4.3.0 hook waits");
  BOOST_TEST(at.told(at.policy->header({"X-Field", " a (wait)", ""})) == "accept");
  BOOST_TEST(at.told(at.policy->header({"Any", " a (wait)", ""})) == "451 4.3.0 hook waits");
  BOOST_TEST(at.told(at.policy->header({"Any", " drop", ""})) == "discard");
  BOOST_TEST(at.told(at.policy->header({"Any", " hold", ""})) == "quarantine hook holds");
  BOOST_TEST(at.macros.get("hdr_name") == "Any");
  BOOST_TEST(at.told(at.policy->end_of_header(1, 2)) == "accept");
  BOOST_TEST(at.told(at.policy->end_of_header(7, 2)) == "quarantine hook holds");
  BOOST_TEST(at.told(at.policy->end_of_header(1, 7)) == "451 4.3.0 hook waits");
  BOOST_TEST(at.told(at.policy->end_of_message(1)) == "accept");
  BOOST_TEST(at.told(at.policy->end_of_message(7)) == "421 4.7.0 hook closes");
}

BOOST_AUTO_TEST_CASE(commands) {
  Session at;
  BOOST_TEST(at.other("NOOP refuse") == "550 5.7.1 hook refuses");
  BOOST_TEST(at.other("NOOP refuse", 500) == "accept");
  BOOST_TEST(at.other("NOOP close") == "421 4.7.0 hook closes");
  BOOST_TEST(at.other("NOOP <plain") == "accept");
  BOOST_TEST(at.policy->verify("refuse", false).one_line() == "550 5.7.1 hook refuses");
  BOOST_TEST(at.policy->verify("wait", true).one_line() == "451 4.3.0 hook waits");
  BOOST_TEST(at.policy->etrn("close").closes_connection());
  BOOST_TEST(at.policy->etrn("any").code == 502);
}

BOOST_AUTO_TEST_CASE(tls) {
  Session at;
  BOOST_TEST(at.policy->tls_settings()->empty());
  at.macros.set("client_addr", "192.0.2.2");
  BOOST_TEST(*at.policy->tls_settings() == "CipherList=HIGH");
  at.macros.set("client_addr", "192.0.2.3");
  BOOST_TEST(!at.policy->tls_settings().has_value());
  BOOST_TEST(at.told(at.policy->tls_started({})) == "accept");
  at.macros.set("verify", "FAIL");
  BOOST_TEST(at.told(at.policy->tls_started({})) == "550 5.7.1 hook refuses");
}

BOOST_AUTO_TEST_CASE(feature_letters) {
  Session at;
  Features features;
  BOOST_TEST(at.features("A B C D E F L P S V X", features) == "accept");
  BOOST_TEST(!(features.has_auth || features.has_verb || features.forbids_plain_auth ||
               features.has_dsn || features.has_etrn || features.checks_early_input ||
               features.requires_auth || features.has_pipelining || features.has_starttls ||
               features.asks_for_certificate || features.has_expn));
  BOOST_TEST(at.features("a b c d e l p s v x h O", features) == "accept");
  BOOST_TEST((features.has_auth && features.has_verb && features.forbids_plain_auth &&
              features.has_dsn && features.has_etrn && features.requires_auth &&
              features.has_pipelining && features.has_starttls && features.asks_for_certificate &&
              features.has_expn && features.refuses_http_always &&
              features.data.accepts_other_end));
  BOOST_TEST(at.features("TEMP b", features) == "450 4.3.0 Please try again later.");
}

BOOST_AUTO_TEST_CASE(feature_letters_that_are_not_known) {
  Features features;
  const std::vector<std::string> letters{"u3", "Q", "g2", "U"};
  const auto complaints = apply_feature_letters(letters, features);
  BOOST_REQUIRE(complaints.size() == 2U);
  BOOST_TEST(complaints[0] == "srv_features: unknown variant u3");
  BOOST_TEST(complaints[1] == "srv_features: unknown feature Q");
  BOOST_TEST((features.data.bare_lf == BareLineEnd::kBlank));
  BOOST_TEST((features.data.bare_cr == BareLineEnd::kAccept));
}

BOOST_AUTO_TEST_SUITE_END()
