// The resolver of the real world: libunbound, asking the servers of resolv.conf. Its context is made
// with the first question, so that no command pays for it that asks none.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "dns/resolver.hh"

namespace sendwright::dns {

struct ResolverSettings {
  std::string resolv_conf = "/etc/resolv.conf";
  std::vector<std::string> name_servers;  // ADDRESS or ADDRESS@PORT, instead of resolv_conf's
  std::chrono::milliseconds time_limit{10000};  // for one question, all attempts together
  bool uses_tcp = false;
  // With DS or DNSKEY records of the zones that are trusted: answers below them are validated, and
  // one that is forged is a temporary failure, as is every answer where the file cannot be read.
  // Empty: nothing is validated.
  std::string trust_anchor_file;
};

// The settings that Timeout.resolver.retrans and .retry describe (0: ten seconds in all).
[[nodiscard]] std::chrono::milliseconds time_limit_of(std::chrono::seconds retransmit,
                                                      long long attempts);

// Must be made and used in one process: not across fork.
[[nodiscard]] std::unique_ptr<Resolver> unbound_resolver(ResolverSettings settings);

}  // namespace sendwright::dns
