// Options: names, letters, abbreviations, values of each type, messages as sendmail gives them.
#include "config/options.hh"

#include <boost/test/unit_test.hpp>

#include "config/time_value.hh"

using namespace std::chrono_literals;
using sendwright::config::DeliveryMode;
using sendwright::config::Options;
using sendwright::config::Privacy;
using sendwright::config::Relaxation;
using sendwright::config::SocketFamily;
using sendwright::config::SuperSafe;

namespace {

std::string error_of(Options& options, std::string_view name, std::string_view value) {
  const auto set = options.set_long(name, value);
  return set ? "accepted" : set.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(defaults_are_the_built_in_values) {
  const Options options;
  BOOST_TEST((options.timeout_command == 1h));
  BOOST_TEST((options.timeout_queuereturn_normal == 120h));
  BOOST_TEST((options.timeout_queuewarn_normal == 0s));
  BOOST_TEST(options.log_level == 9);
  BOOST_TEST(options.temp_file_mode == 0600u);
  BOOST_TEST(options.send_mime_errors);
  BOOST_TEST((options.delivery_mode == DeliveryMode::kBackground));
  BOOST_TEST((options.super_safe == SuperSafe::kYes));
  BOOST_TEST(options.max_mime_header_length == 2048);
  BOOST_TEST(options.max_mime_field_length == 1024);
  BOOST_TEST(options.default_user.user == "1");
  BOOST_TEST(options.forward_path.size() == 1u);
  BOOST_TEST(options.mailbox_template() == "/var/mail/$u");
  BOOST_TEST(options.milter_log_level == -1);
  BOOST_TEST(options.must_quote_chars == "@,;:\\()[].'");
}

BOOST_AUTO_TEST_CASE(names_may_be_abbreviated_when_unique) {
  Options options;
  const auto set = options.set_long("queued", "/q");
  BOOST_REQUIRE(set);
  BOOST_REQUIRE_EQUAL(set->size(), 1u);
  BOOST_TEST(set->front() == "Option queued used as abbreviation for QueueDirectory");
  BOOST_TEST(options.queue_directory == "/q");
  BOOST_TEST(error_of(options, "NoSuchOpt", "1") == "readcf: unknown option name NoSuchOpt");
  BOOST_TEST(error_of(options, "Queue", "1") ==
             "readcf: ambiguous option name Queue (matches QueueFactor and QueueDirectory)");
  BOOST_TEST(error_of(options, "", "x") == "readcf: null option name");
  BOOST_TEST(error_of(options, "Timeout.foo", "1") == "settimeout: invalid timeout foo");
  BOOST_TEST(error_of(options, "Milter.foo", "1") ==
             "milter_set_option: invalid Milter option foo");
}

BOOST_AUTO_TEST_CASE(times_have_units) {
  using sendwright::config::parse_time_value;
  BOOST_TEST((parse_time_value("1h30m", 's') == 90min));
  BOOST_TEST((parse_time_value("10", 'm') == 10min));
  BOOST_TEST((parse_time_value("2w", 's') == 336h));
  BOOST_TEST((parse_time_value("-5", 's') == -5s));
  BOOST_TEST((parse_time_value("99999999999999999999w", 's').value() < 24h * 40000));
  BOOST_TEST(parse_time_value("3y", 's').error().message == "Invalid time unit `y'");
  Options options;
  BOOST_REQUIRE(options.set_long("Timeout.queuereturn", "3"));
  BOOST_TEST((options.timeout_queuereturn_dsn == 72h));
  BOOST_REQUIRE(options.set_letter('T', "2d/3"));
  BOOST_TEST((options.timeout_queuereturn_urgent == 48h));
  BOOST_TEST((options.timeout_queuewarn_urgent == 3h));
  BOOST_REQUIRE(options.set_long("Timeout.queuereturn", "now"));
  BOOST_TEST((options.timeout_queuereturn_normal == 0s));
}

BOOST_AUTO_TEST_CASE(booleans_numbers_and_modes) {
  Options options;
  BOOST_REQUIRE(options.set_long("HoldExpensive", ""));
  BOOST_TEST(options.hold_expensive);
  BOOST_REQUIRE(options.set_long("HoldExpensive", "x"));
  BOOST_TEST(!options.hold_expensive);
  BOOST_REQUIRE(options.set_letter('F', "0644"));
  BOOST_TEST(options.temp_file_mode == 0644u);
  const auto set = options.set_long("MaxHopCount", "12x");
  BOOST_REQUIRE(set);
  BOOST_TEST(set->empty());
  BOOST_TEST(options.max_hop_count == 12);
}

BOOST_AUTO_TEST_CASE(words) {
  Options options;
  BOOST_TEST(error_of(options, "DeliveryMode", "z") == "Unknown delivery mode z");
  BOOST_REQUIRE(options.set_letter('d', ""));
  BOOST_TEST((options.delivery_mode == DeliveryMode::kInteractive));
  BOOST_TEST(error_of(options, "QueueSortOrder", "z") == "Invalid queue sort order \"z\"");
  BOOST_REQUIRE(options.set_long("PrivacyOptions", "noexpn"));
  BOOST_REQUIRE(options.set_long("PrivacyOptions", "authwarnings,restrictmailq"));
  BOOST_TEST(options.privacy_options.has(Privacy::kNoExpn));
  BOOST_TEST(options.privacy_options.has(Privacy::kNoVerb));
  BOOST_TEST(options.privacy_options.has(Privacy::kRestrictMailq));
  BOOST_TEST(!options.privacy_options.has(Privacy::kNoVrfy));
  BOOST_TEST(error_of(options, "PrivacyOptions", "foo") == "readcf: Op line: foo unrecognized");
  BOOST_REQUIRE(options.set_long("DontBlameSendmail", "groupwritablealiasfile, MapInUnsafeDirPath"));
  BOOST_TEST(options.dont_blame_sendmail.has(Relaxation::kGroupWritableAliasFile));
  BOOST_TEST(options.dont_blame_sendmail.has(Relaxation::kMapInUnsafeDirPath));
  BOOST_TEST(error_of(options, "ResolverOptions", "+foo") ==
             "readcf: I option value foo unrecognized");
}

BOOST_AUTO_TEST_CASE(ports) {
  Options options;
  BOOST_REQUIRE(options.set_long("DaemonPortOptions", "Name=MTA, Port=2525, Addr=127.0.0.1"));
  BOOST_REQUIRE(options.set_letter('O', "Port=2587, Name=MSA, M=Ea, children=7, D=q"));
  BOOST_REQUIRE_EQUAL(options.daemon_port_options.size(), 2u);
  const auto& submission = options.daemon_port_options[1];
  BOOST_TEST(submission.port_number(25).value() == 2587);
  BOOST_TEST(submission.flags_macro() == "EE a");
  BOOST_TEST(submission.has_modifier('E'));
  BOOST_TEST((submission.max_children == 7));
  BOOST_TEST((submission.delivery_mode == DeliveryMode::kQueueOnly));
  BOOST_TEST(options.daemon_port_options[0].port_number(25).value() == 2525);
  BOOST_TEST(error_of(options, "DaemonPortOptions", "Zork=1") ==
             "PortOptions parameter \"Zork=1\" unknown");
  BOOST_TEST(error_of(options, "DaemonPortOptions", "Family=foo") ==
             "Unknown address family foo in Family=option");
  BOOST_TEST(error_of(options, "ClientPortOptions", "Port=nosuchservice") ==
             "service \"nosuchservice\" unknown");
  BOOST_REQUIRE(options.set_long("Pop3PortOptions", "Port=2110"));
  BOOST_TEST(options.pop3_port_options.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_command_line_wins) {
  Options options;
  BOOST_REQUIRE(options.override_long("LogLevel", "14"));
  BOOST_REQUIRE(options.set_long("LogLevel", "9"));
  BOOST_TEST(options.log_level == 14);
  BOOST_TEST(Options::is_safe_for_any_user("loglevel"));
  BOOST_TEST(!Options::is_safe_for_any_user("QueueDirectory"));
  BOOST_TEST(!Options::is_safe_for_any_user('?'));
}

BOOST_AUTO_TEST_CASE(texts_for_dumps) {
  Options options;
  BOOST_REQUIRE(options.set_long("AliasFile", "/a, hash:/b"));
  BOOST_REQUIRE(options.set_long("AliasFile", "/c"));
  BOOST_TEST(options.alias_file.size() == 3u);
  BOOST_TEST(options.text("aliasfile").value() == "/a, hash:/b\n/c");
  BOOST_TEST(!options.text("nothing"));
  BOOST_TEST(options.dump().size() > 190u);
}

BOOST_AUTO_TEST_CASE(mailboxes_of_a_passwd_file) {
  Options options;
  BOOST_REQUIRE(options.set_long("MailboxDatabase", "passwd:/site/passwd"));
  BOOST_TEST(options.mailbox_template() == "$z/mbox");
  BOOST_REQUIRE(options.set_long("MailSpool", "$z/Maildir/"));
  BOOST_TEST(options.mailbox_template() == "$z/Maildir/");
}

BOOST_AUTO_TEST_SUITE_END()
