// Name servers that are not there, say nothing, fail, or come back: how long a question takes, and
// what is remembered.
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
#include "dns/answer_cache.hh"
#include "dns/fixed_resolver.hh"
#include "dns/host_lookup.hh"
#include "dns/name_servers.hh"
#include "dns/server_watch.hh"
#include "dns/unbound_resolver.hh"

using namespace sendwright::dns;
using namespace std::chrono_literals;
using sendwright::base::BlockingWaiter;
using sendwright::base::UniqueFd;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto kSoon = 2s;  // far below the time limit, far above what a busy machine needs

int bound_socket(int type, std::uint16_t& port) {
  const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t length = sizeof address;
  BOOST_REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  port = ntohs(address.sin_port);
  return fd;
}

std::string endpoint(std::uint16_t port) { return "127.0.0.1@" + std::to_string(port); }

// A port of this machine at which nobody listens.
std::uint16_t dead_port() {
  std::uint16_t port = 0;
  const UniqueFd socket(bound_socket(SOCK_DGRAM, port));
  return port;
}

enum class Manner { kGood, kNameError, kServerFailure, kRefused, kTruncated, kSilent };

// Answers every question in the same manner; good ones with one A record 192.0.2.7. What does not
// fit in a datagram is asked again over TCP.
class Server {
 public:
  explicit Server(Manner manner, std::uint16_t at = 0) : manner_(manner), port(at) {
    datagrams_.reset(bound_socket(SOCK_DGRAM, port));
    streams_.reset(bound_socket(SOCK_STREAM, port));
    BOOST_REQUIRE(::listen(streams_.get(), 8) == 0);
    stop_.reset(::eventfd(0, EFD_CLOEXEC));
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    (void)::eventfd_write(stop_.get(), 1);
    thread_.join();
  }
  [[nodiscard]] std::string name() const { return endpoint(port); }
  void become(Manner manner) { manner_ = manner; }

  std::atomic<int> questions{0};  // other than those for localhost

 private:
  void serve() {
    for (;;) {
      pollfd ready[3] = {
          {stop_.get(), POLLIN, 0}, {datagrams_.get(), POLLIN, 0}, {streams_.get(), POLLIN, 0}};
      if (::poll(ready, 3, -1) < 0 || ready[0].revents != 0) return;
      if (ready[1].revents != 0) serve_datagram();
      if (ready[2].revents != 0) serve_stream();
    }
  }
  void serve_datagram() {
    char buffer[1500];
    sockaddr_in peer{};
    socklen_t length = sizeof peer;
    const ssize_t size = ::recvfrom(datagrams_.get(), buffer, sizeof buffer, 0,
                                    reinterpret_cast<sockaddr*>(&peer), &length);
    if (size < 17) return;
    const auto reply = answer(std::string(buffer, static_cast<size_t>(size)), manner_);
    if (!reply.empty())
      ::sendto(datagrams_.get(), reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&peer),
               length);
  }
  void serve_stream() {
    const UniqueFd peer(::accept(streams_.get(), nullptr, nullptr));
    const timeval patience{5, 0};
    ::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    unsigned char length[2];
    char buffer[1500];
    if (::recv(peer.get(), length, 2, MSG_WAITALL) != 2) return;
    const size_t size = length[0] * 256u + length[1];
    if (size < 17 || size > sizeof buffer) return;
    if (::recv(peer.get(), buffer, size, MSG_WAITALL) != static_cast<ssize_t>(size)) return;
    const auto reply = answer(std::string(buffer, size), Manner::kGood);
    const std::string framed = std::string{static_cast<char>(reply.size() >> 8),
                                           static_cast<char>(reply.size() & 255)} + reply;
    (void)!::send(peer.get(), framed.data(), framed.size(), MSG_NOSIGNAL);
  }
  std::string answer(const std::string& query, Manner manner) {
    const std::string name = decode_name(query.substr(12));
    if (name != "localhost") ++questions;
    if (manner == Manner::kSilent) return {};
    const size_t question_end = 12 + encode_name(name).size() + 4;
    std::string reply = query.substr(0, question_end);
    const bool has_answer = manner == Manner::kGood && query[question_end - 3] == 1;
    const int code = manner == Manner::kServerFailure ? 2
                     : manner == Manner::kNameError   ? 3
                     : manner == Manner::kRefused     ? 5
                                                      : 0;
    reply[2] = static_cast<char>(manner == Manner::kTruncated ? 0x83 : 0x81);
    reply[3] = static_cast<char>(0x80 | code);
    for (const size_t count : {4u, 6u, 8u, 10u}) reply[count] = reply[count + 1] = 0;
    reply[5] = 1;
    reply[7] = has_answer ? 1 : 0;
    if (has_answer) reply += std::string("\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x07", 16);
    return reply;
  }

  std::atomic<Manner> manner_;
  UniqueFd datagrams_, streams_, stop_;
  std::thread thread_;

 public:
  std::uint16_t port;
};

