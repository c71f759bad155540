// Deliveries to programs: the message on standard input and an exit code as answer, or LMTP over
// standard input and output.
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "base/environment.hh"
#include "base/strings.hh"
#include "base/sysexits.hh"
#include "delivery/child_program.hh"
#include "delivery/message_source.hh"
#include "delivery/tasks.hh"
#include "smtp/client/conversation.hh"

namespace sendwright::delivery {
namespace {

using base::ExitCode;
using Clock = std::chrono::steady_clock;

// Of a program's output this much is kept for the notice; the rest is read and thrown away.
constexpr size_t kMaxOutputOctets = 16384;

AgentResult refused(ExitCode code, std::string message) {
  AgentResult result;
  result.exit_code = base::to_int(code);
  result.message = std::move(message);
  return result;
}

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::clamp<long>(left.count(), 0, 1000L * 3600));
}

// Feeds a program and collects its output at the same time, so that neither side waits for ever.
class Feeder {
 public:
  Feeder(ChildProgram& program, MessageSource& source) : program_(program), source_(source) {}

  // Until the program has ended, or the deadline. An error: the message could not be read.
  base::Result<void> run(Clock::time_point deadline) {
    bool has_ended = false;
    while (!has_ended) {
      if (auto filled = fill(); !filled) return filled;
      std::array<pollfd, 3> events{{{program_.exit_event(), POLLIN, 0},
                                    {is_output_open_ ? program_.output() : -1, POLLIN, 0},
                                    {program_.input(), POLLOUT, 0}}};
      const int ready = ::poll(events.data(), events.size(), milliseconds_until(deadline));
      if (ready == 0) break;
      if (ready < 0 && errno != EINTR) break;
      if (events[1].revents != 0) collect();
      if (events[2].revents != 0) feed();
      has_ended = events[0].revents != 0;
    }
    collect();
    return {};
  }

  std::string take_output() { return std::move(output_); }

 private:
  base::Result<void> fill() {
    if (!piece_.empty() || program_.input() < 0) return {};
    auto next = source_.next();
    if (!next) return std::unexpected(next.error());
    piece_ = std::move(*next);
    position_ = 0;
    if (piece_.empty()) program_.close_input();
    return {};
  }

