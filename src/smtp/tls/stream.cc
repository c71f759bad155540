#include "smtp/tls/stream.hh"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sendwright::smtp::tls {
namespace {

using std::chrono::milliseconds;

std::unexpected<StreamError> failed(StreamFailure kind, std::string reason) {
  return std::unexpected(StreamError{kind, std::move(reason)});
}

std::unexpected<StreamError> system_failure(int error_number) {
  const bool is_closed = error_number == ECONNRESET || error_number == EPIPE;
  return failed(is_closed ? StreamFailure::kClosed : StreamFailure::kError,
                std::strerror(error_number));
}

bool would_block(int error_number) {
  return error_number == EAGAIN || error_number == EWOULDBLOCK;
}

bool is_socket(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

}  // namespace

Stream::Stream(base::UniqueFd socket, base::Waiter& waiter)
    : input_(std::move(socket)),
      is_socket_(is_socket(input_.get())),
      ssl_(nullptr, SSL_free),
      prepared_(nullptr, SSL_free),
      readiness_(make_readiness_waiter(waiter)) {
  ::fcntl(input_.get(), F_SETFL, ::fcntl(input_.get(), F_GETFL) | O_NONBLOCK);
}

Stream::Stream(base::UniqueFd input, base::UniqueFd output, base::Waiter& waiter)
    : input_(std::move(input)),
      output_(std::move(output)),
      ssl_(nullptr, SSL_free),
      prepared_(nullptr, SSL_free),
      readiness_(make_readiness_waiter(waiter)) {}

Stream::~Stream() { readiness_.reset(); }

StreamResult<void> Stream::wait(int fd, Direction direction, milliseconds timeout) {
  switch (readiness_->wait(fd, direction, timeout)) {
    case Readiness::kReady:
      return {};
    case Readiness::kTimeout:
      return failed(StreamFailure::kTimeout, "timeout");
    case Readiness::kFailed:
      break;
  }
  return failed(StreamFailure::kError, "descriptor cannot be waited for");
}

bool Stream::has_input() {
  if (!input_) return true;
  if (ssl_ && SSL_has_pending(ssl_.get()) == 1) return true;
  pollfd request{input_.get(), POLLIN, 0};
  return ::poll(&request, 1, 0) > 0;
}

StreamResult<void> Stream::wait_readable(milliseconds timeout) {
  if (!input_) return failed(StreamFailure::kClosed, "closed");
  if (ssl_ && SSL_has_pending(ssl_.get()) == 1) return {};
  return wait(input_.get(), Direction::kRead, timeout);
}

StreamResult<size_t> Stream::read_some(std::span<char> buffer, milliseconds timeout) {
  if (!input_) return failed(StreamFailure::kClosed, "closed");
  return ssl_ ? read_tls(buffer, timeout) : read_plain(buffer, timeout);
}

StreamResult<size_t> Stream::read_plain(std::span<char> buffer, milliseconds timeout) {
  // Only a socket of ours is non-blocking: others are asked for readiness first.
  bool is_ready = is_socket_;
  while (true) {
    if (!is_ready) {
      if (auto waited = wait(input_.get(), Direction::kRead, timeout); !waited) {
        return std::unexpected(waited.error());
      }
    }
    const ssize_t size = ::read(input_.get(), buffer.data(), buffer.size());
    if (size > 0) return static_cast<size_t>(size);
    if (size == 0) return failed(StreamFailure::kClosed, "end of input");
    if (errno != EINTR && !would_block(errno)) return system_failure(errno);
    is_ready = errno == EINTR && is_socket_;
  }
}

StreamResult<size_t> Stream::read_tls(std::span<char> buffer, milliseconds timeout) {
  while (true) {
    ERR_clear_error();
    size_t size = 0;
    const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &size);
    if (result == 1) return size;
    if (auto waited = wait_for_tls(result, timeout); !waited) return std::unexpected(waited.error());
  }
}