std::unique_ptr<Resolver> resolver_of(std::vector<std::string> servers,
                                      std::chrono::milliseconds limit = 10s) {
  ResolverSettings settings;
  settings.name_servers = std::move(servers);
  settings.time_limit = limit;
  return unbound_resolver(settings);
}

struct Timed {
  RecordAnswer answer;
  std::chrono::microseconds time;
};

Timed ask(Resolver& resolver, std::string_view name, RecordType type = RecordType::kA) {
  BlockingWaiter waiter;
  const auto start = Clock::now();
  auto answer = resolver.query(name, type, waiter);
  const auto time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  BOOST_TEST_MESSAGE(name << ' ' << static_cast<int>(type) << ": status "
                          << static_cast<int>(answer.status) << ", " << time.count() << " us, "
                          << answer.reason);
  return {std::move(answer), time};
}

// Asks new names until one is answered.
bool comes_back(Resolver& resolver) {
  const auto deadline = Clock::now() + 30s;
  for (int i = 0; Clock::now() < deadline; ++i) {
    if (ask(resolver, "n" + std::to_string(i) + ".example").answer.status == Status::kFound)
      return true;
    std::this_thread::sleep_for(100ms);
  }
  return false;
}

RecordAnswer found(std::string rdata, std::chrono::seconds life) {
  RecordAnswer answer;
  answer.status = Status::kFound;
  answer.time_to_live = life;
  answer.rdata.push_back(std::move(rdata));
  return answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outage)

