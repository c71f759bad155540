#include "delivery/launcher.hh"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/environment.hh"
#include "base/log.hh"
#include "base/sysexits.hh"
#include "config/file_safety.hh"
#include "delivery/agent_codec.hh"
#include "delivery/agent_process.hh"
#include "delivery/tasks.hh"

namespace sendwright::delivery {
namespace {

// The longest file content that an agent hands over.
constexpr size_t kMaxAttachedOctets = size_t{64} << 20;

AgentResult temporary_result(std::string message) {
  AgentResult result;
  result.exit_code = base::to_int(base::ExitCode::kTemporaryFailure);
  result.message = std::move(message);
  return result;
}

base::UniqueFd memory_file(std::string_view content) {
  base::UniqueFd fd(::memfd_create("sendwright", MFD_CLOEXEC));
  if (!fd || !base::system_environment().write(fd.get(), content)) return {};
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

base::Result<void> send_result(int socket, int64_t id, const AgentResult& result) {
  base::UniqueFd attached;
  if (result.output.size() > kMaxOutputInPacket) {
    attached = memory_file(result.output);
    if (!attached) return base::temporary("no memory for an agent's output");
  }
  return base::send_packet(socket, encode_result(id, result), attached.get());
}

base::Result<NumberedResult> read_result(base::WirePacket packet) {
  if (packet.octets.empty()) return base::temporary("delivery agent died");
  auto numbered = decode_result(packet.octets);
  if (!numbered || !numbered->is_output_attached) return numbered;
  if (!packet.fd) return base::temporary("agent's output is missing");
  auto output = base::system_environment().read_all(packet.fd.get(), kMaxAttachedOctets);
  if (!output) return std::unexpected(output.error());
  numbered->result.output = std::move(*output);
  return numbered;
}

// The agent's process: keeps the body and the way back, and nothing else of what its parent had.
[[noreturn]] void be_agent(int64_t id, const AgentRequest& request, int body_fd, int socket) {
  const int safe_socket = ::fcntl(socket, F_DUPFD_CLOEXEC, 10);
  const int safe_body = body_fd >= 0 ? ::fcntl(body_fd, F_DUPFD_CLOEXEC, 10) : -1;
  ::dup2(safe_socket, 3);
  if (safe_body >= 0) ::dup2(safe_body, 4);
  ::syscall(SYS_close_range, safe_body >= 0 ? 5U : 4U, ~0U, 0U);
  ::fcntl(3, F_SETFD, FD_CLOEXEC);
  if (safe_body >= 0) ::fcntl(4, F_SETFD, FD_CLOEXEC);
  AgentResult result = temporary_result("delivery agent failed");
  try {
    result = run_agent(request, safe_body >= 0 ? 4 : -1);
  } catch (const std::exception& error) {
    result.message = error.what();
  }
  ::_exit(send_result(3, id, result) ? 0 : base::to_int(base::ExitCode::kSystemError));
}

base::Result<AgentResult> perform_here(const AgentRequest& request, int body_fd,
                                       base::Waiter& waiter) {
  AgentResult result;
  waiter.run_blocking(
      [&] { result = perform(request, body_fd, base::system_environment()); });
  return result;
}

base::Result<AgentResult> fork_and_wait(const AgentRequest& request, int body_fd) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return std::unexpected(base::system_error("create", "socket pair", errno));
  }
  base::UniqueFd here(ends[0]), there(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return std::unexpected(base::system_error("fork", "delivery agent", errno));
  if (pid == 0) be_agent(0, request, body_fd, there.get());
  there.reset();
  auto packet = base::receive_packet(here.get());
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (!packet) return std::unexpected(packet.error());
  auto numbered = read_result(std::move(*packet));
  if (!numbered) return std::unexpected(numbered.error());
  return std::move(numbered->result);
}

// A request that fits into a packet, and the file that goes with it. A header that is too long for a
// packet travels in front of the body, in a file of its own; the From_ line stays behind, since it
// alone must not be escaped.
struct Parcel {
  std::string packet;
  base::UniqueFd own_body;
};

base::Result<Parcel> pack(int64_t id, const AgentRequest& request, int body_fd) {
  Parcel parcel{encode_request(id, request), {}};
  if (parcel.packet.size() <= base::kMaxWirePacket) return parcel;
  AgentRequest slim = request;
  const bool has_from_line = request.prologue.starts_with("From ");
  const size_t cut = has_from_line ? request.prologue.find('\n') + 1 : 0;
  slim.prologue.resize(cut);
  parcel.packet = encode_request(id, slim);
  parcel.own_body = memory_file(std::string_view(request.prologue).substr(cut));
  if (parcel.packet.size() > base::kMaxWirePacket || !parcel.own_body) {
    return base::permanent("delivery request is too long");
  }
  std::string octets(65536, '\0');
  long offset = 0;
  ::lseek(parcel.own_body.get(), 0, SEEK_END);
  while (true) {
    const ssize_t count = ::pread(body_fd, octets.data(), octets.size(), offset);
    if (count < 0) return std::unexpected(base::system_error("read", "message body", errno));
    if (count == 0) return parcel;
    offset += count;
    const auto piece = std::string_view(octets).substr(0, static_cast<size_t>(count));
    if (auto written = base::system_environment().write(parcel.own_body.get(), piece); !written) {
      return std::unexpected(written.error());
    }
  }
}

}  // namespace

base::Result<AgentResult> ForkingLauncher::launch(const AgentRequest& request, int body_fd,
                                                  base::Waiter& waiter) {
  if (is_own_user(request)) return perform_here(request, body_fd, waiter);
  base::Result<AgentResult> result = AgentResult();
  waiter.run_blocking([&] { result = fork_and_wait(request, body_fd); });
  return result;
}

base::Result<AgentResult> FileReadingLauncher::launch(const AgentRequest& request, int body_fd,
                                                      base::Waiter& waiter) {
  if (request.task != AgentTask::kReadFile) return base::temporary("nothing is delivered from here");
  if (::geteuid() == 0) return as_user_.launch(request, body_fd, waiter);
  return perform_here(request, body_fd, waiter);
}

void AgentServer::serve_agent_request(base::WirePacket packet) {
  const auto numbered = decode_request(packet.octets);
  if (!numbered) {
    base::log(1, base::LogPriority::kError, {}, numbered.error().message);
    // Without an id there is nobody to answer; with one, the sender must not wait for ever.
    base::WireReader reader(packet.octets);
    const int64_t id = reader.number();
    if (reader.is_valid()) {
      (void)send_result(channel_, id, temporary_result(numbered.error().message));
    }
    return;
  }
  const pid_t pid = ::fork();
  if (pid == 0) be_agent(numbered->id, numbered->request, packet.fd.get(), channel_);
  if (pid > 0) {
    agents_[pid] = numbered->id;
    return;
  }
  const auto error = base::system_error("fork", "delivery agent", errno);
  (void)send_result(channel_, numbered->id, temporary_result(error.message));
}

bool AgentServer::reap(pid_t pid, int wait_status) {
  const auto agent = agents_.find(pid);
  if (agent == agents_.end()) return false;
  if (!WIFEXITED(wait_status) || WEXITSTATUS(wait_status) != 0) {
    (void)send_result(channel_, agent->second, temporary_result("delivery agent died"));
  }
  agents_.erase(agent);
  return true;
}

ChannelLauncher::ChannelLauncher(base::EventLoop& loop, base::UniqueFd channel)
    : channel_(loop.context, channel.release()) {
  wait_for_results();
}

ChannelLauncher::~ChannelLauncher() { fail_all("shutting down"); }

void ChannelLauncher::wait_for_results() {
  channel_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& error) {
                        if (error == boost::asio::error::operation_aborted) return;
                        take_results();
                      });
}

