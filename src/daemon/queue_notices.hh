// The workers tell the queue manager about each message they accepted, each queue run that a client
// asked for (ETRN), and that they started.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <functional>
#include <string>

#include "base/coroutine.hh"
#include "base/unique_fd.hh"
#include "smtp/server/ruleset_policy.hh"
#include "smtp/server/services.hh"

namespace sendwright::daemon {

// The worker's side. Never blocks: what the socket does not take at once is sent when it can.
// Used on the event loop only.
class QueueNotices final : public smtp::server::QueueNotifier,
                           public smtp::server::QueueStarter {
 public:
  QueueNotices(base::EventLoop& loop, base::UniqueFd channel);
  void message_accepted(const std::string& queue_id) override;
  // ETRN: a run for the messages to a node; there are no queue groups (`#name`).
  [[nodiscard]] bool start_queue(const std::string& node) override;

 private:
  void send(std::string packet);
  void send_backlog();

  boost::asio::posix::stream_descriptor channel_;
  std::deque<std::string> backlog_;
  bool is_waiting_ = false;
};

// What the queue manager does about them.
struct QueueNoticeHandlers {
  std::function<void(std::string queue_id)> on_message;
  std::function<void(const std::string& node)> on_run;
  // A worker started, perhaps in place of one that died before it could tell of a message.
  std::function<void()> on_worker_start;
};

// The queue manager's side: calls the handlers on the loop until the channel is closed. What makes no
// sense is dropped.
class QueueNoticeReader {
 public:
  QueueNoticeReader(base::EventLoop& loop, base::UniqueFd channel, QueueNoticeHandlers handlers);

 private:
  void wait();
  [[nodiscard]] bool read();
  void take(std::string_view packet);

  boost::asio::posix::stream_descriptor channel_;
  QueueNoticeHandlers handlers_;
};

}  // namespace sendwright::daemon
