// Every map class through the registry, as rules see it; expected answers as the original gives them.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "address/meta.hh"
#include "dns/fixed_resolver.hh"
#include "maps/database_writer.hh"
#include "maps/map_registry.hh"
#include "maps/netstring.hh"
#include "temporary_directory.hh"

using namespace sendwright;
using maps::Beginning;
using maps::DatabaseWriter;
using maps::Duplicate;
using rules::MapStatus;
using tests::TemporaryDirectory;

namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

void write_map(const std::string& path, const Entries& entries) {
  auto writer = DatabaseWriter::open(path, Beginning::kEmpty);
  BOOST_REQUIRE(writer);
  for (const auto& [key, value] : entries)
    BOOST_REQUIRE(writer->store(key, value, Duplicate::kKeep).value());
  BOOST_REQUIRE(writer->finish());
}

// A site with some files, users and names, and the K lines a test gives it.
struct Site {
  TemporaryDirectory files;
  config::Options options;
  dns::FixedResolver resolver;
  std::unique_ptr<dns::HostLookup> hosts;
  std::unique_ptr<base::UserDatabase> users;
  std::vector<std::string> reports;
  std::unique_ptr<maps::MapRegistry> registry;
  base::BlockingWaiter waiter;
  config::MacroScope macros;
  bool is_deferred = false;

  Site() {
    write_map(files.path("h.db"), {{"foo", "bar baz  "}, {"p", "%0 is %1%2 100%%"}, {"q\"", "x"}});
    files.write("t.txt", "Foo  bar baz\nsecond\ttwo\n# c x\nfoo later\n");
    users = base::passwd_file_users(
        files.write("passwd", "user1:x:1001:1001:User & One,,,:/home/user1:/bin/sh\n"));
    dns::HostLookupSettings settings;
    settings.hosts_file = files.write("hosts", "127.0.0.1 localhost\n");
    settings.service_switch_file = files.write("switch", "hosts files dns\naliases files nis\n");
    settings.local_domain = "skills.com";
    options.service_switch_file = settings.service_switch_file;
    resolver.add_mx("smile.com", 10, "mx.smile.com");
    resolver.add_mx("smile.com", 20, "mx2.smile.com");
    resolver.add_address("mx.smile.com", "192.0.2.1");
    resolver.add_name("192.0.2.1", "mx.smile.com");
    resolver.fail("slow.example");
    hosts = std::make_unique<dns::HostLookup>(settings, &resolver);
  }

  // Lines `name class arguments`.
  void declare(const std::vector<std::array<std::string, 3>>& lines) {
    std::vector<config::MapDeclaration> declarations;
    for (const auto& [name, class_name, arguments] : lines)
      declarations.push_back({name, class_name, arguments, "test.cf", 7});
    const maps::MapEnvironment environment{&options, &resolver, hosts.get(), users.get()};
    registry = std::make_unique<maps::MapRegistry>(declarations, environment);
  }

