// A user's mailbox as retrieval protocols see it: an ordered list of messages that does not change
// while a session looks at it. Behind it stands an mbox file or a Maildir.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hh"

namespace sendwright::retrieval {

struct MessageInfo {
  std::size_t size_octets = 0;  // with CR LF line ends
  std::string unique_id;        // 1 to 70 octets from 0x21 to 0x7e; the same in every session
};

// A message's octets in pieces, lines ending in CR LF.
class MessageReader {
 public:
  virtual ~MessageReader() = default;
  // Empty at the end.
  [[nodiscard]] virtual base::Result<std::string> next() = 0;
};

// One session's view. All calls block. Messages that are delivered meanwhile are not seen, and stay.
class MailboxStore {
 public:
  virtual ~MailboxStore() = default;

  [[nodiscard]] virtual const std::vector<MessageInfo>& messages() const = 0;
  // `index` counts from 0. The reader must not outlive the store.
  [[nodiscard]] virtual base::Result<std::unique_ptr<MessageReader>> open(std::size_t index) = 0;
  // Removes these messages for good, all or (on an error) as many as could be removed whole.
  [[nodiscard]] virtual base::Result<void> remove(const std::vector<std::size_t>& indexes) = 0;
};

// Opens the mailbox at `path`: with a slash at its end a Maildir, else an mbox file. One that does not
// exist is empty. Waits for a delivery under way.
[[nodiscard]] base::Result<std::unique_ptr<MailboxStore>> open_mailbox(const std::string& path);
[[nodiscard]] base::Result<std::unique_ptr<MailboxStore>> open_mbox(const std::string& path);
[[nodiscard]] base::Result<std::unique_ptr<MailboxStore>> open_maildir(const std::string& path);

}  // namespace sendwright::retrieval
