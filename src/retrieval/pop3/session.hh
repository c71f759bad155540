// A POP3 session of one user: runs with that user's rights, in a process of its own, on a socket that
// the login process has handed over.
#pragma once

#include <string>

#include "base/unique_fd.hh"
#include "base/waiter.hh"
#include "retrieval/mailbox_store.hh"

namespace sendwright::retrieval::pop3 {

struct SessionInput {
  base::UniqueFd socket;
  std::string user;            // for the log
  std::string pending_octets;  // what the client has sent behind its login
};

// Opens the mailbox at `mailbox_path` (see open_mailbox) and serves the client to the end. Says why
// if the mailbox cannot be opened.
void serve_session(SessionInput input, const std::string& mailbox_path, base::Waiter& waiter);

}  // namespace sendwright::retrieval::pop3