StreamResult<void> Stream::wait_for_tls(int result, milliseconds timeout) {
  const int system_error = errno;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return wait(input_.get(), Direction::kRead, timeout);
    case SSL_ERROR_WANT_WRITE:
      return wait(output_fd(), Direction::kWrite, timeout);
    case SSL_ERROR_ZERO_RETURN:
      return failed(StreamFailure::kClosed, "end of input");
    case SSL_ERROR_SYSCALL:
      if (system_error == 0) return failed(StreamFailure::kClosed, "end of input");
      return system_failure(system_error);
    default:
      return failed(StreamFailure::kError, last_error());
  }
}

StreamResult<size_t> Stream::write_some(std::string_view octets, milliseconds timeout) {
  while (true) {
    if (ssl_) {
      ERR_clear_error();
      size_t size = 0;
      const int result = SSL_write_ex(ssl_.get(), octets.data(), octets.size(), &size);
      if (result == 1) return size;
      if (auto waited = wait_for_tls(result, timeout); !waited) {
        return std::unexpected(waited.error());
      }
      continue;
    }
    const ssize_t size = is_socket_
                             ? ::send(output_fd(), octets.data(), octets.size(), MSG_NOSIGNAL)
                             : ::write(output_fd(), octets.data(), octets.size());
    if (size >= 0) return static_cast<size_t>(size);
    if (errno == EINTR) continue;
    if (!would_block(errno)) return system_failure(errno);
    if (auto waited = wait(output_fd(), Direction::kWrite, timeout); !waited) {
      return std::unexpected(waited.error());
    }
  }
}

StreamResult<void> Stream::write_all(std::string_view octets, milliseconds timeout) {
  if (!input_) return failed(StreamFailure::kClosed, "closed");
  while (!octets.empty()) {
    const StreamResult<size_t> written = write_some(octets, timeout);
    if (!written) return std::unexpected(written.error());
    octets.remove_prefix(*written);
  }
  return {};
}

StreamResult<Facts> Stream::start_tls(const std::shared_ptr<const Context>& context,
                                      milliseconds timeout, const std::string& server_name) {
  if (auto prepared = prepare_tls(context, {}); !prepared) {
    return std::unexpected(prepared.error());
  }
  return shake_hands(timeout, server_name);
}

StreamResult<void> Stream::prepare_tls(const std::shared_ptr<const Context>& context,
                                       const SessionSettings& settings) {
  context_ = context;
  prepared_.reset(SSL_new(context->get()));
  SSL* const ssl = prepared_.get();
  if (ssl == nullptr || SSL_set_rfd(ssl, input_.get()) != 1 || SSL_set_wfd(ssl, output_fd()) != 1) {
    return failed(StreamFailure::kError, last_error());
  }
  if (const auto applied = apply_session_settings(ssl, context->role(), settings); !applied) {
    prepared_.reset();
    return failed(StreamFailure::kError, applied.error().message);
  }
  return {};
}

StreamResult<Facts> Stream::shake_hands(milliseconds timeout, const std::string& server_name) {
  if (!prepared_) return failed(StreamFailure::kError, "TLS was not prepared");
  ssl_ = std::move(prepared_);
  const bool is_server = context_->role() == Role::kServer;
  is_server ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
  if (!is_server && !server_name.empty()) SSL_set_tlsext_host_name(ssl_.get(), server_name.c_str());
  while (true) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) break;
    if (auto waited = wait_for_tls(result, timeout); !waited) {
      ssl_.reset();
      return std::unexpected(waited.error());
    }
  }
  return gather_facts(ssl_.get(), SSL_get_verify_mode(ssl_.get()) != SSL_VERIFY_NONE);
}

void Stream::close() {
  if (ssl_) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
    ssl_.reset();
  }
  readiness_->forget();
  input_.reset();
  output_.reset();
}

}  // namespace sendwright::smtp::tls
