// Offers mail to an SMTP server on 127.0.0.1: `smtp_load PORT SESSIONS MESSAGES PER_CONNECTION
// OCTETS USERS DOMAIN`. Each session is a thread that talks without pipelining, one recipient
// (u0@DOMAIN, u1@DOMAIN ...) a message. Prints the seconds until the last 250; exits 1 at the first
// answer that is not the one expected.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

struct Load {
  std::uint16_t port;
  int sessions;
  int messages;
  int per_connection;
  int octets;
  int users;
  std::string domain;
};

class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ::close(fd_);
      throw std::runtime_error("cannot connect");
    }
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(fd_); }

  void ask(std::string_view octets, std::string_view code) {
    while (!octets.empty()) {
      const ssize_t size = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (size <= 0) throw std::runtime_error("connection lost while sending");
      octets.remove_prefix(static_cast<std::size_t>(size));
    }
    expect(code);
  }

  // Reads one reply, all its lines.
  void expect(std::string_view code) {
    std::string line;
    do {
      line.clear();
      for (std::size_t end = input_.find('\n'); line.empty(); end = input_.find('\n')) {
        if (end == std::string::npos) {
          receive();
        } else {
          line = input_.substr(0, end + 1);
          input_.erase(0, end + 1);
        }
      }
    } while (line.size() > 3 && line[3] == '-');
    if (!line.starts_with(code)) throw std::runtime_error("unexpected answer: " + line);
  }

 private:
  void receive() {
    std::array<char, 4096> buffer;
    const ssize_t size = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (size <= 0) throw std::runtime_error("connection lost");
    input_.append(buffer.data(), static_cast<std::size_t>(size));
  }

  int fd_;
  std::string input_;
};

std::string message_text(int octets) {
  std::string text = "Subject: load\r\nFrom: <u0@bench.test>\r\n\r\n";
  while (text.size() < static_cast<std::size_t>(octets)) {
    text += "The quick brown fox jumps over the lazy dog, again and again and again.\r\n";
  }
  return text + ".\r\n";
}

void run_session(const Load& load, std::atomic<int>& next) {
  const std::string text = message_text(load.octets);
  int number = next++;
  while (number < load.messages) {
    Client client(load.port);
    client.expect("220");
    client.ask("EHLO load.bench.test\r\n", "250");
    for (int i = 0; i < load.per_connection && number < load.messages; ++i, number = next++) {
      const std::string user = 'u' + std::to_string(number % load.users);
      client.ask("MAIL FROM:<u0@" + load.domain + ">\r\n", "250");
      client.ask("RCPT TO:<" + user + '@' + load.domain + ">\r\n", "250");
      client.ask("DATA\r\n", "354");
      client.ask(text, "250");
    }
    client.ask("QUIT\r\n", "221");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) {
    std::cerr << "usage: smtp_load PORT SESSIONS MESSAGES PER_CONNECTION OCTETS USERS DOMAIN\n";
    return 64;
  }
  const std::span<char*> words(argv, 8);
  const auto number = [&](std::size_t place) { return std::atoi(words[place]); };
  const Load load{static_cast<std::uint16_t>(number(1)), number(2), number(3), number(4), number(5),
                  number(6), words[7]};
  std::atomic<int> next = 0;
  std::atomic<bool> has_failed = false;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::jthread> sessions;
  for (int i = 0; i < load.sessions; ++i) {
    sessions.emplace_back([&] {
      try {
        run_session(load, next);
      } catch (const std::exception& error) {
        if (!has_failed.exchange(true)) std::cerr << "smtp_load: " << error.what() << '\n';
      }
    });
  }
  sessions.clear();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  std::cout << elapsed.count() << '\n';
  return has_failed ? 1 : 0;
}