void ChannelLauncher::take_results() {
  auto packet = base::receive_packet(channel_.native_handle());
  if (!packet || packet->octets.empty()) {
    fail_all("the master process is gone");
    return;
  }
  auto numbered = read_result(std::move(*packet));
  if (numbered) {
    finish(numbered->id, std::move(numbered->result));
  } else {
    base::log(1, base::LogPriority::kError, {}, numbered.error().message);
  }
  wait_for_results();
}

void ChannelLauncher::finish(int64_t id, base::Result<AgentResult> answer) {
  std::shared_ptr<Pending> pending;
  {
    const std::lock_guard lock(mutex_);
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    pending = std::move(found->second);
    pending_.erase(found);
    pending->answer = std::move(answer);
    pending->is_answered = true;
  }
  if (pending->resume) pending->resume();
}

void ChannelLauncher::fail_all(const std::string& reason) {
  std::map<int64_t, std::shared_ptr<Pending>> orphans;
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    orphans.swap(pending_);
    for (auto& [id, pending] : orphans) {
      pending->answer = base::temporary(reason);
      pending->is_answered = true;
    }
  }
  for (auto& [id, pending] : orphans) {
    if (pending->resume) pending->resume();
  }
}

// Sends without waiting if the socket takes the packet now; false if it must be sent by a thread.
bool ChannelLauncher::try_to_send(const std::string& packet, int body_fd) {
  pollfd socket{channel_.native_handle(), POLLOUT, 0};
  int queued = 0;
  if (::poll(&socket, 1, 0) != 1 || (socket.revents & POLLOUT) == 0) return false;
  // Writable means that a part of the buffer is free: enough for small packets only.
  if (::ioctl(socket.fd, TIOCOUTQ, &queued) != 0 || queued > 0) return false;
  return base::send_packet(socket.fd, packet, body_fd).has_value();
}

