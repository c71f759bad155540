// A range of a file as message text: lines ending in "\n" go out with CR LF.
#pragma once

#include <cstddef>
#include <string>

#include "base/unique_fd.hh"
#include "retrieval/mailbox_store.hh"

namespace sendwright::retrieval {

class CrlfReader final : public MessageReader {
 public:
  // Reads `size` octets of `fd` from `offset`. `owned` is closed with the reader.
  CrlfReader(int fd, long offset, long size, base::UniqueFd owned = {})
      : owned_(std::move(owned)), fd_(fd), offset_(offset), rest_(size) {}

  base::Result<std::string> next() override;

 private:
  base::UniqueFd owned_;
  int fd_;
  long offset_;
  long rest_;
  bool last_was_cr_ = false;
  bool at_line_start_ = true;
  bool is_finished_ = false;
};

// What `text` gains by CR LF line ends; `last_was_cr` carries over from piece to piece.
[[nodiscard]] std::size_t added_octets(std::string_view text, bool& last_was_cr);

}  // namespace sendwright::retrieval
