#include "retrieval/pop3/session.hh"

#include <array>

#include "base/log.hh"
#include "retrieval/pop3/limits.hh"
#include "retrieval/pop3/session_engine.hh"
#include "smtp/tls/stream.hh"

namespace sendwright::retrieval::pop3 {
namespace {

using smtp::tls::Stream;

// Output is sent in pieces of about this size.
constexpr std::size_t kPieceOctets = 65536;

class Session {
 public:
  Session(SessionInput input, std::unique_ptr<MailboxStore> store, base::Waiter& waiter)
      : user_(std::move(input.user)),
        store_(std::move(store)),
        waiter_(waiter),
        stream_(std::move(input.socket), waiter),
        engine_(store_->messages()) {
    engine_.feed(input.pending_octets);
  }

  void run() {
    while (true) {
      const auto request = engine_.next();
      if (!request) {
        if (!flush() || !read()) return;
        continue;
      }
      switch (request->kind) {
        case SessionRequest::Kind::kSend:
          if (!send(request->index)) return;
          break;
        case SessionRequest::Kind::kUpdate:
          update();
          break;
        case SessionRequest::Kind::kEnd:
          (void)flush();
          stream_.close();
          return;
      }
    }
  }

 private:
  bool flush() {
    const std::string output = engine_.take_output();
    return output.empty() || stream_.write_all(output, kWriteLimit).has_value();
  }

  bool read() {
    if (!stream_.wait_readable(kSessionIdle)) return false;
    std::array<char, 4096> buffer{};
    const auto count = stream_.read_some(buffer, kSessionIdle);
    if (!count) return false;
    engine_.feed(std::string_view(buffer.data(), *count));
    return true;
  }

  // False if the client is gone, or the message ended half way: then only closing tells the client.
  bool send(std::size_t index) {
    base::Result<std::unique_ptr<MessageReader>> reader = std::unique_ptr<MessageReader>();
    waiter_.run_blocking([&] { reader = store_->open(index); });
    if (!reader) {
      engine_.message_failed(reader.error().message);
      return true;
    }
    engine_.begin_message();
    std::size_t pending = 0;
    while (true) {
      base::Result<std::string> piece = std::string();
      waiter_.run_blocking([&] { piece = (*reader)->next(); });
      if (!piece) {
        base::log(2, base::LogPriority::kError, {}, "POP3: " + user_ + ": " + piece.error().message);
        return false;
      }
      if (piece->empty() || !engine_.add_message(*piece)) break;
      pending += piece->size();
      if (pending >= kPieceOctets) {
        pending = 0;
        if (!flush()) return false;
      }
    }
    engine_.end_message();
    return true;
  }

  void update() {
    const auto marked = engine_.marked();
    base::Result<void> removed;
    waiter_.run_blocking([&] { removed = store_->remove(marked); });
    if (!removed) {
      base::log(2, base::LogPriority::kError, {}, "POP3: " + user_ + ": " + removed.error().message);
    }
    base::log(9, base::LogPriority::kInfo, {},
              "POP3: user=" + user_ + ", messages=" + std::to_string(store_->messages().size()) +
                  ", deleted=" + std::to_string(removed ? marked.size() : 0));
    engine_.updated(removed.has_value());
  }

  std::string user_;
  std::unique_ptr<MailboxStore> store_;
  base::Waiter& waiter_;
  Stream stream_;
  SessionEngine engine_;
};

void refuse(base::UniqueFd socket, const base::Error& error, base::Waiter& waiter) {
  Stream stream(std::move(socket), waiter);
  const std::string code = error.is_temporary() ? "[IN-USE] " : "[SYS/PERM] ";
  (void)stream.write_all("-ERR " + code + "the mailbox cannot be opened\r\n", kWriteLimit);
  stream.close();
}

}  // namespace

void serve_session(SessionInput input, const std::string& mailbox_path, base::Waiter& waiter) {
  base::Result<std::unique_ptr<MailboxStore>> store = std::unique_ptr<MailboxStore>();
  waiter.run_blocking([&] { store = open_mailbox(mailbox_path); });
  if (!store) {
    base::log(2, base::LogPriority::kError, {},
              "POP3: user=" + input.user + ": " + store.error().message);
    refuse(std::move(input.socket), store.error(), waiter);
    return;
  }
  Session(std::move(input), std::move(*store), waiter).run();
}

}  // namespace sendwright::retrieval::pop3
