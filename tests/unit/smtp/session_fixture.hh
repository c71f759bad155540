// An SMTP session over a socket pair: a client in the test, the server as a coroutine on its own
// thread, a queue in memory.
#pragma once

#include <sys/socket.h>

#include <boost/test/unit_test.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/coroutine.hh"
#include "config/cf_reader.hh"
#include "smtp/server/serve.hh"
#include "smtp/server/session.hh"

namespace sendwright::smtp::server {

struct StoredMessage {
  queue::Envelope envelope;
  std::string body;
};

class MemoryQueue final : public queue::QueueStore, public QueueNotifier {
 public:
  std::vector<StoredMessage> messages;
  std::vector<std::string> notified;
  bool fails_commit = false;
  long long free = 1LL << 40;
  int open_messages = 0;

  base::Result<std::unique_ptr<queue::IncomingMessage>> begin() override {
    return std::make_unique<Incoming>(*this, "ID" + std::to_string(++count_));
  }
  std::expected<std::unique_ptr<queue::QueuedMessage>, queue::LockFailure> lock(
      std::string_view) override {
    return std::unexpected(queue::LockFailure::kGone);
  }
  base::Result<std::vector<std::string>> ids() override { return std::vector<std::string>(); }
  base::Result<std::vector<queue::QueueEntry>> list() override {
    return std::vector<queue::QueueEntry>();
  }
  base::Result<long long> free_octets() override { return free; }
  std::string name() const override { return "memory"; }
  void message_accepted(const std::string& queue_id) override { notified.push_back(queue_id); }

 private:
  class Incoming final : public queue::IncomingMessage {
   public:
    Incoming(MemoryQueue& queue, std::string id) : queue_(queue), id_(std::move(id)) {
      ++queue_.open_messages;
    }
    ~Incoming() override { --queue_.open_messages; }
    const std::string& queue_id() const override { return id_; }
    base::Result<void> write_body(std::string_view octets) override {
      body_ += octets;
      return {};
    }
    base::Result<void> commit(queue::Envelope& envelope) override {
      if (queue_.fails_commit) return base::temporary("disk full");
      envelope.queue_id = id_;
      queue_.messages.push_back({envelope, body_});
      return {};
    }

   private:
    MemoryQueue& queue_;
    std::string id_;
    std::string body_;
  };
  int count_ = 0;
};

// Takes local recipients `user1`..`user3@here`, refuses others.
class ListPolicy final : public Policy {
 public:
  explicit ListPolicy(SessionMacros& macros) : macros_(macros) {}
  std::chrono::milliseconds greeting_pause() override { return {}; }
  Verdict connect() override { return {}; }
  Verdict adjust(Features&) override { return {}; }
  base::Result<std::string> tls_settings() override { return std::string(); }
  Verdict other(std::string_view line, const Reply&) override {
    if (line.find("closing") != line.npos) return Verdict::reject({421, "4.7.0", "go away"});
    return {};
  }
  Verdict tls_started(std::span<const std::string>) override { return {}; }
  SenderVerdict mail(MailCommand& command) override {
    if (command.address.find("reject") != std::string::npos) {
      return {Verdict::reject({550, "5.7.1", command.address + "... Access denied"}), {}};
    }
    return {Verdict::accept(), std::string(without_brackets(command.address))};
  }
  RecipientVerdict recipient(const RcptCommand& command, bool) override {
    RecipientVerdict verdict;
    verdict.address = verdict.same_as = without_brackets(command.address);
    const bool is_relay = !macros_.get("auth_type").empty();
    if (!is_relay && !verdict.address.starts_with("user")) {
      verdict.kind = Verdict::Kind::kReject;
      verdict.reply = {550, "5.7.1", command.address + "... Relaying denied"};
    }
    return verdict;
  }
  Verdict data(long) override { return {}; }
  Verdict header(const message::HeaderField& field) override {
    if (field.name == "X-Bad") return Verdict::reject({554, "5.7.1", "Header refused"});
    return {};
  }
  Verdict end_of_header(size_t, size_t) override { return {}; }
  Verdict end_of_message(size_t) override { return {}; }
  Verdict add_copies(queue::Envelope& envelope) override {
    if (envelope.recipients.front().address != "user1@uncopied") return {};
    return Verdict::reject({451, "4.3.0", "no copy now"});
  }
  Reply verify(std::string_view argument, bool) override { return {252, "2.1.5", std::string(argument)}; }
  Reply etrn(std::string_view) override { return {250, "2.0.0", "started"}; }

 private:
  SessionMacros& macros_;
};

inline std::unique_ptr<config::Configuration> test_configuration(const std::string& extra = {}) {
  config::ReadOptions options;
  options.host = config::HostIdentity::from_full_name("mx.example");
  options.version = "1.0";
  const std::string text =
      "V10/Berkeley\nDjmx.example\nDnMAILER-DAEMON\nDZtest\n"
      "O QueueDirectory=/nonexistent\nO SmtpGreetingMessage=$j Sendmail $v/$Z; $b\n"
      "O PrivacyOptions=authwarnings\nO LogLevel=0\n" +
      extra +
      "H?P?Return-Path: <$g>\n"
      "HReceived: $?sfrom $s $.$?_($?s$|from $.$_)\n\t$.by $j ($v/$Z)$?r with $r$. id $i$?u\n"
      "\tfor $u; $|;\n\t$.$b\n"
      "H?D?Date: $a\nH?M?Message-Id: <$t.$i@$j>\n"
      "Mlocal, P=/bin/true, F=lsq, A=true\nMprog, P=/bin/sh, F=l, A=sh\n";
  return std::move(config::read_configuration_text(text, "test.cf", options).configuration);
}

// One server session and its client. The server runs until the client closes.
class SessionFixture {
 public:
  explicit SessionFixture(const std::string& extra = {})
      : configuration(test_configuration(extra)),
        services{.configuration = *configuration,
                 .queue = queue,
                 .notifier = queue,
                 .make_policy = [](SessionMacros& macros, base::Waiter&) {
                   return std::make_unique<ListPolicy>(macros);
                 },
                 .tls = nullptr} {}
  ~SessionFixture() { finish(); }

  void start(const config::PortOptions& port = {}) {
    int pair[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    client.reset(pair[0]);
    spawn_server_session(loop, base::UniqueFd(pair[1]), port, services);
    server_ = std::thread([this] { loop.context.run(); });
  }
  void send(std::string_view octets) {
    BOOST_REQUIRE(::send(client.get(), octets.data(), octets.size(), MSG_NOSIGNAL) ==
                  static_cast<ssize_t>(octets.size()));
  }
  // Reads until `end` stands at the end of what came, or the server closes.
  std::string expect(std::string_view end) {
    std::string text;
    char octet = 0;
    while (!text.ends_with(end) && ::read(client.get(), &octet, 1) == 1) text += octet;
    return text;
  }
  // Sends a command and returns the reply's last line.
  std::string command(const std::string& line) {
    send(line + "\r\n");
    return reply();
  }
  std::string reply() {
    std::string line;
    do {
      line = expect("\r\n");
    } while (line.size() > 3 && line[3] == '-');
    return line.empty() ? line : line.substr(0, line.size() - 2);
  }
  // Closes the client's end and waits for the server to end.
  void finish() {
    client.reset();
    if (server_.joinable()) server_.join();
  }

  std::unique_ptr<config::Configuration> configuration;
  MemoryQueue queue;
  Services services;
  base::EventLoop loop{2};
  base::UniqueFd client;

 private:
  std::thread server_;
};

}  // namespace sendwright::smtp::server
