// POP3 after login (the TRANSACTION state of RFC 1939) without input or output.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "retrieval/mailbox_store.hh"
#include "retrieval/pop3/command.hh"

namespace sendwright::retrieval::pop3 {

struct SessionRequest {
  enum class Kind {
    kSend,    // message `index`, as RETR or TOP wants it, through begin_message() and so on
    kUpdate,  // QUIT: remove what is marked(), then updated()
    kEnd,     // send what there is and close
  };
  Kind kind = Kind::kEnd;
  std::size_t index = 0;
};

class SessionEngine {
 public:
  // `messages` must stay as they are while the engine lives.
  explicit SessionEngine(const std::vector<MessageInfo>& messages);

  void feed(std::string_view octets) { lines_.feed(octets); }
  // What is to be done next; nullopt: send take_output() and read on.
  [[nodiscard]] std::optional<SessionRequest> next();
  [[nodiscard]] std::string take_output();

  // kSend: the message's octets with CR LF line ends; dots are doubled here. False from
  // add_message() means that TOP wants no more.
  void begin_message();
  bool add_message(std::string_view octets);
  void end_message();
  void message_failed(std::string_view reason);  // instead of begin_message()

  // Indexes of the messages to remove.
  [[nodiscard]] std::vector<std::size_t> marked() const;
  void updated(bool is_complete);

 private:
  std::optional<SessionRequest> handle(const Command& command);
  std::optional<SessionRequest> retrieve(const Command& command);
  std::optional<SessionRequest> top(const Command& command);
  void stat();
  void list(const Command& command, bool lists_ids);
  void remove(const Command& command);
  void list_capabilities();
  std::optional<std::size_t> find(std::string_view word);
  void reply(std::string_view text);
  void error(std::string_view text);

  const std::vector<MessageInfo>& messages_;
  std::vector<bool> is_marked_;
  LineReader lines_;
  std::string output_;
  std::optional<std::size_t> lines_wanted_;  // TOP's count of body lines, going down
  bool is_in_header_ = true;
  bool is_line_start_ = true;
  bool is_line_empty_ = true;  // nothing but CR so far
  bool is_over_ = false;
  int bad_commands_ = 0;
};

}  // namespace sendwright::retrieval::pop3
