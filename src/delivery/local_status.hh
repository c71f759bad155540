// What an agent's result means for a recipient: exit codes as programs have them (mailers.md 5.3).
#pragma once

#include <string_view>

#include "config/mailer.hh"
#include "delivery/agent.hh"
#include "queue/transport.hh"

namespace sendwright::delivery {

// `address` is the recipient as the transcript names it.
[[nodiscard]] queue::RecipientStatus status_of_agent(const base::Result<AgentResult>& result,
                                                     const config::Mailer& mailer,
                                                     std::string_view address);

}  // namespace sendwright::delivery
