// Which hosts to try for a destination, in order: MX records, bracketed hosts, lists of hosts, and
// what to say if there is none (RFC 5321 section 5.1, RFC 7505).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/waiter.hh"
#include "dns/host_lookup.hh"
#include "dns/resolver.hh"
#include "rules/hooks.hh"

namespace sendwright::smtp {

struct MailHostRules {
  dns::Resolver* resolver = nullptr;  // nullptr: no DNS, hence no MX
  std::function<bool(std::string_view host)> is_own_host;  // class w
  bool tries_null_mx_list = false;    // TryNullMXList
  bool looks_up_mx = true;            // not flag 0
  std::string fallback_mx_host;       // FallbackMXhost, appended to all lists
  std::string fallback_smart_host;    // FallbackSmartHost, if there is nothing else
};

// One host to try. `name` is as logs show it: `mx.example.com.`, `[192.0.2.1]`.
struct MailHost {
  std::string name;
  std::string lookup_name;  // what addresses are asked for; an address literal without brackets
};

struct MailHosts {
  std::vector<MailHost> hosts;
  rules::ReplyError error;  // why there are none
  bool is_secure = false;   // the MX answer was validated by DNSSEC
};

// `destination` is $h after `TCP`: a domain, `[host]`, `[address]`, or several with `:` or `,`
// between them. Equal preferences come in random order.
[[nodiscard]] MailHosts find_mail_hosts(std::string_view destination, const MailHostRules& rules,
                                        base::Waiter& waiter);

// The parts of a host list: colons and commas inside brackets do not separate.
[[nodiscard]] std::vector<std::string> split_host_list(std::string_view destination);

}  // namespace sendwright::smtp
