// The engine's frame: octets to lines and message text, events, the beginning and end of sessions and
// transactions. The commands are in engine_commands.cc.
#include "smtp/server/engine.hh"

#include <utility>

#include "address/prescan.hh"
#include "base/strings.hh"

namespace sendwright::smtp::server {
namespace {

// Buffers larger than this are given back while a session waits.
constexpr size_t kIdleBufferOctets = 2048;

void release_if_large(std::string& buffer) {
  if (buffer.empty() && buffer.capacity() > kIdleBufferOctets) std::string().swap(buffer);
}

}  // namespace

Engine::Engine(EngineSettings settings, Features features)
    : settings_(std::move(settings)), features_(std::move(features)), last_command_("startup") {}

void Engine::greet(std::string_view text) {
  Reply greeting;
  greeting.code = 220;
  for (const std::string_view line : base::split(text, '\n')) greeting.lines.emplace_back(base::trim(line));
  std::string& first = greeting.lines.front();
  const size_t blank = first.find(' ');
  first.insert(blank == std::string::npos ? first.size() : blank, " ESMTP");
  put(greeting);
}

void Engine::greet_refused() {
  put({554, "", settings_.host + " ESMTP not accepting messages"});
  rejection_ = Rejection::kEverything;
}

void Engine::reject_commands(Reply reply) {
  rejection_ = Rejection::kCommands;
  rejection_reply_ = std::move(reply);
}

void Engine::close_with(const Reply& reply) {
  put(reply);
  close();
}

void Engine::close(bool is_quit) {
  end_transaction();
  mode_ = Mode::kClosed;
  emit(CloseEvent{is_quit});
}

void Engine::feed(std::string_view octets) {
  if (position_ > 0) {
    input_.erase(0, position_);
    position_ = 0;
  }
  input_ += octets;
}

std::string Engine::take_output() { return std::exchange(output_, {}); }

Event Engine::next_queued() {
  Event event = std::move(events_[next_event_++]);
  if (next_event_ == events_.size()) {
    events_.clear();
    next_event_ = 0;
  }
  return event;
}

Event Engine::next() {
  while (true) {
    if (next_event_ < events_.size()) return next_queued();
    if (mode_ == Mode::kClosed) return CloseEvent{};
    if (mode_ == Mode::kData) return read_body();
    const bool is_auth = mode_ == Mode::kAuth;
    const auto line = take_line(is_auth ? kMaxAuthLineOctets : kMaxCommandOctets);
    if (line && is_auth) {
      auth_line(*line);
    } else if (line) {
      execute(*line);
    } else if (events_.empty()) {
      release_if_large(input_);
      release_if_large(body_);
      return NeedInput{};
    }
  }
}

std::optional<std::string_view> Engine::take_line(size_t limit) {
  const std::string_view rest = std::string_view(input_).substr(position_);
  const size_t end = rest.find('\n');
  const size_t length = end == std::string_view::npos ? rest.size() : end;
  if (length > limit + 1) {
    emit(LogEvent{5, settings_.peer + ": possible SMTP attack: command line too long"});
    close_with({421, "4.7.0",
                settings_.host + " Command too long, possible attack " + settings_.peer});
    return std::nullopt;
  }
  if (end == std::string_view::npos) {
    if (position_ > 0) {
      input_.erase(0, position_);
      position_ = 0;
    }
    return std::nullopt;
  }
  position_ += end + 1;
  std::string_view line = rest.substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Event Engine::read_body() {
  body_.clear();
  position_ += data_->read(std::string_view(input_).substr(position_), body_);
  switch (data_->state()) {
    case DataReader::State::kMore:
      if (!body_.empty()) return BodyEvent{body_};
      release_if_large(body_);
      return NeedInput{};
    case DataReader::State::kEnd:
      mode_ = Mode::kCommand;
      emit(BodyEndEvent{data_->has_nul()});
      data_.reset();
      return body_.empty() ? next_queued() : Event(BodyEvent{body_});
    case DataReader::State::kBareCr:
      close_with({421, "4.5.0", "Bare carriage return (CR) not allowed"});
      return next_queued();
    case DataReader::State::kBareLf:
      close_with({421, "4.5.0", "Bare linefeed (LF) not allowed"});
      return next_queued();
  }
  return NeedInput{};
}

void Engine::end_transaction() {
  if (has_mail_ || mode_ == Mode::kData) emit(ResetEvent{});
  if (mode_ == Mode::kAuth) emit(AuthAbortEvent{});
  mode_ = Mode::kCommand;
  data_.reset();
  has_mail_ = false;
  accepted_recipients_ = 0;
  bad_recipients_ = 0;
}

void Engine::answer(const Reply& reply) {
  put(reply);
  pending_hello_ = Hello::kNone;
  if (mode_ == Mode::kAuth) mode_ = Mode::kCommand;
  if (reply.code == 535) count_abuse(failed_auth_, kMaxFailedAuth, "AUTH");
  if (reply.closes_connection()) close();
}

void Engine::accept_hello(bool has_early_input) {
  const bool is_checked = features_.checks_early_input && rejection_ != Rejection::kCommands;
  if (has_early_input && is_checked) {
    emit(LogEvent{6, std::string("rejecting server ") +
                         (pending_hello_ == Hello::kEhlo ? "EHLO" : "HELO") + " from " +
                         settings_.peer + " due to traffic before response"});
    rejection_ = Rejection::kEverything;
    answer({554, "5.5.0", "SMTP protocol error"});
    return;
  }
  hello_ = std::exchange(pending_hello_, Hello::kNone);
  std::string text = settings_.host + " Hello " + settings_.peer + ", pleased to meet you";
  if (hello_ == Hello::kEhlo) {
    put_ehlo_keywords(std::move(text));
  } else {
    put({250, "", std::move(text)});
  }
}

void Engine::put_ehlo_keywords(std::string first_line) {
  const Features& f = features_;
  Reply reply;
  reply.code = 250;
  reply.lines.push_back(std::move(first_line));
  const auto add = [&](bool is_shown, std::string keyword) {
    if (is_shown) reply.lines.push_back(std::move(keyword));
  };
  add(true, "ENHANCEDSTATUSCODES");
  if (rejection_ == Rejection::kNone) {
    const long size = f.parameters.max_message_size;
    const long by = f.parameters.deliver_by_minimum;
    add(f.has_pipelining, "PIPELINING");
    add(f.has_expn, "EXPN");
    add(f.has_verb, "VERB");
    add(f.has_8bitmime, "8BITMIME");
    add(true, size > 0 ? "SIZE " + std::to_string(size) : "SIZE");
    add(f.has_dsn && f.lists_dsn, "DSN");
    add(f.has_etrn, "ETRN");
    add(f.has_auth && !f.auth_mechanisms.empty(), "AUTH " + f.auth_mechanisms);
    add(f.has_starttls && f.is_starttls_ready && !is_tls_, "STARTTLS");
    add(by >= 0, by > 0 ? "DELIVERBY " + std::to_string(by) : "DELIVERBY");
    add(true, "HELP");
  }
  put(reply);
}

void Engine::accept_mail(const std::string& address) {
  has_mail_ = true;
  put({250, "2.1.0", address::shortened(address) + "... Sender ok"});
}

void Engine::accept_recipient(const std::string& address, std::string_view text) {
  ++accepted_recipients_;
  put({250, "2.1.5", address::shortened(address) + "... " + std::string(text)});
}

void Engine::refuse_recipient(const Reply& reply) {
  ++bad_recipients_;
  answer(reply);
}

void Engine::accept_data(bool has_early_input) {
  if (has_early_input && features_.checks_early_input) {
    emit(LogEvent{6, "rejecting DATA from " + settings_.peer + " due to traffic before response"});
    close_with({554, "5.5.0", "SMTP protocol error"});
    return;
  }
  put({354, "", "End data with <CR><LF>.<CR><LF>"});
  data_.emplace(features_.data);
  mode_ = Mode::kData;
}

void Engine::end_message(const Reply& reply) {
  put(reply);
  has_mail_ = false;
  accepted_recipients_ = 0;
  bad_recipients_ = 0;
  if (reply.closes_connection()) close();
}

void Engine::accept_starttls() { put({220, "2.0.0", "Ready to start TLS"}); }

void Engine::restart_after_tls() {
  input_.clear();
  position_ = 0;
  hello_ = Hello::kNone;
  is_tls_ = true;
  is_authenticated_ = false;
  end_transaction();
}

}  // namespace sendwright::smtp::server