  void feed() {
    const ssize_t count =
        ::write(program_.input(), piece_.data() + position_, piece_.size() - position_);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count < 0) {
      // A program need not read all of its message: its exit code decides.
      program_.close_input();
      return;
    }
    position_ += static_cast<size_t>(count);
    if (position_ == piece_.size()) piece_.clear();
  }

  void collect() {
    std::array<char, 8192> buffer{};
    while (is_output_open_) {
      const ssize_t count = ::read(program_.output(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      if (count <= 0) {
        is_output_open_ = false;
        return;
      }
      const size_t room = kMaxOutputOctets - std::min(output_.size(), kMaxOutputOctets);
      output_.append(buffer.data(), std::min(static_cast<size_t>(count), room));
      if (room == 0) return;
    }
  }

  ChildProgram& program_;
  MessageSource& source_;
  std::string piece_;
  size_t position_ = 0;
  std::string output_;
  bool is_output_open_ = true;
};

// The pipes of an LMTP program as a channel.
class PipeChannel final : public smtp::Channel {
 public:
  explicit PipeChannel(ChildProgram& program) : program_(program) {}

  base::Result<std::string> read(std::chrono::seconds timeout) override {
    std::string octets(16384, '\0');
    while (true) {
      const ssize_t count = ::read(program_.output(), octets.data(), octets.size());
      if (count >= 0) {
        octets.resize(static_cast<size_t>(count));
        return octets;
      }
      if (errno != EAGAIN && errno != EINTR) return base::temporary("program cannot be read from");
      if (!wait(program_.output(), POLLIN, timeout)) return base::temporary("program timed out");
    }
  }

  base::Result<void> write(std::string_view octets, std::chrono::seconds timeout) override {
    while (!octets.empty()) {
      const ssize_t count = ::write(program_.input(), octets.data(), octets.size());
      if (count >= 0) {
        octets.remove_prefix(static_cast<size_t>(count));
      } else if (errno != EAGAIN && errno != EINTR) {
        return base::temporary("program does not read");
      } else if (!wait(program_.input(), POLLOUT, timeout)) {
        return base::temporary("program timed out");
      }
    }
    return {};
  }

 private:
  static bool wait(int fd, short event, std::chrono::seconds timeout) {
    pollfd poll_event{fd, event, 0};
    const auto deadline = Clock::now() + timeout;
    int ready = 0;
    do {
      ready = ::poll(&poll_event, 1, milliseconds_until(deadline));
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
  }

  ChildProgram& program_;
};

// One conversation from greeting to QUIT; outcomes are the engine's.
bool speak_lmtp(smtp::ClientEngine& engine, PipeChannel& channel, const AgentRequest& request,
                MessageSource& source, std::string& problem) {
  const smtp::ClientTimeouts timeouts;
  if (!smtp::converse(engine, channel, timeouts, problem)) return false;
  if (engine.state() != smtp::ClientState::kReady) {
    problem = "mailer's greeting: " + engine.last_reply().one_line();
    return false;
  }
  smtp::Transaction transaction;
  transaction.sender = request.lmtp_sender;
  transaction.is_8bit = request.lmtp_mail_parameters.find("8BITMIME") != std::string::npos;
  for (const std::string& address : request.lmtp_recipients) {
    transaction.recipients.push_back({address, {}, {}});
  }
  engine.begin(std::move(transaction));
  if (!smtp::converse(engine, channel, timeouts, problem)) return true;
  if (engine.state() == smtp::ClientState::kBody) {
    const auto body = [&] { return source.next(); };
    if (!smtp::send_body(engine, channel, timeouts, body, problem)) return true;
  }
  if (engine.state() == smtp::ClientState::kReady) {
    std::string ignored;
    engine.quit();
    smtp::converse(engine, channel, timeouts, ignored);
  }
  return true;
}

}  // namespace

AgentResult deliver_to_program(const AgentRequest& request, int body_fd) {
  // A program that stops reading must be seen as an error of write, not end this process.
  ::signal(SIGPIPE, SIG_IGN);
  const auto deadline = Clock::now() + std::chrono::seconds(request.timeout_seconds);
  auto program = ChildProgram::start(request, false);
  if (!program) return refused(ExitCode::kSystemError, program.error().message);
  MessageSource source(request, body_fd);
  Feeder feeder(*program, source);
  if (auto fed = feeder.run(deadline); !fed) {
    return refused(ExitCode::kTemporaryFailure, fed.error().message);
  }
  AgentResult result;
  result.exit_code = program->wait(deadline);
  result.output = feeder.take_output();
  if (result.exit_code < 0) {
    result.exit_code = base::to_int(ExitCode::kTemporaryFailure);
    result.message = "program " + request.path + " took too long";
  }
  return result;
}

AgentResult deliver_to_lmtp_program(const AgentRequest& request, int body_fd) {
  ::signal(SIGPIPE, SIG_IGN);
  const auto deadline = Clock::now() + std::chrono::seconds(request.timeout_seconds);
  auto program = ChildProgram::start(request, true);
  if (!program) return refused(ExitCode::kSystemError, program.error().message);
  MessageSource source(request, body_fd, true);
  PipeChannel channel(*program);
  smtp::ClientSettings settings;
  settings.is_lmtp = true;
  if (!request.greeting_name.empty()) settings.name = request.greeting_name;
  smtp::ClientEngine engine(settings);
  std::string problem;
  AgentResult result;
  if (!speak_lmtp(engine, channel, request, source, problem)) {
    return refused(ExitCode::kTemporaryFailure, problem);
  }
  for (const smtp::RecipientOutcome& outcome : engine.outcomes()) {
    const bool has_reply = outcome.reply.code != 0;
    result.replies.push_back(has_reply ? outcome.reply.one_line() : "451 4.4.2 " + problem);
    if (!has_reply || outcome.reply.is_positive()) continue;
    if (!outcome.command.empty()) result.transcript.push_back(">>> " + outcome.command);
    result.transcript.push_back("<<< " + outcome.reply.one_line());
  }
  program->close_input();
  (void)program->wait(deadline);
  return result;
}

}  // namespace sendwright::delivery
