// What delivery agents do, one function a task, once they are the user they should be. They block,
// and may run in a forked process or on a thread of one that is that user already.
#pragma once

#include "base/environment.hh"
#include "delivery/agent.hh"

namespace sendwright::delivery {

// Appends to an mbox file under its lock; nothing of the message stays if not all of it could be
// written. Creates the mailbox with `file_mode`.
[[nodiscard]] AgentResult deliver_to_mailbox(const AgentRequest& request, int body_fd,
                                             base::Environment& environment);
// Puts a file into the Maildir `path`, creating its folders if there are none.
[[nodiscard]] AgentResult deliver_to_maildir(const AgentRequest& request, int body_fd,
                                             base::Environment& environment);
// Appends to a file that an alias or .forward named: no executable file, no link, no new directory.
// /dev/null takes everything.
[[nodiscard]] AgentResult append_to_file(const AgentRequest& request, int body_fd,
                                         base::Environment& environment);
// Runs a program with the message on its standard input.
[[nodiscard]] AgentResult deliver_to_program(const AgentRequest& request, int body_fd);
// Speaks LMTP over a program's standard input and output.
[[nodiscard]] AgentResult deliver_to_lmtp_program(const AgentRequest& request, int body_fd);
// Reads a .forward or :include: file if it is safe to believe it.
[[nodiscard]] AgentResult read_user_file(const AgentRequest& request);

// The task that the request names.
[[nodiscard]] AgentResult perform(const AgentRequest& request, int body_fd,
                                  base::Environment& environment);

}  // namespace sendwright::delivery
