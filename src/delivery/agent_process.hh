// The delivery agent as a process: becomes the user of the request, then does the task.
#pragma once

#include "base/result.hh"
#include "delivery/agent.hh"

namespace sendwright::delivery {

// Gives up what the request's user must not have. Called in a freshly forked child only: on an error
// the process must exit, since part of its rights may be gone.
[[nodiscard]] base::Result<void> become_user(const AgentRequest& request);

// The whole life of an agent after fork: become_user, then the task.
[[nodiscard]] AgentResult run_agent(const AgentRequest& request, int body_fd);

// Whether this process is the user of the request already and need not fork for it.
[[nodiscard]] bool is_own_user(const AgentRequest& request);

}  // namespace sendwright::delivery
