#include "smtp/sasl/client.hh"

#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/log.hh"
#include "base/wire.hh"

namespace sendwright::smtp::sasl {
namespace {

namespace asio = boost::asio;

// An auth process that was restarted, or whose password store hangs, never answers some requests.
constexpr std::chrono::seconds kAnswerTimeout{90};

Step unavailable(std::string message) {
  Step step;
  step.message = std::move(message);
  return step;
}

Step to_step(Answer answer) {
  Step step;
  switch (answer.type) {
    case AnswerType::kChallenge:
      step.kind = Step::Kind::kChallenge;
      step.challenge = std::move(answer.text);
      break;
    case AnswerType::kSuccess:
      step.kind = Step::Kind::kSuccess;
      step.identity = std::move(answer.identity);
      break;
    case AnswerType::kFailure:
      step.kind = Step::Kind::kFailure;
      step.user = std::move(answer.user);
      step.message = std::move(answer.text);
      break;
    case AnswerType::kMechanisms:
    case AnswerType::kUnavailable:
      step.message = std::move(answer.text);
      break;
  }
  return step;
}

}  // namespace

// The channel with its waiting requests. Shared with asynchronous operations that end after it.
class Client::Channel : public std::enable_shared_from_this<Channel> {
 public:
  Channel(base::EventLoop& loop, base::UniqueFd fd) : loop_(loop), socket_(loop.context) {
    ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
    socket_.assign(fd.release());
  }

  void listen() {
    socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](const boost::system::error_code& failure) {
                         if (failure || !self->receive_one()) return self->close();
                         self->listen();
                       });
  }

  std::optional<Answer> ask(const Request& request, base::Waiter& waiter) {
    if (!socket_.is_open() || !send(request)) return std::nullopt;
    // If the session is destroyed while it waits, the answer has nowhere to go.
    const Forget forget{shared_from_this(), request.id};
    std::optional<Answer> answer;
    waiter.await([&](std::function<void()> resume) {
      Waiting& entry = waiting_.try_emplace(request.id, loop_.context).first->second;
      entry.answer = &answer;
      entry.resume = std::move(resume);
      entry.timer.expires_after(kAnswerTimeout);
      entry.timer.async_wait([self = shared_from_this(), id = request.id](const auto& failure) {
        if (!failure) self->finish(id, std::nullopt);
      });
    });
    return answer;
  }

  bool send(const Request& request) {
    return socket_.is_open() && base::send_packet(socket_.native_handle(), encode(request)).has_value();
  }

  void close() {
    socket_.close();
    while (!waiting_.empty()) finish(waiting_.begin()->first, std::nullopt);
  }

 private:
  struct Waiting {
    explicit Waiting(asio::io_context& context) : timer(context) {}
    std::optional<Answer>* answer = nullptr;
    std::function<void()> resume;
    asio::steady_timer timer;
  };

  struct Forget {
    std::shared_ptr<Channel> channel;
    std::int64_t id;
    ~Forget() { channel->waiting_.erase(id); }
  };

  // False: the auth process is gone or talks nonsense.
  bool receive_one() {
    const auto packet = base::receive_packet(socket_.native_handle());
    if (!packet) return packet.error().is_temporary();
    if (packet->octets.empty()) return false;
    auto answer = decode_answer(packet->octets);
    if (!answer) return false;
    const std::int64_t id = answer->id;
    finish(id, std::move(answer));
    return true;
  }

  void finish(std::int64_t id, std::optional<Answer> answer) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) return;  // asked too long ago
    *found->second.answer = std::move(answer);
    const std::function<void()> resume = std::move(found->second.resume);
    waiting_.erase(found);
    resume();
  }

  base::EventLoop& loop_;
  asio::posix::stream_descriptor socket_;
  std::map<std::int64_t, Waiting> waiting_;
};

Client::Client(base::EventLoop& loop, base::UniqueFd channel)
    : channel_(std::make_shared<Channel>(loop, std::move(channel))) {
  channel_->listen();
}

Client::~Client() { close(); }

void Client::close() { channel_->close(); }

std::optional<Answer> Client::ask(Request request, base::Waiter& waiter) {
  return channel_->ask(request, waiter);
}

void Client::tell(const Request& request) { (void)channel_->send(request); }

std::string Client::mechanisms(const Terms& terms, base::Waiter& waiter) {
  Request request{RequestType::kListMechanisms, 0, terms, {}, {}};
  // Only what the answer depends on: addresses make no difference.
  request.terms.local_address.clear();
  request.terms.remote_address.clear();
  const std::string key = encode(request);
  if (const auto known = known_mechanisms_.find(key); known != known_mechanisms_.end()) {
    return known->second;
  }
  request.id = next_id();
  const auto answer = ask(request, waiter);
  if (!answer || answer->type != AnswerType::kMechanisms) return {};
  return known_mechanisms_[key] = answer->text;
}

Step Client::start(const Terms& terms, const std::string& mechanism,
                   const std::optional<std::string>& initial_response,
                   std::unique_ptr<Exchange>& exchange, base::Waiter& waiter) {
  exchange.reset();
  std::unique_ptr<Exchange> started(new Exchange(*this, next_id()));
  Step step = started->take(
      ask({RequestType::kStart, started->id_, terms, mechanism, initial_response}, waiter));
  if (step.kind == Step::Kind::kChallenge) exchange = std::move(started);
  return step;
}

Step Client::check_password(const Terms& terms, std::string_view user, std::string_view password,
                            base::Waiter& waiter) {
  const auto answer = ask({RequestType::kCheckPassword, next_id(), terms, std::string(user),
                           std::string(password)}, waiter);
  return answer ? to_step(*answer) : unavailable("no answer from the auth process");
}

Exchange::~Exchange() {
  if (is_open_) client_.tell({RequestType::kAbort, id_, {}, {}, {}});
}

Step Exchange::step(std::string_view response, base::Waiter& waiter) {
  return take(client_.ask({RequestType::kStep, id_, {}, {}, std::string(response)}, waiter));
}

Step Exchange::take(const std::optional<Answer>& answer) {
  if (!answer) return unavailable("no answer from the auth process");
  is_open_ = answer->type == AnswerType::kChallenge;
  return to_step(*answer);
}

}  // namespace sendwright::smtp::sasl
