// Connections of each client: how many are open, how many came within the last window
// (ConnectionRateWindowSize): {client_connections}, {client_rate}, {total_rate}.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>

namespace sendwright::smtp::server {

// Used on one event loop only.
class Census {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Census(std::chrono::seconds window) : window_(window) {}

  struct Counts {
    long client_rate = 0;
    long client_connections = 0;
    long total_rate = 0;
  };
  // Counts a new connection.
  Counts arrive(const std::string& client, Clock::time_point now = Clock::now());
  void leave(const std::string& client);

 private:
  struct Client {
    long open = 0;
    long recent = 0;
  };
  struct Arrival {
    Clock::time_point time;
    std::string client;
  };
  void forget_old(Clock::time_point now);
  void remove_if_idle(const std::string& client);

  std::chrono::seconds window_;
  std::map<std::string, Client> clients_;
  std::deque<Arrival> arrivals_;
};

}  // namespace sendwright::smtp::server
