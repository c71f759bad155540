// Hosts by name and address, from the hosts file and the DNS in the order the service switch says.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_safety.hh"
#include "base/waiter.hh"
#include "dns/hosts_file.hh"
#include "dns/resolver.hh"

namespace sendwright::dns {

enum class Service : char { kFiles, kDns };

struct HostLookupSettings {
  std::string hosts_file = "/etc/hosts";                      // option HostsFile
  std::string service_switch_file = "/etc/mail/service.switch";  // option ServiceSwitchFile
  base::FileSafety service_switch_safety = base::kAnyPlainFile;  // what of that file is trusted
  std::string local_domain;         // $m: completes a name of the hosts file that has no dot
  // Completes names that the DNS does not know as they are (ResolverOptions dnsrch, defnames).
  std::vector<std::string> search_domains;
  bool has_wildcard_mx = false;     // ResolverOptions=HasWildcardMX: MX records prove no name
  bool expands_cnames = true;       // not DontExpandCnames
  bool works_around_broken_aaaa = false;
};

// Where mail for a domain goes, as class bestmx and `/mx` of the test mode show it.
struct MailExchangers {
  Status status = Status::kNotFound;
  std::vector<std::string> hosts;  // best first, each with a final dot
  bool is_null_mx = false;
  bool name_exists = false;
  bool has_mx = false;  // false: the host stands for itself
};

// Calls may come from any thread.
class HostLookup {
 public:
  // The resolver must outlive it; nullptr: there is no DNS at all (ResolverOptions=false).
  HostLookup(HostLookupSettings settings, Resolver* resolver);

  // Does the service switch name the DNS for hosts? Without it mail is not routed by MX.
  [[nodiscard]] bool uses_dns() const;

  // All addresses of a host, IPv4 first.
  [[nodiscard]] Answer<IpAddress> addresses(std::string_view name, base::Waiter& waiter,
                                            Resolver::Deadline deadline = Resolver::kOwnLimit);
  // The names of an address, the canonical one first.
  [[nodiscard]] Answer<std::string> names(const IpAddress& address, base::Waiter& waiter,
                                          Resolver::Deadline deadline = Resolver::kOwnLimit);
  // The full official name of a host (what `$[ $]` gives, without final dot): it must have an MX,
  // A or AAAA record, or stand in the hosts file. One record at most.
  [[nodiscard]] Answer<std::string> canonical_name(std::string_view name, base::Waiter& waiter) {
    return canonical_name(name, !settings_.has_wildcard_mx, waiter);
  }
  // A domain without MX records is its own exchanger if it has an address; so is an address literal.
  [[nodiscard]] MailExchangers mail_exchangers(std::string_view name, base::Waiter& waiter);
  // Records of any type as text. The name is completed by the search domains where it is not known.
  [[nodiscard]] Answer<std::string> records(std::string_view name, RecordType type,
                                            base::Waiter& waiter);

 private:
  [[nodiscard]] std::vector<std::string> candidates(std::string_view name) const;
  [[nodiscard]] Answer<std::string> canonical_name(std::string_view name, bool accepts_mx,
                                                   base::Waiter& waiter);
  [[nodiscard]] Answer<std::string> canonical_from_dns(std::string_view name, bool accepts_mx,
                                                       base::Waiter& waiter);

  HostLookupSettings settings_;
  Resolver* resolver_;
  HostsFile hosts_;
  std::vector<Service> order_;
};

}  // namespace sendwright::dns