// The event loop makes the channel non-blocking, so a full one is waited for here. One thread at a
// time: two would both see the room that one of them takes.
base::Result<void> ChannelLauncher::send_when_there_is_room(const std::string& packet, int body_fd) {
  const std::lock_guard lock(sending_);
  pollfd socket{channel_.native_handle(), POLLOUT, 0};
  while (::poll(&socket, 1, -1) < 0 && errno == EINTR) {
  }
  return base::send_packet(socket.fd, packet, body_fd);
}

base::Result<AgentResult> ChannelLauncher::launch(const AgentRequest& request, int body_fd,
                                                  base::Waiter& waiter) {
  if (is_own_user(request)) return perform_here(request, body_fd, waiter);
  const auto pending = std::make_shared<Pending>();
  int64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = ++last_id_;
  }
  auto parcel = pack(id, request, body_fd);
  if (!parcel) return std::unexpected(parcel.error());
  const int fd = parcel->own_body ? parcel->own_body.get() : body_fd;
  // The answer may come before this session waits for it: then there is nothing to wait for.
  {
    const std::lock_guard lock(mutex_);
    if (is_closed_) return base::temporary("the master process is gone");
    pending_[id] = pending;
  }
  if (!try_to_send(parcel->packet, fd)) {
    base::Result<void> sent;
    waiter.run_blocking([&] { sent = send_when_there_is_room(parcel->packet, fd); });
    // Whatever it was, mail waits: the master will be there again.
    if (!sent) finish(id, base::temporary(sent.error().message));
  }
  waiter.await([&](std::function<void()> resume) {
    bool is_answered = false;
    {
      const std::lock_guard lock(mutex_);
      is_answered = pending->is_answered;
      if (!is_answered) pending->resume = resume;
    }
    if (is_answered) resume();
  });
  return std::move(pending->answer);
}

AgentUserFileReader::AgentUserFileReader(AgentLauncher& launcher,
                                         const config::Options& options)
    : launcher_(launcher),
      forward_safety_(config::forward_file_safety(options)),
      include_safety_(config::include_file_safety(options)),
      timeout_seconds_(options.timeout_fileopen.count() > 0 ? options.timeout_fileopen.count()
                                                            : 3600) {}

routing::UserFile AgentUserFileReader::read(const std::string& path, routing::UserFileKind kind,
                                            const std::string& login, long uid, long gid,
                                            base::Waiter& waiter) {
  const bool is_list = kind == routing::UserFileKind::kInclude;
  AgentRequest request;
  request.task = AgentTask::kReadFile;
  request.path = path;
  request.login = login;
  request.uid = uid;
  request.gid = gid;
  request.read_safety = is_list ? include_safety_ : forward_safety_;
  request.accepts_any_owner = is_list;
  request.timeout_seconds = timeout_seconds_;
  const auto result = launcher_.launch(request, -1, waiter);
  routing::UserFile file;
  if (!result) {
    file.status = routing::UserFileStatus::kUnavailable;
    file.message = result.error().message;
    return file;
  }
  file.message = result->message;
  file.content = result->output;
  file.owner_uid = result->owner_uid;
  file.owner_gid = result->owner_gid;
  file.owner_login = result->owner_login;
  file.is_safe_for_programs = result->is_safe_for_programs;
  switch (static_cast<base::ExitCode>(result->exit_code)) {
    case base::ExitCode::kOk:
      file.status = routing::UserFileStatus::kRead;
      break;
    case base::ExitCode::kNoInput:
      file.status = routing::UserFileStatus::kMissing;
      break;
    case base::ExitCode::kNoPermission:
      file.status = routing::UserFileStatus::kUnsafe;
      break;
    default:
      file.status = routing::UserFileStatus::kUnavailable;
  }
  return file;
}

}  // namespace sendwright::delivery
