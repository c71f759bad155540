// postfix-to-mc in parts: the reader of main.cf, tables, networks, what m4 may see, and the
// command.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/maps/temporary_directory.hh"
#include "tools/postfix/command.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"

using namespace sendwright;
using namespace sendwright::postfix;
using tests::TemporaryDirectory;

namespace {

MainCf parsed(std::string_view text) {
  return MainCf::parse("main.cf", text).value();
}

std::string error_of(std::string_view text) {
  const auto result = MainCf::parse("main.cf", text);
  return result ? std::string("none") : result.error().message;
}

struct Command {
  TemporaryDirectory directory;
  std::string out, err;

  int run(std::vector<std::string> arguments, const std::string& input) {
    std::istringstream in(input);
    std::ostringstream output, errors;
    arguments.insert(arguments.begin(),
                     {"--output", directory.path(""), "--mail-dir", "/etc/mail", "--cf-dir",
                      "/usr/share/cf", "--host-name", "host.example"});
    const int code = base::to_int(run_command(arguments, in, output, errors));
    out = output.str();
    err = errors.str();
    return code;
  }
  std::string file(const std::string& name) const {
    std::ifstream in(directory.path(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool says(std::string_view text) const { return out.find(text) != std::string::npos; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(main_cf)

BOOST_AUTO_TEST_CASE(lines_and_their_continuation) {
  const auto file = parsed("# comment\n\na = 1\n  2\n# between\n\t3\nb=\na = x\n");
  BOOST_TEST(file.parameters().size() == 3U);
  BOOST_TEST(file.parameters()[0].value == "1 2 3");
  BOOST_TEST(file.parameters()[0].line == 3U);
  BOOST_TEST(file.find("a")->value == "x");
  BOOST_TEST(file.find("a")->line == 8U);
  BOOST_TEST(file.find("b")->value.empty());
  BOOST_TEST(file.find("c") == nullptr);
}

BOOST_AUTO_TEST_CASE(errors_have_file_and_line) {
  BOOST_TEST(error_of("a = 1\nnonsense\n") == "main.cf:2: expected name = value, found `nonsense'");
  BOOST_TEST(error_of("= 1\n") == "main.cf:1: expected name = value, found `= 1'");
  BOOST_TEST(error_of(" a = 1\n") ==
             "main.cf:1: expected a line that begins without a blank, since it continues none");
  BOOST_TEST(error_of(std::string_view("a = \0\n", 6)) ==
             "main.cf:1: expected text, found a control character");
  BOOST_TEST(error_of("a = 1\r\n") == "none");
  const auto message = error_of("a = " + std::string(kMaxValueOctets, 'x'));
  BOOST_TEST(message.starts_with("main.cf:1: expected at most"));
}

BOOST_AUTO_TEST_CASE(names_in_values) {
  auto file = parsed(
      "a = x$b/${b}/$(b)\nb = y\nc = ${b?set}${none:unset}${none?wrong}\n"
      "d = ${b?{one}:{two}} ${none?{one}:{two}}\ne = $$b $ $-\nf = $none.x\n");
  BOOST_TEST(file.value("a").value() == "xy/y/y");
  BOOST_TEST(file.value("c").value() == "setunset");
  BOOST_TEST(file.value("d").value() == "one two");
  BOOST_TEST(file.value("e").value() == "$b $ $-");
  std::vector<std::string> unknown;
  BOOST_TEST(file.value("f", &unknown).value() == ".x");
  BOOST_TEST(unknown == std::vector<std::string>{"none"});
  file.set_default("none", "$b");
  BOOST_TEST(file.value("f").value() == "y.x");
}

BOOST_AUTO_TEST_CASE(names_that_never_end) {
  const auto circle = parsed("a = $b\nb = $a\n");
  BOOST_TEST(circle.value("a").error().message ==
             "line 1: expected names that refer to each other too deeply in the value of a");
  std::string doubling = "a0 = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n";
  for (int i = 1; i < 19; ++i) {
    const auto before = "$a" + std::to_string(i - 1);
    doubling += "a" + std::to_string(i) + " = " + before + before + before + before + "\n";
  }
  BOOST_TEST(!parsed(doubling).value("a18"));
  BOOST_TEST(!parsed("a = ${b\n").value("a"));
}

BOOST_AUTO_TEST_CASE(elements_of_lists) {
  const std::vector<std::string> wanted = {"a", "b", "inline:{ x=1, {y = 2} }", "c"};
  BOOST_TEST(list_elements(" a,b  inline:{ x=1, {y = 2} },, c") == wanted,
             boost::test_tools::per_element());
  BOOST_TEST(list_elements(" , ").empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(postfix_parts)

BOOST_AUTO_TEST_CASE(networks_as_keys) {
  const auto keys = [](std::string_view text) { return access_keys(parse_network(text).value()); };
  using Keys = std::vector<std::string>;
  BOOST_TEST(keys("192.0.2.5") == (Keys{"192.0.2.5"}), boost::test_tools::per_element());
  BOOST_TEST(keys("192.0.2.0/24") == (Keys{"192.0.2"}), boost::test_tools::per_element());
  BOOST_TEST(keys("10.0.0.0/8") == (Keys{"10"}), boost::test_tools::per_element());
  BOOST_TEST(keys("192.0.2.6/31") == (Keys{"192.0.2.6", "192.0.2.7"}),
             boost::test_tools::per_element());
  BOOST_TEST(keys("172.16.0.0/12").size() == 16U);
  BOOST_TEST(keys("172.16.0.0/12").back() == "172.31");
  BOOST_TEST(keys("[2001:db8::]/32") == (Keys{"IPv6:2001:db8"}), boost::test_tools::per_element());
  BOOST_TEST(keys("[2001:db8:0:ff00::]/56").size() == 256U);
  BOOST_TEST(keys("[::ffff:127.0.0.0]/104") == (Keys{"127"}), boost::test_tools::per_element());
  BOOST_TEST(keys("0.0.0.0/0").empty());
  BOOST_TEST(keys("[2000::]/3").empty());
  for (const auto* text :
       {"", "192.0.2", "192.0.2.0/33", "192.0.2.0/x", "[2001:db8::", "host.example"}) {
    BOOST_TEST(!parse_network(text), text);
  }
}

BOOST_AUTO_TEST_CASE(covering) {
  const auto wide = parse_network("192.0.2.0/24").value();
  BOOST_TEST(wide.covers(parse_network("192.0.2.128/25").value()));
  BOOST_TEST(!wide.covers(parse_network("192.0.3.1").value()));
  BOOST_TEST(!wide.covers(parse_network("192.0.0.0/16").value()));
  BOOST_TEST(!wide.covers(parse_network("::1").value()));
}

BOOST_AUTO_TEST_CASE(next_hops) {
  BOOST_TEST(parse_next_hop("[a.example]:587")->host == "[a.example]");
  BOOST_TEST(parse_next_hop("[a.example]:587")->port == 587);
  BOOST_TEST(parse_next_hop("a.example")->port == 25);
  BOOST_TEST(parse_next_hop("a.example:submission")->port == 587);
  BOOST_TEST(parse_next_hop("[2001:db8::1]")->host == "[IPv6:2001:db8::1]");
  for (const auto* text :
       {"", "[a", "a:0", "a:65536", "a:x", "[a]x", "a b", "[$(x)]", "-a", "[]"}) {
    BOOST_TEST(!parse_next_hop(text), text);
  }
}

BOOST_AUTO_TEST_CASE(plain_recipients) {
  for (const auto* text : {"ann", "ann.b+x@host.example", "%odd@far.example", "a/b@c"}) {
    BOOST_TEST(is_plain_recipient(text), text);
  }
  for (const auto* text : {"", "|/bin/sh", "/etc/passwd", ":include:/x", "error:5.1.1:x",
                           "\"|x\"@y", "a b", "a,b", "<a@b>", "\\ann", "-froot"}) {
    BOOST_TEST(!is_plain_recipient(text), text);
  }
  BOOST_TEST(!parse_address("|x@host.example"));
  BOOST_TEST(parse_address("Ann@Host.example")->user == "ann");
  BOOST_TEST(parse_address("@host.example")->user.empty());
}

BOOST_AUTO_TEST_CASE(what_m4_may_see) {
  for (const auto* text : {"relay:[host.example]", "$j ESMTP (Debian/GNU)", "/etc/mail/x_y-_z",
                           "a dnlx", "/etc/config/mail"}) {
    BOOST_TEST(is_harmless_in_m4(text), text);
  }
  for (const auto* text : {"it's", "`x", "a,b", "x # y", "syscmd(x)", "x) (y", "say dnl", "divert",
                           "confX", "_CF_DIR_", "a\nb", "("}) {
    BOOST_TEST(!is_harmless_in_m4(text), text);
  }
}

BOOST_AUTO_TEST_CASE(simple_expressions) {
  BOOST_TEST(literal_of_expression("^ann@example\\.com$") == "ann@example.com");
  BOOST_TEST(literal_of_expression("@example\\.com$") == "@example.com");
  for (const auto* text :
       {"^a.b@c$", "ann@example\\.com$", "^ann@", "^(a|b)@c$", "^a\\d$", "x\\$"}) {
    BOOST_TEST(literal_of_expression(text).empty(), text);
  }
}

BOOST_AUTO_TEST_CASE(tables) {
  const TemporaryDirectory directory;
  directory.write("pairs", "# c\nkey  value and more\n  continued\n\"two words\" x\nlonely\n");
  directory.write("expressions", "/^a@b$/ OK http://x/\n/^[ab]@c$/ OK\nif /x/\n!/y/ REJECT\n");
  const TableReader reader(directory.path(""));
  const auto pairs = reader.read("hash:/pairs").value();
  BOOST_TEST(pairs.entries.size() == 2U);
  BOOST_TEST(pairs.entries[0].value == "value and more continued");
  BOOST_TEST(pairs.entries[0].place == "/pairs:2");
  BOOST_TEST(pairs.entries[1].key == "two words");
  BOOST_TEST(pairs.losses.size() == 1U);
  const auto expressions = reader.read("proxy:pcre:/expressions").value();
  BOOST_TEST(expressions.entries.size() == 1U);
  BOOST_TEST(expressions.entries[0].value == "OK http://x/");
  BOOST_TEST(expressions.losses.size() == 3U);
  const auto in_line = reader.read("inline:{ a=1, {b = two words} }").value();
  BOOST_TEST(in_line.entries.size() == 2U);
  BOOST_TEST(in_line.entries[1].value == "two words");
  BOOST_TEST((reader.read("static:x")->kind == LookupTable::Kind::kAlways));
  BOOST_TEST(!reader.read("ldap:/pairs"));
  BOOST_TEST(!reader.read("hash:/missing"));
  BOOST_TEST(!reader.read("hash:pairs"));
  BOOST_TEST(!reader.read("nothing"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(postfix_command, Command)

BOOST_AUTO_TEST_CASE(writes_and_does_not_overwrite) {
  BOOST_TEST(run({}, "myhostname = mx.example.com\nfrob = 1\n") == 0);
  BOOST_TEST(
      says("standard input:1: myhostname: carried over: confDOMAIN_NAME is `mx.example.com'\n"));
  BOOST_TEST(says("standard input:2: frob: not carried over: "));
  BOOST_TEST(file("from-postfix.txt") == out);
  BOOST_TEST(
      file("sendmail.mc").find("define(`confDOMAIN_NAME', `mx.example.com')dnl myhostname\n") !=
      std::string::npos);
  BOOST_TEST(file("local-host-names") == "localhost\nlocalhost.example.com\nmx.example.com\n");
  BOOST_TEST(run({}, "myhostname = other.example.com\n") == 73);
  BOOST_TEST(err.find("sendmail.mc is there already; --force") != std::string::npos);
  BOOST_TEST(file("sendmail.mc").find("other") == std::string::npos);
  BOOST_TEST(run({"--force"}, "myhostname = other.example.com\n") == 0);
  BOOST_TEST(file("sendmail.mc").find("other.example.com") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(exit_codes) {
  BOOST_TEST(run({"--frob"}, "") == 64);
  BOOST_TEST(run({"--root"}, "") == 64);
  BOOST_TEST(run({"--mail-dir", "/a'b"}, "") == 64);
  BOOST_TEST(run({"a", "b"}, "") == 64);
  BOOST_TEST(run({directory.path("missing")}, "") == 66);
  BOOST_TEST(run({}, "what is this\n") == 65);
  BOOST_TEST(err ==
             "postfix-to-mc: standard input:1: expected name = value, found `what is this'\n");
  BOOST_TEST(run({"--output", directory.path("missing")}, "a = b\n") == 73);
  BOOST_TEST(!std::filesystem::exists(directory.path("sendmail.mc")));
  BOOST_TEST(run({"--help"}, "") == 0);
}

BOOST_AUTO_TEST_CASE(nothing_hostile_reaches_m4) {
  BOOST_TEST(
      run({},
          "myhostname = x')syscmd(`id')\nrelayhost = [$(x)y`]:1\nsmtpd_banner = hello syscmd(id)\n"
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /x'y\nmydestination = a'b c`d\n"
          "smtpd_milters = unix:/x',`y\nsmtpd_recipient_restrictions = reject_rbl_client x'y\n"
          "mailbox_command = /bin/x')dnl\nmyorigin = a)b\n") == 0);
  const auto mc = file("sendmail.mc");
  BOOST_TEST(mc.find("syscmd") == std::string::npos);
  BOOST_TEST(mc.find("x'y") == std::string::npos);
  BOOST_TEST(mc.find("/bin/x") == std::string::npos);
  BOOST_TEST(file("local-host-names").empty());
}

BOOST_AUTO_TEST_CASE(no_program_comes_by_a_table) {
  BOOST_TEST(run({},
                 "virtual_alias_domains = v.example\nvirtual_alias_maps = inline:{ {a@v.example = "
                 "|/bin/x, root}, "
                 "b@v.example=/etc/y, c@v.example=error:5.1.1:no, {d@v.example = root, bin} }\n"
                 "luser_relay = |/bin/z\n") == 0);
  BOOST_TEST(file("aliases-from-postfix") == "virtual.d.v.example: root, bin\n");
  BOOST_TEST(file("virtusertable") ==
             "d@v.example\tvirtual.d.v.example\n@v.example\terror:5.1.1:550 User unknown\n");
}

BOOST_AUTO_TEST_CASE(passwords_are_for_their_owner_only) {
  directory.write("p", "[h.example]:587 user:secret\n");
  BOOST_TEST(run({"--root", directory.path("")},
                 "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/p\n") == 0);
  BOOST_TEST(file("authinfo") == "AuthInfo:h.example\t\"U:user\" \"P:secret\"\n");
  const auto mode = std::filesystem::status(directory.path("authinfo")).permissions();
  BOOST_TEST((mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
  BOOST_TEST(!says("secret"));
}

BOOST_AUTO_TEST_CASE(every_parameter_has_a_line) {
  std::string input;
  for (const auto* name :
       {"smtpd_sasl_path", "unknown_client_reject_code", "smtp_tls_mandatory_ciphers", "x1",
        "header_checks", "smtpd_client_restrictions", "virtual_mailbox_base"}) {
    input += std::string(name) + " = 1\n";
  }
  BOOST_TEST(run({}, input) == 0);
  for (size_t line = 1; line <= 7; ++line)
    BOOST_TEST(says("standard input:" + std::to_string(line) + ": "));
}

BOOST_AUTO_TEST_SUITE_END()
