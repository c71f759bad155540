// What is tried to find out whether strangers can relay: clients, senders and recipients. All
// names and addresses are reserved for documentation, or are made up; none is ever looked up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.hh"

namespace sendwright::rules::lint {

// A client as the server would know it.
struct ProbeClient {
  std::string what;     // for the finding: `203.0.113.77, without a name`
  std::string address;  // ${client_addr}
  std::string name;     // ${client_name}
  std::string ptr;      // ${client_ptr}
  std::string resolve;  // ${client_resolve}
  std::string hello;    // $s
};

struct ProbeSender {
  std::string what;
  std::string address;  // with angle brackets
};

struct ProbeRecipient {
  std::string form;     // `percent hack`
  std::string address;  // with angle brackets
  std::string target;   // the domain that is not ours
};

inline constexpr std::string_view kProbeDomain = "relay-probe.example";

// The classic client of open relay tests: 203.0.113.77, whose address leads to no name.
[[nodiscard]] ProbeClient nameless_client();
// That one, and others: with a name of their own in each of `top_domains`, with a name or greeting
// that is a forgery of ours, over IPv6.
[[nodiscard]] std::vector<ProbeClient> probe_clients(const config::Configuration& configuration);
// One client of each network that is so wide that it is nobody's (a /8, or a /16 of IPv6).
[[nodiscard]] std::vector<ProbeClient> wide_networks();

// A stranger's.
[[nodiscard]] ProbeSender foreign_sender();
// The null sender, and those that claim to be ours.
[[nodiscard]] std::vector<ProbeSender> probe_senders(const config::Configuration& configuration);

[[nodiscard]] ProbeRecipient plain_recipient(std::string_view target);
// Every way to write it that has opened a relay somewhere.
[[nodiscard]] std::vector<ProbeRecipient> probe_recipients(
    const config::Configuration& configuration);
// A name by which mail is for this host, for certain: $j if class w has it, else a member of w.
[[nodiscard]] std::string certain_own_name(const config::Configuration& configuration);
// Top-level domains, and what registries sell names under: the commonest, and those that class R or
// VirtHost holds as a whole.
[[nodiscard]] std::vector<std::string> top_domains(const config::Configuration& configuration);

}  // namespace sendwright::rules::lint
