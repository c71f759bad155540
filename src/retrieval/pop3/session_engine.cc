#include "retrieval/pop3/session_engine.hh"

#include <utility>

#include "retrieval/pop3/limits.hh"

namespace sendwright::retrieval::pop3 {

SessionEngine::SessionEngine(const std::vector<MessageInfo>& messages)
    : messages_(messages), is_marked_(messages.size(), false) {
  reply("+OK " + std::to_string(messages.size()) + " messages");
}

std::string SessionEngine::take_output() { return std::exchange(output_, {}); }

void SessionEngine::reply(std::string_view text) {
  output_ += text;
  output_ += "\r\n";
}

void SessionEngine::error(std::string_view text) {
  reply("-ERR " + std::string(text));
  if (++bad_commands_ > kMaxBadCommands) is_over_ = true;
}

std::optional<SessionRequest> SessionEngine::next() {
  while (!is_over_) {
    const auto line = lines_.next(kMaxCommandOctets);
    if (!line) return std::nullopt;
    if (lines_.is_too_long()) {
      error("line too long");
      continue;
    }
    if (auto request = handle(parse_command(*line))) return request;
  }
  return SessionRequest{};
}

std::optional<SessionRequest> SessionEngine::handle(const Command& command) {
  const std::string& keyword = command.keyword;
  if (keyword == "QUIT") return SessionRequest{SessionRequest::Kind::kUpdate, 0};
  if (keyword == "RETR") return retrieve(command);
  if (keyword == "TOP") return top(command);
  if (keyword == "STAT") {
    stat();
  } else if (keyword == "LIST") {
    list(command, false);
  } else if (keyword == "UIDL") {
    list(command, true);
  } else if (keyword == "DELE") {
    remove(command);
  } else if (keyword == "NOOP") {
    reply("+OK");
  } else if (keyword == "RSET") {
    is_marked_.assign(is_marked_.size(), false);
    reply("+OK nothing is marked as deleted");
  } else if (keyword == "CAPA") {
    list_capabilities();
  } else {
    error("unknown command");
  }
  return std::nullopt;
}

// The index of a message number that exists and is not marked; says why not otherwise.
std::optional<std::size_t> SessionEngine::find(std::string_view word) {
  const auto number = parse_number(word);
  if (!number || *number == 0 || *number > messages_.size()) {
    error("no such message");
    return std::nullopt;
  }
  if (is_marked_[*number - 1]) {
    error("message is deleted");
    return std::nullopt;
  }
  return *number - 1;
}

void SessionEngine::stat() {
  std::size_t count = 0, octets = 0;
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    if (is_marked_[i]) continue;
    ++count;
    octets += messages_[i].size_octets;
  }
  reply("+OK " + std::to_string(count) + ' ' + std::to_string(octets));
}

void SessionEngine::list(const Command& command, bool lists_ids) {
  const auto line = [&](std::size_t index) {
    return std::to_string(index + 1) + ' ' +
           (lists_ids ? messages_[index].unique_id : std::to_string(messages_[index].size_octets));
  };
  const auto words = command.words();
  if (words.size() > 1) return error("one message number at most");
  if (words.size() == 1) {
    if (const auto index = find(words[0])) reply("+OK " + line(*index));
    return;
  }
  reply("+OK");
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    if (!is_marked_[i]) reply(line(i));
  }
  reply(".");
}

void SessionEngine::remove(const Command& command) {
  const auto words = command.words();
  if (words.size() != 1) return error("message number expected");
  const auto index = find(words[0]);
  if (!index) return;
  is_marked_[*index] = true;
  reply("+OK message " + std::to_string(*index + 1) + " is marked as deleted");
}

void SessionEngine::list_capabilities() {
  reply("+OK capabilities follow");
  for (const char* name : {"CAPA", "TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING",
                           "EXPIRE NEVER", "IMPLEMENTATION Sendwright", "."}) {
    reply(name);
  }
}

std::optional<SessionRequest> SessionEngine::retrieve(const Command& command) {
  const auto words = command.words();
  if (words.size() != 1) {
    error("message number expected");
    return std::nullopt;
  }
  const auto index = find(words[0]);
  if (!index) return std::nullopt;
  lines_wanted_.reset();
  return SessionRequest{SessionRequest::Kind::kSend, *index};
}

std::optional<SessionRequest> SessionEngine::top(const Command& command) {
  const auto words = command.words();
  const auto count = words.size() == 2 ? parse_number(words[1]) : std::nullopt;
  if (!count) {
    error("message number and count of lines expected");
    return std::nullopt;
  }
  const auto index = find(words[0]);
  if (!index) return std::nullopt;
  lines_wanted_ = *count;
  return SessionRequest{SessionRequest::Kind::kSend, *index};
}

void SessionEngine::begin_message() {
  reply("+OK message follows");
  is_in_header_ = is_line_start_ = is_line_empty_ = true;
}

bool SessionEngine::add_message(std::string_view octets) {
  for (const char c : octets) {
    if (is_line_start_) {
      if (!is_in_header_ && lines_wanted_ && *lines_wanted_ == 0) return false;
      if (!is_in_header_ && lines_wanted_) --*lines_wanted_;
      if (c == '.') output_ += '.';
      is_line_start_ = false;
      is_line_empty_ = true;
    }
    output_ += c;
    if (c == '\n') {
      if (is_line_empty_) is_in_header_ = false;
      is_line_start_ = true;
    } else if (c != '\r') {
      is_line_empty_ = false;
    }
  }
  return true;
}

void SessionEngine::end_message() {
  if (!is_line_start_) output_ += "\r\n";
  reply(".");
}

void SessionEngine::message_failed(std::string_view reason) {
  reply("-ERR [SYS/TEMP] " + std::string(reason));
}

std::vector<std::size_t> SessionEngine::marked() const {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < is_marked_.size(); ++i) {
    if (is_marked_[i]) indexes.push_back(i);
  }
  return indexes;
}

void SessionEngine::updated(bool is_complete) {
  reply(is_complete ? "+OK bye" : "-ERR [SYS/TEMP] some deleted messages were not removed");
  is_over_ = true;
}

}  // namespace sendwright::retrieval::pop3
