// A small SMTP server on a loopback port that answers as it is told and notes what it hears.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <initializer_list>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/unique_fd.hh"

namespace sendwright::tests {

class ScriptedServer {
 public:
  // `replies`: by the first four letters of a command, or `.` and `greeting`, with CR LF.
  explicit ScriptedServer(std::initializer_list<std::pair<const std::string, std::string>> replies)
      : replies_(replies) {
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 5) != 0 ||
        ::getsockname(listener_.get(), generic, &size) != 0) {
      throw std::runtime_error("no loopback port");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }

  [[nodiscard]] unsigned short port() const { return port_; }
  // Everything heard so far, lines with "|" between them; `<connect>` for each connection.
  [[nodiscard]] std::string heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  void serve() {
    while (true) {
      const base::UniqueFd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!client) return;
      note("<connect>");
      talk(client.get());
    }
  }

  void talk(int client) {
    say(client, reply("greeting", "220 server ESMTP\r\n"));
    std::string line;
    bool is_data = false;
    for (char c = 0; ::read(client, &c, 1) == 1;) {
      line += c;
      if (c != '\n') continue;
      line.resize(line.find_last_not_of("\r\n") + 1);
      note(line);
      if (is_data && line == ".") {
        is_data = false;
        say(client, reply(".", "250 2.0.0 taken\r\n"));
      } else if (!is_data) {
        const std::string verb = line.substr(0, 4);
        const std::string answer = reply(verb, verb == "DATA" ? "354 go\r\n" : "250 ok\r\n");
        say(client, answer);
        is_data = verb == "DATA" && answer.starts_with("354");
        if (verb == "QUIT" || answer.starts_with("421")) return;
      }
      line.clear();
    }
  }

  std::string reply(const std::string& verb, const std::string& fallback) {
    const auto found = replies_.find(verb);
    return found == replies_.end() ? fallback : found->second;
  }
  static void say(int client, const std::string& text) {
    (void)!::send(client, text.data(), text.size(), MSG_NOSIGNAL);
  }
  void note(const std::string& line) {
    const std::lock_guard lock(mutex_);
    heard_ += line + '|';
  }

  std::map<std::string, std::string> replies_;
  base::UniqueFd listener_;
  unsigned short port_ = 0;
  std::mutex mutex_;
  std::string heard_;
  std::thread thread_;
};

}  // namespace sendwright::tests
