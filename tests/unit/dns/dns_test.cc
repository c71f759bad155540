// Names and addresses: hosts file, service switch, canonical names, and libunbound against a small
// name server on loopback.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/unique_fd.hh"
#include "dns/fixed_resolver.hh"
#include "dns/host_lookup.hh"
#include "dns/identify_host.hh"
#include "dns/name_servers.hh"
#include "dns/service_switch.hh"
#include "dns/unbound_resolver.hh"

using namespace sendwright::dns;
using sendwright::base::BlockingWaiter;
using sendwright::base::kAnyPlainFile;
using sendwright::base::UniqueFd;

namespace {

// A directory that goes away with its files.
struct Directory {
  Directory() {
    char name[] = "/tmp/sendwright-dns-XXXXXX";
    if (::mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp");
    path = name;
  }
  ~Directory() {
    for (const auto& file : files) ::unlink(file.c_str());
    ::rmdir(path.c_str());
  }
  std::string write(const std::string& name, const std::string& content) {
    files.push_back(path + "/" + name);
    std::ofstream(files.back()) << content;
    return files.back();
  }
  std::string path;
  std::vector<std::string> files;
};

// Answers every question with one A record 192.0.2.7 for `host.example`, NXDOMAIN for `none.example`
// and not at all for anything else.
class NameServer {
 public:
  NameServer() {
    socket_.reset(::socket(AF_INET, SOCK_DGRAM, 0));
    stop_.reset(::eventfd(0, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    BOOST_REQUIRE(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), length) == 0);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length);
    endpoint = "127.0.0.1@" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~NameServer() {
    (void)::eventfd_write(stop_.get(), 1);
    thread_.join();
  }
  std::string endpoint;