BOOST_AUTO_TEST_CASE(refused_port_fails_at_once) {
  const auto resolver = resolver_of({endpoint(dead_port())});
  for (const auto* name : {"a.example", "b.example", "a.example"}) {
    const auto [answer, time] = ask(*resolver, name);
    BOOST_TEST((answer.status == Status::kTemporaryFailure));
    BOOST_TEST(!answer.reason.empty());
    BOOST_TEST((time < kSoon));
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_comes_up_is_asked_soon) {
  const auto port = dead_port();
  const auto resolver = resolver_of({endpoint(port)});
  BOOST_TEST((ask(*resolver, "a.example").answer.status == Status::kTemporaryFailure));
  const Server server(Manner::kGood, port);
  BOOST_TEST(comes_back(*resolver));
  // A refusal was the server's, not the name's: nothing of it sticks to the name.
  BOOST_TEST((ask(*resolver, "a.example").answer.status == Status::kFound));
}

BOOST_AUTO_TEST_CASE(a_second_server_is_asked_without_delay) {
  const Server server(Manner::kGood);
  const auto resolver = resolver_of({endpoint(dead_port()), server.name()});
  for (const auto* name : {"a.example", "b.example", "c.example", "d.example"}) {
    const auto [answer, time] = ask(*resolver, name);
    BOOST_TEST((answer.status == Status::kFound));
    BOOST_TEST((time < kSoon));
  }
}

BOOST_AUTO_TEST_CASE(silence_is_waited_for_once) {
  Server server(Manner::kSilent);
  const auto resolver = resolver_of({server.name()}, 5s);
  const auto first = ask(*resolver, "a.example");
  BOOST_TEST((first.answer.status == Status::kTemporaryFailure));
  BOOST_TEST((first.time < 5s));
  const auto start = Clock::now();
  for (int i = 0; i < 50; ++i) {
    const auto next = ask(*resolver, "next" + std::to_string(i) + ".example").answer.status;
    BOOST_TEST((next == Status::kTemporaryFailure));
  }
  BOOST_TEST((Clock::now() - start < 5s));  // one question for all
  server.become(Manner::kGood);
  BOOST_TEST(comes_back(*resolver));
}

BOOST_AUTO_TEST_CASE(a_server_that_goes_away_is_noticed) {
  auto server = std::make_unique<Server>(Manner::kGood);
  const auto resolver = resolver_of({server->name()}, 60s);
  BOOST_TEST((ask(*resolver, "a.example").answer.status == Status::kFound));
  server.reset();
  const auto later = ask(*resolver, "b.example");
  BOOST_TEST((later.answer.status == Status::kTemporaryFailure));
  BOOST_TEST((later.time < 15s));
  BOOST_TEST((ask(*resolver, "a.example").answer.status == Status::kFound));  // still known
}

BOOST_AUTO_TEST_CASE(failures_of_a_name_are_remembered) {
  for (const auto manner : {Manner::kServerFailure, Manner::kRefused}) {
    Server server(manner);
    const auto resolver = resolver_of({server.name()});
    const auto first = ask(*resolver, "a.example");
    BOOST_TEST((first.answer.status == Status::kTemporaryFailure));
    BOOST_TEST((first.time < 5s));
    const int asked = server.questions;
    BOOST_TEST(asked > 0);
    BOOST_TEST((ask(*resolver, "A.Example.").answer.status == Status::kTemporaryFailure));
    BOOST_TEST(server.questions == asked);
    server.become(Manner::kGood);  // another name and another type are other questions
    BOOST_TEST((ask(*resolver, "b.example").answer.status == Status::kFound));
    BOOST_TEST((ask(*resolver, "a.example", RecordType::kMx).answer.status == Status::kNotFound));
  }
}

BOOST_AUTO_TEST_CASE(answers_are_remembered) {
  for (const auto manner : {Manner::kGood, Manner::kNameError, Manner::kTruncated}) {
    Server server(manner);
    const auto resolver = resolver_of({server.name()});
    const auto first = ask(*resolver, "a.example").answer;
    const auto expected =
        manner == Manner::kNameError ? Status::kNotFound : Status::kFound;
    BOOST_TEST((first.status == expected));
    if (expected == Status::kFound) {
      BOOST_TEST(rdata_text(RecordType::kA, first.rdata.at(0)).value() == "192.0.2.7");
      server.become(Manner::kSilent);
      const int asked = server.questions;
      const auto again = ask(*resolver, "a.Example.");
      BOOST_TEST((again.answer.rdata == first.rdata));
      BOOST_TEST((again.time < kSoon));
      BOOST_TEST(server.questions == asked);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_asker_can_need_the_answer_sooner) {
  const Server server(Manner::kSilent);
  const auto resolver = resolver_of({server.name()}, 60s);
  BlockingWaiter waiter;
  const auto start = Clock::now();
  const auto answer = resolver->query_until(start + 100ms, "a.example", RecordType::kPtr, waiter);
  BOOST_TEST((answer.status == Status::kTemporaryFailure));
  BOOST_TEST((Clock::now() - start < 10s));
  HostLookup hosts({}, resolver.get());
  const auto names = hosts.names(*IpAddress::parse("192.0.2.1"), waiter, Clock::now() + 100ms);
  BOOST_TEST((names.status == Status::kTemporaryFailure));
  BOOST_TEST((Clock::now() - start < 20s));
}

BOOST_AUTO_TEST_CASE(many_threads_ask_at_a_time) {
  const Server server(Manner::kGood);
  const auto resolver = resolver_of({server.name()});
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      BlockingWaiter waiter;
      for (int i = 0; i < 100; ++i) {
        const auto name = "n" + std::to_string((t * 13 + i) % 40) + ".example";
        if (resolver->query(name, RecordType::kA, waiter).status == Status::kFound) ++answered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(answered == 800);
}

BOOST_AUTO_TEST_CASE(changed_server_list_is_noticed) {
  char path[] = "/tmp/sendwright-resolv-XXXXXX";
  const UniqueFd file(::mkstemp(path));
  BOOST_REQUIRE(file.is_open());
  NameServers servers(path, {});
  auto now = Clock::now();
  BOOST_TEST(servers.refresh(now));
  BOOST_TEST(servers.list() == std::vector<std::string>{"127.0.0.1"},
             boost::test_tools::per_element());
  std::ofstream(path) << "# none\nsearch example\nnameserver 192.0.2.1\nnameserver 2001:db8::1\n";
  BOOST_TEST(!servers.refresh(now));  // just looked
  BOOST_TEST(servers.refresh(now += 10s));
  BOOST_REQUIRE_EQUAL(servers.list().size(), 2u);
  BOOST_TEST(servers.list()[1] == "2001:db8::1");
  BOOST_TEST(!servers.refresh(now += 10s));
  ::unlink(path);
  BOOST_TEST(servers.refresh(now += 10s));
  BOOST_TEST(servers.list().front() == "127.0.0.1");
  NameServers fixed(path, {"192.0.2.9@5353"});
  BOOST_TEST(!fixed.refresh(now));
  BOOST_TEST(fixed.list().front() == "192.0.2.9@5353");
}

BOOST_AUTO_TEST_CASE(the_cache_is_bounded_in_time_and_size) {
  AnswerCache cache(64 * 1024);
  const auto now = Clock::now();
  cache.keep("A.example", RecordType::kTxt, found("x", 60s), now);
  const auto known = cache.find("a.EXAMPLE", RecordType::kTxt, now + 20s);
  BOOST_REQUIRE(known);
  BOOST_TEST(known->time_to_live.count() == 40);
  BOOST_TEST(!cache.find("a.example", RecordType::kMx, now));
  BOOST_TEST(!cache.find("a.example", RecordType::kTxt, now + 61s));
  cache.keep("zero.example", RecordType::kTxt, found("x", 0s), now);
  BOOST_TEST(!cache.find("zero.example", RecordType::kTxt, now));
  cache.keep("long.example", RecordType::kTxt, found("x", 100000s), now);
  BOOST_TEST(!cache.find("long.example", RecordType::kTxt, now + AnswerCache::kMaxFoundTime));
  cache.keep("broken.example", RecordType::kTxt, {}, now);
  BOOST_TEST(cache.find("broken.example", RecordType::kTxt, now + 1s).has_value());
  BOOST_TEST(!cache.find("broken.example", RecordType::kTxt, now + AnswerCache::kFailureTime));
  for (int i = 0; i < 5000; ++i)
    cache.keep(std::to_string(i), RecordType::kTxt, found(std::string(100, 'x'), 60s), now);
  BOOST_TEST(cache.octets() <= 64u * 1024);
  BOOST_TEST(cache.find("4999", RecordType::kTxt, now).has_value());
  BOOST_TEST(!cache.find("0", RecordType::kTxt, now));
  cache.keep("huge", RecordType::kTxt, found(std::string(1 << 20, 'x'), 60s), now);
  BOOST_TEST(!cache.find("huge", RecordType::kTxt, now));
  cache.clear();
  BOOST_TEST(cache.octets() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
