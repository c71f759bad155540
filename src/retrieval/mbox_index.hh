// Where the messages of an mbox file are. A message begins behind a line "From ..." that stands at
// the start of the file or after an empty line, and ends before the empty line in front of the next.
//
// The scanner takes the file in pieces; the index can be kept in a file as a cache, which is only
// believed if the mailbox has exactly the size and time that it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "retrieval/content_hash.hh"
#include "retrieval/mailbox_store.hh"

namespace sendwright::retrieval {

struct MboxMessage {
  long from_offset = 0;  // of its From_ line
  long offset = 0;       // of its header
  long size = 0;         // as in the file
  long end = 0;          // of what goes away with it: the next From_ line or the end of the file
  MessageInfo info;
};

// Finds messages while the file goes by.
class MboxScanner {
 public:
  void feed(std::string_view octets);
  // The whole file has been fed. False if it does not begin like an mbox.
  [[nodiscard]] bool finish(std::vector<MboxMessage>& messages);

 private:
  void take_line(std::string_view line);
  void end_message(long end);

  std::vector<MboxMessage> messages_;
  std::string partial_;      // the beginning of a line whose end is still to come
  ContentHash hash_;
  long position_ = 0;
  std::size_t added_ = 0;
  std::size_t blank_added_ = 0;
  long last_line_start_ = 0;  // of the last empty line
  long header_end_ = 0;       // of the empty line behind the header
  bool is_after_empty_line_ = true;
  bool is_in_header_ = false;
  bool is_status_field_ = false;
  bool has_unfinished_line_ = false;
  bool is_mbox_ = true;
};

// The state of a mailbox file that an index is about.
struct MboxStamp {
  std::uint64_t inode = 0;
  long size = 0;
  long seconds = 0;
  long nanoseconds = 0;
  bool operator==(const MboxStamp&) const = default;
};

[[nodiscard]] std::string encode_index(const MboxStamp& stamp,
                                       const std::vector<MboxMessage>& messages);
// nullopt if the text is damaged, or about another state of the file.
[[nodiscard]] std::optional<std::vector<MboxMessage>> decode_index(std::string_view text,
                                                                   const MboxStamp& stamp);

}  // namespace sendwright::retrieval
