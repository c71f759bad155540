#include "smtp/server/census.hh"

namespace sendwright::smtp::server {

Census::Counts Census::arrive(const std::string& client, Clock::time_point now) {
  forget_old(now);
  arrivals_.push_back({now, client});
  Client& counted = clients_[client];
  ++counted.open;
  ++counted.recent;
  return {counted.recent, counted.open, static_cast<long>(arrivals_.size())};
}

void Census::leave(const std::string& client) {
  const auto found = clients_.find(client);
  if (found == clients_.end()) return;
  --found->second.open;
  remove_if_idle(client);
}

void Census::forget_old(Clock::time_point now) {
  while (!arrivals_.empty() && arrivals_.front().time + window_ <= now) {
    const std::string client = std::move(arrivals_.front().client);
    arrivals_.pop_front();
    --clients_[client].recent;
    remove_if_idle(client);
  }
}

void Census::remove_if_idle(const std::string& client) {
  const auto found = clients_.find(client);
  if (found != clients_.end() && found->second.open <= 0 && found->second.recent <= 0) {
    clients_.erase(found);
  }
}

}  // namespace sendwright::smtp::server
