// Open relays: what is tried, what is found, and which rule is named.
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "lint_fixture.hh"
#include "rules/lint/lenient_maps.hh"
#include "rules/lint/relay_cause.hh"
#include "rules/lint/relay_check.hh"
#include "rules/lint/relay_probe.hh"
#include "rules/lint/relay_session.hh"

namespace {

using namespace sendwright::rules;
using namespace sendwright::rules::lint;
using namespace sendwright::rules::lint::test;

// A map of a few words.
class WordMaps final : public MapDirectory {
 public:
  Map* find(std::string_view name) override { return name == "access" ? &map_ : nullptr; }

 private:
  class Words final : public Map {
   public:
    MapAnswer lookup(std::string_view key, std::span<const std::string>,
                     const LookupContext&) override {
      if (key == "8") return {MapStatus::kFound, "RELAY"};
      if (key == "broken") {
        return {MapStatus::kTemporaryFailure, std::nullopt,
                sendwright::base::ExitCode::kTemporaryFailure, "no such file"};
      }
      return {};
    }
  };
  Words map_;
};

// Delivery to `local` for mx.site.example, to `smtp` for others; then the checks of a test.
const std::string kDelivery =
    "Msmtp, P=[IPC], F=mDFMuXa, A=TCP $h\n"
    "S3\nR$* < $+ > $*\t$: $2\nR@ $+ : $+\t$: $2\nR$+ @ $+\t$: $1 < @ $2 >\n"
    "R$+ % $+ < @ $=w >\t$: $1 < @ $2 >\n"
    "S0\nR$+ < @ $=w >\t$#local $: $1\nR$+ < @ $+ >\t$#smtp $@ $2 $: $1 @ $2\nR$+\t$#local $: $1\n";
const std::string kClosed =
    "Scheck_rcpt\nR$*\t$: $>3 $1\nR$+ < @ $=w >\t$@ RELAY\nR$+ < @ $+ >\t$#error $@ 5.7.1 $: no\n";

std::string relays(const std::string& checks) {
  File file(kDelivery + checks);
  WordMaps maps;
  const Engine engine(file.configuration(), maps);
  const std::array worlds{RelayWorld{engine, false}};
  BOOST_TEST(check_relay(worlds, file.findings) > 0U);
  return file.found();
}

BOOST_AUTO_TEST_CASE(a_closed_configuration) {
  BOOST_TEST(relays(kClosed) == "");
}

BOOST_AUTO_TEST_CASE(no_check_at_all) {
  const std::string text = relays("");
  BOOST_TEST(has(text, "t.cf: error: open relay: "));
  BOOST_TEST(has(text, "no rule of check_rcpt refuses it"));
}

BOOST_AUTO_TEST_CASE(the_rule_is_named) {
  const std::string text = relays("Scheck_rcpt\nR$*\t$@ RELAY\nR$*\t$#error $: no\n");
  BOOST_TEST(has(text,
                 "t.cf:16: error: open relay: client 203.0.113.77, without a name may send "
                 "from <user@sender.relay-probe.example> to <u@relay-probe.example> (plain "
                 "address), mailer smtp host relay-probe.example"));
  BOOST_TEST(has(text, "let through by rule \"R$*  $@ RELAY\" of ruleset check_rcpt"));
}

BOOST_AUTO_TEST_CASE(a_percent_hack_is_found) {
  const std::string text =
      relays("Scheck_rcpt\nR$* $=w $*\t$@ RELAY\nR$*\t$#error $@ 5.7.1 $: no\n");
  BOOST_TEST(has(text, "(percent hack)"));
  BOOST_TEST(has(text, "class w has \"mx\""));
  BOOST_TEST(has(text, "the same lets through: "));
  BOOST_TEST(!has(text, "(plain address)"));
}

BOOST_AUTO_TEST_CASE(a_top_domain_in_class_r_is_found) {
  const std::string text = relays(
      "CRcom site.example\nScheck_rcpt\nR$*\t$: $>3 $1\n"
      "R$+ < @ $* . $=R >\t$@ RELAY\n" +
      kClosed.substr(kClosed.find("R$+ < @ $=w")));
  BOOST_TEST(has(text, "to <u@relay-probe.com>"));
  BOOST_TEST(has(text, "class R has \"com\"; relay only for domains that are yours"));
}

BOOST_AUTO_TEST_CASE(a_sender_that_claims_to_be_ours_is_found) {
  const std::string text =
      relays("Scheck_rcpt\nR$*\t$: $&f\nR$+ @ $=w\t$@ RELAY\nR$*\t$#error $: no\n");
  BOOST_TEST(has(text, "may send from <user@mx.site.example>"));
  BOOST_TEST(has(text, "SMTP AUTH"));
}

BOOST_AUTO_TEST_CASE(a_wide_network_is_found) {
  const std::string text = relays(
      "Kaccess hash /e\nScheck_rcpt\nR$*\t$: $&{client_addr}\nR$- . $*\t$: $(access $1 $: ? $)\n"
      "RRELAY\t$@ RELAY\nR$*\t$#error $: no\n");
  BOOST_TEST(has(text, "client any client of 8.0.0.0/8 may send"));
  BOOST_TEST(has(text, "map access has \"RELAY\" for \"8\"; name only networks of yours"));
}

BOOST_AUTO_TEST_CASE(a_client_is_trusted_for_a_name_it_can_forge) {
  const std::string text = relays("Scheck_rcpt\nR$*\t$: $&s\nR$=w\t$@ RELAY\nR$*\t$#error $: no\n");
  BOOST_TEST(has(text, "forges the name mx.site.example"));
}

BOOST_AUTO_TEST_CASE(what_stays_here_is_no_relay) {
  // Accepts all, and delivers all to a mailbox.
  File file("S3\nR$*\t$: $1\nS0\nR$*\t$#local $: $1\nScheck_rcpt\nR$*\t$@ OK\n");
  WordMaps maps;
  const Engine engine(file.configuration(), maps);
  const RelayOutcome outcome =
      attempt_relay(engine, {nameless_client(), foreign_sender(), plain_recipient(kProbeDomain)});
  BOOST_TEST((outcome.kind == RelayOutcome::Kind::kStays));
  BOOST_TEST(outcome.mailer == "local");
}

BOOST_AUTO_TEST_CASE(an_address_that_the_next_host_may_relay) {
  File file(
      "Msmtp, P=[IPC], F=mDFMuXa, A=TCP $h\nS3\nR$*\t$: $1\n"
      "S0\nR$*\t$#smtp $@ hub.other.example $: u % relay-probe.example @ hub.other.example\n");
  WordMaps maps;
  const Engine engine(file.configuration(), maps);
  const RelayOutcome outcome =
      attempt_relay(engine, {nameless_client(), foreign_sender(), plain_recipient(kProbeDomain)});
  BOOST_TEST((outcome.kind == RelayOutcome::Kind::kPassedOn));
}

BOOST_AUTO_TEST_CASE(refused_by_each_check) {
  for (const std::string hook : {"check_relay", "check_mail", "check_rcpt"}) {
    File file(kDelivery + "S" + hook + "\nR$*\t$#error $@ 5.7.1 $: no\n");
    WordMaps maps;
    const Engine engine(file.configuration(), maps);
    BOOST_TEST(
        !attempt_relay(engine, {nameless_client(), foreign_sender(), plain_recipient(kProbeDomain)})
             .is_accepted());
  }
}

// A rule of another check that only lets things go on is not the one.
BOOST_AUTO_TEST_CASE(the_cause_is_the_rule_without_which_it_is_refused) {
  File file(kDelivery +
            "Scheck_mail\nR$*\t$@ OK\nScheck_rcpt\nR$*\t$@ $>Own $1\nSOwn\nRx\t$@ RELAY\n"
            "R$+\t$@ RELAY\nR$*\t$#error $: no\n");
  WordMaps maps;
  const Engine engine(file.configuration(), maps);
  const RelayCause cause = find_relay_cause(
      engine, {nameless_client(), foreign_sender(), plain_recipient(kProbeDomain)});
  BOOST_TEST(cause.ruleset == "Own");
  BOOST_TEST(cause.where.line == 21);
}

BOOST_AUTO_TEST_CASE(forms_of_recipients) {
  const File file("");
  const auto recipients = probe_recipients(file.configuration());
  const auto has_address = [&](std::string_view address) {
    return std::ranges::find(recipients, address, &ProbeRecipient::address) != recipients.end();
  };
  for (const char* const address :
       {"<u@relay-probe.example>", "<u%relay-probe.example@mx.site.example>",
        "<relay-probe.example!u@mx.site.example>", "<\"u@relay-probe.example\"@mx.site.example>",
        "<@mx.site.example:u@relay-probe.example>", "<u@[192.0.2.1]>", "<<u@relay-probe.example>>",
        "<u@relay-probe.example@mx.site.example>", "<u@mx.site.example@relay-probe.example>",
        "<u@relay-probe.example.>", "<\"u%relay-probe.example\"@mx.site.example>"}) {
    BOOST_TEST(has_address(address), address);
  }
}

BOOST_AUTO_TEST_CASE(domains_that_nobody_owns) {
  const File file("CRde co.uk site.example myhost .org\nCwvm\n");
  const auto domains = top_domains(file.configuration());
  const std::vector<std::string> wanted{"com", "net", "org", "de", "co.uk"};
  BOOST_TEST(domains == wanted, boost::test_tools::per_element());
  BOOST_TEST(certain_own_name(file.configuration()) == "mx.site.example");
}

BOOST_AUTO_TEST_CASE(own_addresses_are_no_strangers) {
  const File file("Cw[203.0.113.77]\n");
  for (const ProbeClient& client : probe_clients(file.configuration()))
    BOOST_TEST(client.address != "203.0.113.77");
}

BOOST_AUTO_TEST_CASE(maps_that_fail_find_nothing_and_are_remembered) {
  WordMaps maps;
  LenientMaps lenient(maps);
  BOOST_TEST(lenient.find("other") == nullptr);
  sendwright::base::BlockingWaiter waiter;
  sendwright::config::MacroScope macros;
  const LookupContext context{waiter, macros};
  BOOST_TEST((lenient.find("access")->lookup("8", {}, context).status == MapStatus::kFound));
  BOOST_TEST(lenient.failures().empty());
  BOOST_TEST(
      (lenient.find("access")->lookup("broken", {}, context).status == MapStatus::kNotFound));
  BOOST_TEST(lenient.failures().at("access") == "no such file");
}

}  // namespace
