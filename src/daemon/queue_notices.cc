#include "daemon/queue_notices.hh"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "base/wire.hh"
#include "queue/queue_id.hh"

namespace sendwright::daemon {
namespace {

// Packet types, see docs/process-messages.md.
constexpr uint8_t kMessageAccepted = 1;
constexpr uint8_t kRunQueue = 2;
constexpr uint8_t kWorkerStarted = 3;
// A domain name and its framing fit.
constexpr size_t kMaxNotice = 512;

using Descriptor = boost::asio::posix::stream_descriptor;

}  // namespace

QueueNotices::QueueNotices(base::EventLoop& loop, base::UniqueFd channel)
    : channel_(loop.context, channel.release()) {
  channel_.non_blocking(true);
  send(base::WireWriter(kWorkerStarted).text("").packet());
}

void QueueNotices::message_accepted(const std::string& queue_id) {
  send(base::WireWriter(kMessageAccepted).text(queue_id).packet());
}

bool QueueNotices::start_queue(const std::string& node) {
  if (node.starts_with('#')) return false;
  send(base::WireWriter(kRunQueue).text(node).packet());
  return true;
}

void QueueNotices::send(std::string packet) {
  if (packet.size() > kMaxNotice) return;
  backlog_.push_back(std::move(packet));
  if (!is_waiting_) send_backlog();
}

void QueueNotices::send_backlog() {
  is_waiting_ = false;
  while (!backlog_.empty()) {
    const std::string& packet = backlog_.front();
    const ssize_t sent = ::send(channel_.native_handle(), packet.data(), packet.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)) {
      is_waiting_ = true;
      channel_.async_wait(Descriptor::wait_write, [this](const boost::system::error_code& error) {
        if (!error) send_backlog();
      });
      return;
    }
    // Without a queue manager the message waits on disk for the next one, which looks for it.
    backlog_.pop_front();
  }
}

QueueNoticeReader::QueueNoticeReader(base::EventLoop& loop, base::UniqueFd channel,
                                     QueueNoticeHandlers handlers)
    : channel_(loop.context, channel.release()), handlers_(std::move(handlers)) {
  channel_.non_blocking(true);
  wait();
}

void QueueNoticeReader::wait() {
  channel_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (!error && read()) wait();
  });
}

bool QueueNoticeReader::read() {
  std::array<char, kMaxNotice> buffer;
  while (true) {
    const ssize_t size = ::recv(channel_.native_handle(), buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    if (size == 0) return false;
    take({buffer.data(), static_cast<size_t>(size)});
  }
}

void QueueNoticeReader::take(std::string_view packet) {
  base::WireReader reader(packet);
  std::string text = reader.text();
  if (!reader.is_complete()) return;
  if (reader.type() == kMessageAccepted && queue::is_queue_id(text)) {
    handlers_.on_message(std::move(text));
  } else if (reader.type() == kRunQueue) {
    handlers_.on_run(text);
  } else if (reader.type() == kWorkerStarted) {
    handlers_.on_worker_start();
  }
}

}  // namespace sendwright::daemon
