#include "smtp/sasl/auth_process.hh"

#include <poll.h>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <csignal>
#include <map>
#include <memory>
#include <mutex>

#include "base/log.hh"
#include "base/wire.hh"
#include "smtp/sasl/server_exchange.hh"

namespace sendwright::smtp::sasl {
namespace {

// More exchanges than this under way for one worker: new ones are told to try again later.
constexpr size_t kMaxExchanges = 10000;

// One worker. Requests of one exchange come one after the other, since the worker waits for each
// answer; those of different exchanges run side by side.
class Channel : public std::enable_shared_from_this<Channel> {
 public:
  explicit Channel(base::UniqueFd socket) : socket_(std::move(socket)) {}

  [[nodiscard]] int fd() const { return socket_.get(); }

  // Reads one request and gives it to the pool; false: the worker is gone.
  bool take(boost::asio::thread_pool& pool) {
    const auto packet = base::receive_packet(socket_.get());
    if (!packet) return packet.error().is_temporary();
    if (packet->octets.empty()) return false;
    auto request = decode_request(packet->octets);
    if (!request) {
      base::log(1, base::LogPriority::kWarning, {}, "auth: malformed request from a worker");
      return false;
    }
    if (request->type == RequestType::kAbort) {
      const std::lock_guard lock(mutex_);
      exchanges_.erase(request->id);
      return true;
    }
    boost::asio::post(pool, [self = shared_from_this(), request = std::move(*request)] {
      self->answer(request);
    });
    return true;
  }

 private:
  void answer(const Request& request) {
    Answer answer = process(request);
    answer.id = request.id;
    (void)base::send_packet(socket_.get(), encode(answer));
  }

  Answer process(const Request& request) {
    if (request.type == RequestType::kStep) return step(request);
    Answer answer;
    const auto exchange = std::make_shared<ServerExchange>(request.terms, answer);
    if (!exchange->is_usable()) return answer;
    switch (request.type) {
      case RequestType::kListMechanisms:
        return exchange->mechanisms();
      case RequestType::kCheckPassword:
        return exchange->check_password(request.mechanism, request.token.value_or(""));
      default:
        answer = exchange->start(request.mechanism, request.token);
    }
    if (answer.type == AnswerType::kChallenge && !keep(request.id, exchange)) {
      return {AnswerType::kUnavailable, request.id, "too many exchanges", {}, {}};
    }
    return answer;
  }

  Answer step(const Request& request) {
    const std::shared_ptr<ServerExchange> exchange = release(request.id);
    if (!exchange) return {AnswerType::kUnavailable, request.id, "no such exchange", {}, {}};
    const Answer answer = exchange->step(request.token.value_or(""));
    if (answer.type == AnswerType::kChallenge) (void)keep(request.id, exchange);
    return answer;
  }

  bool keep(std::int64_t id, std::shared_ptr<ServerExchange> exchange) {
    const std::lock_guard lock(mutex_);
    if (exchanges_.size() >= kMaxExchanges) return false;
    exchanges_[id] = std::move(exchange);
    return true;
  }

  std::shared_ptr<ServerExchange> release(std::int64_t id) {
    const std::lock_guard lock(mutex_);
    const auto found = exchanges_.find(id);
    if (found == exchanges_.end()) return nullptr;
    auto exchange = std::move(found->second);
    exchanges_.erase(found);
    return exchange;
  }

  base::UniqueFd socket_;
  std::mutex mutex_;
  std::map<std::int64_t, std::shared_ptr<ServerExchange>> exchanges_;
};

volatile std::sig_atomic_t is_stopped = 0;

void serve(std::vector<std::shared_ptr<Channel>>& channels, boost::asio::thread_pool& pool) {
  while (!channels.empty() && is_stopped == 0) {
    std::vector<pollfd> requests;
    for (const auto& channel : channels) requests.push_back({channel->fd(), POLLIN, 0});
    if (::poll(requests.data(), requests.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    for (size_t i = channels.size(); i-- > 0;) {
      if (requests[i].revents != 0 && !channels[i]->take(pool)) {
        channels.erase(channels.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }
}

}  // namespace

int run_auth_process(std::vector<base::UniqueFd> fds, const AuthProcessSettings& settings) {
  struct sigaction stop {};
  stop.sa_handler = [](int) { is_stopped = 1; };
  ::sigaction(SIGTERM, &stop, nullptr);
  const auto library = Library::open(settings.configuration_path);
  if (!library) {
    base::log(0, base::LogPriority::kCritical, {}, library.error().message);
    return 75;
  }
  std::vector<std::shared_ptr<Channel>> channels;
  for (base::UniqueFd& fd : fds) channels.push_back(std::make_shared<Channel>(std::move(fd)));
  boost::asio::thread_pool pool(settings.threads);
  serve(channels, pool);
  pool.join();
  channels.clear();
  return 0;
}

}  // namespace sendwright::smtp::sasl