 private:
  void serve() {
    for (;;) {
      pollfd ready[2] = {{socket_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
      if (::poll(ready, 2, -1) < 0 || ready[1].revents != 0) return;
      char buffer[1500];
      sockaddr_in peer{};
      socklen_t length = sizeof peer;
      const ssize_t size = ::recvfrom(socket_.get(), buffer, sizeof buffer, 0,
                                      reinterpret_cast<sockaddr*>(&peer), &length);
      if (size < 17) continue;
      const std::string reply = answer(std::string(buffer, static_cast<size_t>(size)));
      if (!reply.empty())
        ::sendto(socket_.get(), reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&peer),
                 length);
    }
  }
  static std::string answer(const std::string& query) {
    const std::string name = decode_name(query.substr(12));
    const bool exists = strcasecmp(name.c_str(), "host.example") == 0;
    if (!exists && strcasecmp(name.c_str(), "none.example") != 0) return {};
    const size_t question_end = 12 + encode_name(name).size() + 4;
    std::string reply = query.substr(0, question_end);
    const bool is_a = query[question_end - 3] == 1;
    const bool has_answer = exists && is_a;
    reply[2] = static_cast<char>(0x81);
    reply[3] = static_cast<char>(exists ? 0x80 : 0x83);
    for (const size_t count : {4u, 6u, 8u, 10u}) reply[count] = reply[count + 1] = 0;
    reply[5] = 1;
    reply[7] = has_answer ? 1 : 0;
    if (has_answer) reply += std::string("\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x07", 16);
    return reply;
  }
  UniqueFd socket_, stop_;
  std::thread thread_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dns)

BOOST_AUTO_TEST_CASE(addresses_and_names_have_text_forms) {
  BOOST_TEST(IpAddress::parse("192.0.2.1")->reverse_name() == "1.2.0.192.in-addr.arpa");
  BOOST_TEST(IpAddress::parse("IPv6:2001:db8:0::1")->text() == "2001:db8::1");
  BOOST_TEST(!IpAddress::parse("1.2.3"));
  BOOST_TEST(!IpAddress::parse(std::string(100, '1')));
  BOOST_TEST(IpAddress::parse("127.3.2.1")->is_loopback());
  BOOST_TEST(decode_name(encode_name("a.bc.example.")) == "a.bc.example");
  BOOST_TEST(encode_name("a..b").empty());
  BOOST_TEST(encode_name(std::string(70, 'x')).empty());
  BOOST_TEST(decode_name("\x05" "ab").empty());
  BOOST_TEST(rdata_text(RecordType::kMx, std::string("\0\x0a\x01" "m\0", 5)).value() == "m");
  BOOST_TEST(rdata_text(RecordType::kMx, std::string("\0\0\0", 3)).value().empty());
  BOOST_TEST(rdata_text(RecordType::kTlsa, "\x03\x01\x01\xab\xcd").value() == "03 01 01 AB:CD");
  BOOST_TEST(!rdata_text(RecordType::kMx, std::string("\0\x0a\x05" "m\0", 5)));
  BOOST_TEST(!rdata_text(RecordType::kA, "abc"));
}

BOOST_AUTO_TEST_CASE(hosts_file_gives_canonical_names) {
  Directory directory;
  HostsFile hosts(directory.write(
      "hosts", "127.0.0.1 localhost\n# comment\n10.0.0.5 mail mx.example.com # tail\nbad line\n"));
  BOOST_TEST(hosts.canonical_name("MAIL").value() == "mx.example.com");
  BOOST_TEST(hosts.canonical_name("localhost.").value() == "localhost");
  BOOST_TEST(!hosts.canonical_name("other"));
  BOOST_REQUIRE_EQUAL(hosts.addresses("mail").size(), 1u);
  BOOST_TEST(hosts.addresses("mail")[0].text() == "10.0.0.5");
  BOOST_TEST(hosts.names(*IpAddress::parse("10.0.0.5"))[0] == "mail");
}

BOOST_AUTO_TEST_CASE(service_switch_comes_before_nsswitch) {
  Directory directory;
  const auto own = directory.write("service.switch", "hosts dns files\naliases files nis\n");
  const auto system = directory.write(
      "nsswitch.conf", "passwd: files\nhosts:  files mdns [NOTFOUND=return] dns\n");
  const std::vector<std::string> dns_first{"dns", "files"}, files_first{"files", "mdns", "dns"};
  BOOST_TEST(service_order(own, kAnyPlainFile, "hosts", {}, system) == dns_first, boost::test_tools::per_element());
  BOOST_TEST(service_order("/nonexistent", kAnyPlainFile, "hosts", {}, system) == files_first,
             boost::test_tools::per_element());
  BOOST_TEST(service_order("/nonexistent", kAnyPlainFile, "aliases", {"files"}, system).size() == 1u);
}

BOOST_AUTO_TEST_CASE(domains_to_search) {
  const std::vector<std::string> two{"a.example", "b.example"}, one{"c.example"};
  BOOST_TEST(parse_search_domains("domain x\nnameserver 1.2.3.4\nsearch a.example b.example.\n") ==
                 two,
             boost::test_tools::per_element());
  BOOST_TEST(parse_search_domains("search a b\ndomain c.example more\n") == one,
             boost::test_tools::per_element());
  BOOST_TEST(search_domains("/nonexistent", "c.example") == one, boost::test_tools::per_element());
  BOOST_TEST(search_domains("/nonexistent", "").empty());
}

BOOST_AUTO_TEST_CASE(canonical_names) {
  Directory directory;
  HostLookupSettings settings;
  settings.hosts_file = directory.write("hosts", "127.0.0.1 localhost\n");
  settings.service_switch_file = directory.write("service.switch", "hosts files dns\n");
  settings.local_domain = "skills.com";
  settings.search_domains = {"skills.com"};
  FixedResolver resolver;
  resolver.add_mx("smile.com", 20, "b.smile.com");
  resolver.add_mx("smile.com", 10, "a.smile.com");
  resolver.add_address("host.skills.com", "192.0.2.9");
  resolver.add_cname("www.smile.com", "smile.com");
  resolver.add_text("text.smile.com", "only text");
  resolver.fail("broken.example");
  HostLookup lookup(settings, &resolver);
  BlockingWaiter waiter;
  const auto canonical = [&](std::string_view name) {
    const auto answer = lookup.canonical_name(name, waiter);
    if (answer.status == Status::kTemporaryFailure) return std::string("temporary");
    return answer.status == Status::kFound ? answer.records.at(0) : std::string("none");
  };
  BOOST_TEST(canonical("localhost") == "localhost.skills.com");
  BOOST_TEST(canonical("host") == "host.skills.com");
  BOOST_TEST(canonical("Smile.Com.") == "smile.com");
  BOOST_TEST(canonical("www.smile.com") == "smile.com");
  BOOST_TEST(canonical("text.smile.com") == "none");
  BOOST_TEST(canonical("nowhere.example") == "none");
  BOOST_TEST(canonical("smile.com..") == "none");
  BOOST_TEST(canonical("broken.example") == "temporary");
  const auto mx = resolver.mx("smile.com", waiter);
  BOOST_REQUIRE_EQUAL(mx.records.size(), 2u);
  BOOST_TEST(mx.records[0].host == "a.smile.com");
  BOOST_TEST(lookup.addresses("host.skills.com", waiter).records.at(0).text() == "192.0.2.9");
  BOOST_TEST(lookup.records("host", RecordType::kA, waiter).records.at(0) == "192.0.2.9");
  BOOST_TEST((lookup.records("host.", RecordType::kA, waiter).status == Status::kNotFound));
  BOOST_TEST(lookup.mail_exchangers("smile.com", waiter).hosts.size() == 2u);
  BOOST_TEST(lookup.mail_exchangers("host", waiter).hosts.at(0) == "host.skills.com.");
  BOOST_TEST(lookup.mail_exchangers("text.smile.com", waiter).hosts.empty());
  BOOST_TEST((lookup.addresses("broken.example", waiter).status == Status::kTemporaryFailure));
  BOOST_TEST(lookup.addresses("127.0.0.2", waiter).records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(libunbound_asks_the_given_server) {
  NameServer server;
  ResolverSettings settings;
  settings.name_servers = {server.endpoint};
  const auto resolver = unbound_resolver(settings);
  BlockingWaiter waiter;
  const auto found = resolver->addresses("host.example", RecordType::kA, waiter);
  BOOST_TEST((found.status == Status::kFound));
  BOOST_REQUIRE_EQUAL(found.records.size(), 1u);
  BOOST_TEST(found.records[0].text() == "192.0.2.7");
  BOOST_TEST((resolver->mx("host.example", waiter).status == Status::kNotFound));
  const auto none = resolver->mx("none.example", waiter);
  BOOST_TEST((none.status == Status::kNotFound));
  BOOST_TEST(!none.name_exists);
  BOOST_TEST((resolver->mx("bad..name", waiter).status == Status::kNotFound));
}

BOOST_AUTO_TEST_CASE(silence_is_a_temporary_failure_within_the_limit) {
  NameServer server;
  ResolverSettings settings;
  settings.name_servers = {server.endpoint};
  settings.time_limit = std::chrono::milliseconds(300);
  const auto resolver = unbound_resolver(settings);
  BlockingWaiter waiter;
  const auto answer = resolver->mx("silent.example", waiter);
  BOOST_TEST((answer.status == Status::kTemporaryFailure));
  BOOST_TEST(!answer.reason.empty());
}

BOOST_AUTO_TEST_CASE(the_machine_is_named_without_asking) {
  Directory directory;
  IdentifySettings settings;
  settings.hosts_file = directory.write("hosts", "127.0.0.1 localhost\n10.0.0.5 mx.skills.com mx\n");
  settings.node_name = "mx";
  const auto known = identify_host(settings);
  BOOST_TEST(known.full_name == "mx.skills.com");
  BOOST_TEST(known.short_name == "mx");
  BOOST_TEST(known.domain == "skills.com");
  BOOST_TEST(known.warning.empty());
  settings.node_name = "box";
  const auto unknown = identify_host(settings);
  BOOST_TEST(unknown.full_name == "box");
  BOOST_TEST(unknown.domain.empty());
  BOOST_TEST(unknown.warning.find("box.example.com box") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
