// How agents are run: by forking here (commands, the tests, the master itself) or by asking the
// master over a socket (the queue manager). What needs no other user than this process's own runs on
// a thread, without a process of its own.
#pragma once

#include <sys/types.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/coroutine.hh"
#include "base/wire.hh"
#include "config/options.hh"
#include "delivery/agent.hh"
#include "routing/user_files.hh"

namespace sendwright::delivery {

// Forks an agent for each request. Needs to be root to deliver as others.
class ForkingLauncher final : public AgentLauncher {
 public:
  base::Result<AgentResult> launch(const AgentRequest& request, int body_fd,
                                   base::Waiter& waiter) override;
};

// For those who only look where mail would go (VRFY, EXPN, -bv): reads files and delivers nothing. As
// the user that the request names where this process is root, else with the rights that it has: a
// file that it may not read is then refused, as no later time would change that.
class FileReadingLauncher final : public AgentLauncher {
 public:
  base::Result<AgentResult> launch(const AgentRequest& request, int body_fd,
                                   base::Waiter& waiter) override;

 private:
  ForkingLauncher as_user_;
};

// The master's side: one agent process for each packet from the queue manager. The agent sends its
// result straight to the channel; the master only speaks up for one that died. Single-threaded.
class AgentServer {
 public:
  // `channel` is the SOCK_SEQPACKET socket to the queue manager, owned by the caller.
  explicit AgentServer(int channel) : channel_(channel) {}

  // Starts an agent for a packet received from the channel (its fd is the message body). Returns at
  // once; a request that is refused is answered so.
  void serve_agent_request(base::WirePacket packet);
  // Told about each child that ended (wait status); true if it was an agent.
  bool reap(pid_t pid, int wait_status);
  [[nodiscard]] size_t running_agents() const { return agents_.size(); }

 private:
  int channel_;
  std::map<pid_t, int64_t> agents_;  // request id of each
};

// The queue manager's side: many requests at once over one channel. Its launch() may be called from
// coroutines of the loop and, with a waiter that blocks, from other threads.
class ChannelLauncher final : public AgentLauncher {
 public:
  ChannelLauncher(base::EventLoop& loop, base::UniqueFd channel);
  ~ChannelLauncher() override;
  base::Result<AgentResult> launch(const AgentRequest& request, int body_fd,
                                   base::Waiter& waiter) override;

 private:
  struct Pending {
    base::Result<AgentResult> answer = base::temporary("no answer from the master process");
    bool is_answered = false;
    std::function<void()> resume;  // set while somebody waits
  };

  void wait_for_results();
  void take_results();
  void finish(int64_t id, base::Result<AgentResult> answer);
  void fail_all(const std::string& reason);
  bool try_to_send(const std::string& packet, int body_fd);
  base::Result<void> send_when_there_is_room(const std::string& packet, int body_fd);

  boost::asio::posix::stream_descriptor channel_;
  std::mutex sending_;
  std::mutex mutex_;  // of what follows
  std::map<int64_t, std::shared_ptr<Pending>> pending_;
  int64_t last_id_ = 0;
  bool is_closed_ = false;
};

// Reads users' .forward and :include: files through agents.
class AgentUserFileReader final : public routing::UserFileReader {
 public:
  // Heeds DontBlameSendmail, TrustedUser and Timeout.fileopen.
  AgentUserFileReader(AgentLauncher& launcher, const config::Options& options);
  routing::UserFile read(const std::string& path, routing::UserFileKind kind,
                         const std::string& login, long uid, long gid,
                         base::Waiter& waiter) override;

 private:
  AgentLauncher& launcher_;
  const base::UserFileSafety forward_safety_, include_safety_;
  long timeout_seconds_;
};

}  // namespace sendwright::delivery