  rules::MapAnswer ask(std::string_view map, std::string_view key,
                       const std::vector<std::string>& arguments = {}) {
    rules::Map* const found = registry->find(map);
    if (!found) throw std::runtime_error("no map " + std::string(map));
    auto answer = found->lookup(key, arguments, {waiter, macros, is_deferred});
    if (!answer.diagnostic.empty()) reports.push_back(answer.diagnostic);
    return answer;
  }
  // The value, or `-CODE` for what /map would print.
  std::string text(std::string_view map, std::string_view key,
                   const std::vector<std::string>& arguments = {}) {
    const auto answer = ask(map, key, arguments);
    if (answer.value) return *answer.value;
    return "-" + std::to_string(base::to_int(answer.exit_code));
  }
  std::string message(size_t number) const {
    return number < registry->messages().size() ? registry->messages()[number].text : "";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(map_classes, Site)

BOOST_AUTO_TEST_CASE(database_and_common_flags) {
  const std::string h = files.path("h");
  declare({{"h", "hash", h}, {"hm", "hash", "-m -a<F> " + h}, {"ha", "btree", "-a.y " + h + ".db"},
           {"hf", "dbm", "-f " + h}, {"hq", "hash", "-q -f " + h}, {"hd", "hash", "-D -T<D> " + h},
           {"hn", "hash", "-N " + h}, {"imp", "implicit", h}, {"hr", "hash", h + " -T<R>"}});
  BOOST_TEST(text("h", "foo") == "bar baz  ");
  BOOST_TEST(text("h", "Foo") == "bar baz  ");
  BOOST_TEST(text("h", "\"foo\"") == "bar baz  ");
  BOOST_TEST(text("h", "nope") == "-0");
  BOOST_TEST(text("h", "p", {"one"}) == "p is one 100%");
  BOOST_TEST(text("hm", "Foo") == "Foo<F>");
  BOOST_TEST(text("ha", "foo") == "bar baz  .y");
  BOOST_TEST(text("hf", "Foo") == "-0");
  BOOST_TEST(text("hq", "q\"") == "x");
  BOOST_TEST(text("hn", "foo") == "-0");
  BOOST_TEST(text("imp", "foo") == "bar baz  ");
  BOOST_TEST(text("hr", "foo") == "bar baz  ");
  BOOST_TEST(text("hd", "foo") == "bar baz  ");
  is_deferred = true;
  BOOST_TEST(text("hd", "foo") == "-75");
  BOOST_TEST(registry->find("nosuch") == nullptr);
}

BOOST_AUTO_TEST_CASE(missing_files) {
  const std::string none = files.path("none");
  declare({{"h", "hash", none}, {"hX", "hash", "-T<X> " + none}, {"ho", "hash", "-o " + none},
           {"ht", "hash", "-t " + none}, {"t", "text", none}});
  BOOST_TEST((ask("h", "foo").status == MapStatus::kTemporaryFailure));
  BOOST_TEST(text("h", "foo") == "-75");
  BOOST_REQUIRE(!reports.empty());
  BOOST_TEST(reports[0] == "hash map \"h\": missing map file " + none +
                               ".db: No such file or directory");
  BOOST_TEST(text("hX", "foo") == "foo<X>");
  BOOST_TEST((ask("ho", "foo").status == MapStatus::kNotFound));
  BOOST_TEST((ask("ht", "foo").status == MapStatus::kNotFound));
  BOOST_TEST((ask("t", "foo").status == MapStatus::kTemporaryFailure));
}

BOOST_AUTO_TEST_CASE(a_rebuilt_map_is_seen_without_restart) {
  declare({{"h", "hash", files.path("h")}});
  BOOST_TEST(text("h", "foo") == "bar baz  ");
  write_map(files.path("h.db"), {{"foo", "new"}});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (text("h", "foo") != "new" && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_TEST(text("h", "foo") == "new");
}

BOOST_AUTO_TEST_CASE(damaged_and_foreign_files_fail_temporarily) {
  std::string berkeley(4096, '\0');
  berkeley.replace(12, 4, "\x61\x15\x06\0", 4);
  declare({{"b", "hash", files.path("b")}, {"j", "hash", files.path("j")},
           {"e", "hash", files.path("e")}, {"d", "hash", files.path("")}});
  files.write("b.db", berkeley);
  files.write("j.db", std::string(10000, 'j'));
  files.write("e.db", "");
  for (const char* map : {"b", "j", "e", "d"})
    BOOST_TEST((ask(map, "foo").status == MapStatus::kTemporaryFailure), map);
  BOOST_TEST(reports[0].find("makemap hash " + files.path("b") + " < ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_in_any_case_and_keys_as_they_are_typed) {
  const std::string file = files.path("h");
  declare({{"Foo", "hash", file}, {"fOO", "hash", "-S. " + file}, {"o", "hash", "-o " + files.path("n")},
           {"after", "hash", file + " -T<TEMP>"}});
  BOOST_TEST(text("after", "foo") == "bar baz  ");
  BOOST_TEST(registry->find("FOO") == registry->find("foo"));
  BOOST_TEST((registry->find("foo")->blank_substitute() == '.'));
  BOOST_TEST(text("foo", "\"fo\\o\"") == "bar baz  ");
  const rules::LookupContext typed{.waiter = waiter, .macros = macros, .is_typed = true};
  BOOST_TEST((registry->find("foo")->lookup("\"foo\"", {}, typed).status == MapStatus::kNotFound));
  BOOST_TEST((registry->find("foo")->lookup("q\"", {}, typed).value == "x"));
  BOOST_TEST(registry->find("foo")->state().is_open);
  BOOST_TEST(!registry->find("o")->state().is_open);
}

BOOST_AUTO_TEST_CASE(text_columns) {
  const std::string file = files.path("t.txt");
  files.write("z.txt", "v one:k1: z\n");
  declare({{"t", "text", "-k0 -v1 " + file}, {"tv", "text", file},
           {"tz", "text", "-k1 -v0 -z: " + files.path("z.txt")}, {"tk", "text", "-kfoo " + file},
           {"tr", "text", "t.txt"}, {"ts", "text", "-k0 -v1 " + file + " more"}});
  BOOST_TEST(text("t", "foo") == "bar");
  BOOST_TEST(text("t", "SECOND") == "two");
  BOOST_TEST(text("t", "nope") == "-68");
  BOOST_TEST(text("tv", "foo") == "Foo");
  BOOST_TEST(text("ts", "foo") == "bar");
  BOOST_TEST(text("tz", "k1") == "v one");
  BOOST_TEST(text("tk", "foo") == "-75");
  BOOST_TEST(reports.back() ==
             "text map \"tk\", file " + file + ": -k should specify a number, not foo");
  BOOST_TEST(registry->find("tr")->state().diagnostic ==
             "text map \"tr\": file name must be fully qualified");
  BOOST_TEST(registry->find("tr")->state().diagnostic.empty());  // once is enough
}

BOOST_AUTO_TEST_CASE(values_from_the_key) {
  declare({{"n", "null", ""}, {"ar", "arith", ""}, {"ma", "macro", ""}, {"de", "dequote", ""},
           {"des", "dequote", "-s+"}, {"ap", "arpa", ""}, {"sy", "syslog", "-LNOTICE"},
           {"syx", "syslog", "-LFOO"}});
  BOOST_TEST(text("n", "x") == "-68");
  BOOST_TEST(text("ar", "+", {"0x10", "010"}) == "24");
  BOOST_TEST(text("ar", "l", {"1", "2"}) == "TRUE");
  BOOST_TEST(text("ar", "/", {"1", "0"}) == "-78");
  BOOST_TEST(text("ar", "%", {"-9223372036854775808", "-1"}) == "-78");
  BOOST_TEST(text("ar", "+", {"1"}) == "-78");
  BOOST_TEST(text("ma", "{name}", {"v"}) == "");
  BOOST_TEST(macros.get("name") == "v");
  BOOST_TEST(text("ma", "{name}") == "");
  BOOST_TEST(!macros.find("name"));
  BOOST_TEST(text("de", "\"xy\"") == "xy");
  BOOST_TEST(text("de", "xy") == "-0");
  BOOST_TEST(text("de", "\"x y\"") == "-0");
  BOOST_TEST(text("de", "\"x(y\"") == "-0");
  BOOST_TEST(text("des", "\"x y\"") == "x+y");
  BOOST_TEST(text("ap", "1.2.3.4") == "4.3.2.1");
  BOOST_TEST(text("ap", "x") == "-65");
  BOOST_TEST(text("sy", "logged") == "");
  BOOST_TEST(message(0) == "syslog_map_parseargs: Unknown priority FOO");
}

BOOST_AUTO_TEST_CASE(regular_expressions) {
  declare({{"re", "regex", "-s1,2 ^(a+)(b+)$"}, {"re2", "regex", "-a.X ^(a+)$"},
           {"ren", "regex", "-n -aN ^(a+)$"}, {"red", "regex", "-s1,2 -d, ^(a+)(b+)$"},
           {"red0", "regex", "-s1,2 -d ^(a+)(b+)$"}, {"rf", "regex", "-f -m ^a$"},
           {"r5", "regex", "-s1,2 a"}, {"rb", "regex", "((("}});
  BOOST_TEST(text("re", "AAbb") ==
             "AA" + std::string(address::meta_text(address::Meta::kSeparator)) + "bb");
  BOOST_TEST(text("re", "zz") == "-0");
  BOOST_TEST(text("re2", "aaa") == ".X");
  BOOST_TEST(text("ren", "zzz") == "N");
  BOOST_TEST(text("ren", "aa") == "-0");
  BOOST_TEST(text("red", "aabb") == "aa,bb");
  BOOST_TEST(text("red0", "aabb") == "aabb");
  BOOST_TEST(text("rf", "A") == "-0");
  BOOST_TEST(text("rf", "a") == "a");
  BOOST_TEST(message(0) == "field (1) out of range, only 0 substrings in pattern");
  BOOST_TEST(message(1).starts_with("pattern-compile-error: "));
}

BOOST_AUTO_TEST_CASE(users_and_hosts) {
  declare({{"u", "user", ""}, {"um", "user", "-m -a<>"}, {"uv", "user", "-v dir"},
           {"ho", "host", ""}, {"hoT", "host", "-T<TMPF>"}, {"d", "dns", "-R A"},
           {"dm", "dns", "-R MX -z,"}, {"b", "bestmx", ""}, {"bz", "bestmx", "-z,"},
           {"dn", "dns", ""}, {"dx", "dns", "-RFOO -a.x"},
           {"ux", "user", "-v"}});
  BOOST_TEST(text("u", "User1") == "user1");
  BOOST_TEST(text("u", "nobodyhere") == "-67");
  BOOST_TEST(text("um", "user1") == "user1<>");
  BOOST_TEST(text("uv", "user1") == "/home/user1");
  BOOST_TEST(text("host", "localhost") == "localhost.skills.com.");
  BOOST_TEST(text("ho", "smile.com") == "smile.com");
  BOOST_TEST(text("ho", "nowhere.example") == "-68");
  BOOST_TEST(text("ho", "[192.0.2.1]") == "mx.smile.com");
  BOOST_TEST(text("ho", "slow.example") == "-75");
  BOOST_TEST(reports.back() == "slow.example: Name server timeout");
  BOOST_TEST(text("hoT", "slow.example") == "slow.example<TMPF>");
  BOOST_TEST(text("d", "mx.smile.com") == "192.0.2.1");
  BOOST_TEST(text("dm", "smile.com") == "mx.smile.com,mx2.smile.com");
  BOOST_TEST(text("b", "smile.com") == "mx.smile.com.");
  BOOST_TEST(text("bz", "smile.com") == "mx.smile.com.,mx2.smile.com.");
  BOOST_TEST(text("b", "mx.smile.com") == "mx.smile.com.");
  BOOST_TEST(message(0) == "dns map dn: missing -R type");
  BOOST_TEST(message(1) == "dns map dx: wrong type FOO -a.x");
  BOOST_TEST(text("dn", "mx.smile.com") == "-68");
  BOOST_TEST(text("ux", "user1") == "-75");
  BOOST_TEST(reports.back() == "User map ux: unknown column name ");
  BOOST_TEST(text("b", "[192.0.2.1]") == "[192.0.2.1]");
  BOOST_TEST(text("b", "nowhere.example") == "-68");
}

BOOST_AUTO_TEST_CASE(programs) {
  const std::string fails = files.write("fails", "#!/bin/sh\nexit 75\n");
  ::chmod(fails.c_str(), 0755);
  ::chmod(files.path("").c_str(), 0755);  // programs do not run as root
  declare({{"p", "program", "/bin/echo hello"}, {"p1", "program", "/bin/false"},
           {"p2", "program", fails}, {"px", "program", "/nonexistent/program"},
           {"p0", "program", ""}});
  BOOST_TEST(text("p", "k; x") == "hello k; x");
  BOOST_TEST(text("p1", "k") == "-1");
  BOOST_TEST(text("p2", "k") == "-75");
  BOOST_TEST(text("px", "k") == "-78");
  BOOST_TEST(message(0) == "No file name for program map p0");
}

BOOST_AUTO_TEST_CASE(sequences_and_switches) {
  const std::string h = files.path("h"), t = files.path("t.txt");
  options.alias_file = {"hash:-o " + files.path("aliases")};
  write_map(files.path("aliases.db"), {{std::string("root\0", 5), std::string("user1\0", 6)}});
  declare({{"h", "hash", "-a<H> " + h}, {"t", "text", "-v1 " + t}, {"se", "sequence", "h t"},
           {"bad", "sequence", "h nonexistent"}, {"x", "hash", files.path("none")},
           {"sx", "sequence", "x, -h"}, {"sw", "switch", "aliases"},
           {"sw.files", "hash", files.path("aliases")}, {"sn", "switch", "nosuchservice"}});
  BOOST_TEST(text("se", "foo") == "bar baz  <H>");
  BOOST_TEST(text("se", "second") == "two");
  BOOST_TEST(text("se", "nope") == "-68");
  BOOST_TEST(text("sx", "foo") == "bar baz  <H>");
  BOOST_TEST(text("sx", "nope") == "-75");
  BOOST_TEST(text("sw", "root") == "user1");
  BOOST_TEST(text("aliases", "Root") == "user1");
  BOOST_TEST(message(0) == "Sequence map bad: unknown member map nonexistent");
  BOOST_TEST(reports.at(reports.size() - 1) == "Switch map sw: unknown member map sw.nis");
  BOOST_TEST(text("sn", "root") == "-75");
}

BOOST_AUTO_TEST_CASE(declarations_that_cannot_be) {
  declare({{"bad", "zork", "foo"}, {"he", "hesiod", "foo"}, {"hx", "hash", "-Q " + files.path("h")}});
  BOOST_TEST(message(0) == "readcf: map bad: class zork not available");
  BOOST_TEST(message(1).starts_with("readcf: map he: class hesiod not available"));
  BOOST_TEST(message(2) == "Illegal option Q map hx");
  BOOST_TEST(registry->find("bad") == nullptr);
  BOOST_TEST(text("hx", "foo") == "bar baz  ");
  BOOST_TEST(registry->messages()[0].source_line == 7);
}

BOOST_AUTO_TEST_CASE(maps_that_are_never_open) {
  declare({{"hk", "hash", "-k " + files.path("h")}, {"sy", "syslog", "-LERROR -a.x"},
           {"r", "regex", "(("}});
  for (const auto* name : {"hk", "sy", "r"}) {
    BOOST_TEST(!registry->find(name)->state().is_open, name);
    BOOST_TEST(text(name, "foo") == "-0", name);
  }
  BOOST_TEST(message(0) == "No file name for hash map hk");
  BOOST_TEST(message(1) == "Illegal option a map syslog");
  BOOST_TEST(message(2) == "syslog_map_parseargs: Unknown priority ERROR");
}

BOOST_AUTO_TEST_CASE(flags_of_an_earlier_declaration_stay) {
  const std::string h = files.path("h");
  const maps::MapEnvironment environment{&options, &resolver, hosts.get(), users.get()};
  const std::vector<config::MapDeclaration> declarations{
      {"h", "hash", h, "test.cf", 7, {"-a.x /nowhere", "-T<TF> /nowhere"}}};
  registry = std::make_unique<maps::MapRegistry>(declarations, environment);
  BOOST_TEST(text("h", "foo") == "bar baz  .x");
}

BOOST_AUTO_TEST_CASE(socket_server) {
  const std::string path = files.path("s");
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  BOOST_REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  BOOST_REQUIRE(::listen(listener, 5) == 0);
  std::thread server([listener] {
    const char* const replies[] = {"8:OK value,", "9:NOTFOUND ,", "8:TEMP bad,", "9999999:x"};
    const int peer = ::accept(listener, nullptr, nullptr);
    char buffer[100];
    for (const char* reply : replies) {
      if (::recv(peer, buffer, sizeof buffer, 0) <= 0) break;
      (void)::send(peer, reply, std::char_traits<char>::length(reply), MSG_NOSIGNAL);
    }
    ::shutdown(listener, SHUT_RDWR);
    ::close(peer);
  });
  declare({{"s", "socket", "-d5 local:" + path}, {"bad", "socket", "nothing"},
           {"none", "socket", "-o local:" + path + "x"}});
  BOOST_TEST(text("s", "Key") == "value");
  BOOST_TEST(text("s", "other") == "-68");
  BOOST_TEST(text("s", "third") == "-75");
  BOOST_TEST(text("s", "garbage") == "-75");
  BOOST_TEST(reports.back() == "socket_map_lookup(s): reply too long: 9999999");
  server.join();
  ::close(listener);
  BOOST_TEST(text("bad", "key") == "-75");
  BOOST_TEST(reports.back() ==
             "socket map \"bad\": local socket name nothing unsafe: No such file or directory");
  BOOST_TEST(text("none", "key") == "-0");
  BOOST_TEST(!registry->find("none")->state().is_open);
}

BOOST_AUTO_TEST_CASE(netstrings) {
  using State = maps::Netstring::State;
  const auto state = [](std::string_view octets) { return maps::read_netstring(octets, 100).state; };
  BOOST_TEST(maps::read_netstring("5:hello,more", 100).content == "hello");
  BOOST_TEST((state("0:,") == State::kComplete));
  for (const auto* part : {"", "5", "5:", "5:hello", "100:"})
    BOOST_TEST((state(part) == State::kIncomplete), part);
  for (const auto* wrong : {"x", ":,", "-1:x,", "5;hello,", "\r\n"})
    BOOST_TEST((state(wrong) == State::kNoLength), wrong);
  for (const auto* large : {"101", "101:", "99999999999999999999", "999999999"})
    BOOST_TEST((state(large) == State::kTooLong), large);
  BOOST_TEST((state("5:hello;") == State::kMissingComma));
  BOOST_TEST(maps::make_netstring("h key") == "5:h key,");
}

BOOST_AUTO_TEST_SUITE_END()
