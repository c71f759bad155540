#include "smtp/client/mail_hosts.hh"

#include <algorithm>
#include <random>

#include "base/strings.hh"

namespace sendwright::smtp {
namespace {

using base::ExitCode;
using rules::ReplyError;

bool is_bracketed(std::string_view host) { return host.starts_with('[') && host.ends_with(']'); }

std::string without_final_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return std::string(host);
}

MailHost bracketed_host(std::string_view host) {
  return {std::string(host), std::string(host.substr(1, host.size() - 2))};
}

MailHost named_host(std::string_view host) {
  if (is_bracketed(host)) return bracketed_host(host);
  std::string name = without_final_dot(host);
  return {name + '.', name};
}

// Sorted by preference, equal ones shuffled so that several servers share the load.
void sort_by_preference(std::vector<dns::MxRecord>& records) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  std::ranges::shuffle(records, random);
  std::ranges::stable_sort(records, {}, &dns::MxRecord::preference);
}

// Without our own host and everything that is not preferred to it.
void cut_at_own_host(std::vector<dns::MxRecord>& records, const MailHostRules& rules) {
  if (!rules.is_own_host) return;
  const auto own = std::ranges::find_if(
      records, [&](const dns::MxRecord& record) { return rules.is_own_host(record.host); });
  if (own == records.end()) return;
  const auto preference = own->preference;
  std::erase_if(records, [&](const auto& record) { return record.preference >= preference; });
}

// The hosts for one domain; an error if it must not or cannot be tried.
struct DomainHosts {
  std::vector<MailHost> hosts;
  ReplyError error{0, "", "", ExitCode::kOk};
  bool is_secure = false;
};

DomainHosts from_records(std::string_view domain, dns::Answer<dns::MxRecord>& answer,
                         const MailHostRules& rules) {
  DomainHosts found;
  found.is_secure = answer.is_secure;
  if (answer.records.size() == 1 && answer.records[0].host.empty()) {
    found.error = {556, "5.1.10", "Host does not accept mail: MX 0 .", ExitCode::kUnavailable};
    return found;
  }
  // An address or nothing where a host name belongs is of no use.
  std::erase_if(answer.records, [](const dns::MxRecord& record) {
    return record.host.empty() || dns::IpAddress::parse(without_final_dot(record.host));
  });
  sort_by_preference(answer.records);
  const bool had_records = !answer.records.empty();
  cut_at_own_host(answer.records, rules);
  for (const auto& record : answer.records) found.hosts.push_back(named_host(record.host));
  if (!found.hosts.empty()) return found;
  if (had_records && !rules.tries_null_mx_list) {
    found.error = {553, "5.3.5",
                   without_final_dot(domain) +
                       ". config error: mail loops back to me (MX problem?)",
                   ExitCode::kConfiguration};
  } else {
    found.hosts.push_back(named_host(domain));
  }
  return found;
}

DomainHosts hosts_of_domain(std::string_view domain, const MailHostRules& rules,
                            base::Waiter& waiter) {
  DomainHosts found;
  if (is_bracketed(domain)) {
    found.hosts.push_back(bracketed_host(domain));
    return found;
  }
  if (rules.resolver == nullptr || !rules.looks_up_mx || dns::IpAddress::parse(domain)) {
    found.hosts.push_back(named_host(domain));
    return found;
  }
  const std::string name = without_final_dot(domain);
  auto answer = rules.resolver->mx(name, waiter);
  switch (answer.status) {
    case dns::Status::kFound:
      return from_records(domain, answer, rules);
    case dns::Status::kNotFound:
      // No MX: the host itself (RFC 5321 section 5.1). Whether it exists its addresses will tell.
      found.hosts.push_back(named_host(domain));
      return found;
    case dns::Status::kTemporaryFailure:
      break;
  }
  found.error = {451, "4.4.3", "Name server: " + name + ".: host name lookup failure",
                 ExitCode::kTemporaryFailure};
  return found;
}

}  // namespace

std::vector<std::string> split_host_list(std::string_view destination) {
  std::vector<std::string> parts;
  std::string part;
  int depth = 0;
  for (const char c : destination) {
    if (c == '[') ++depth;
    if (c == ']' && depth > 0) --depth;
    if (depth == 0 && (c == ':' || c == ',')) {
      if (!part.empty()) parts.push_back(std::exchange(part, {}));
    } else if (!base::is_ascii_space(c)) {
      part += c;
    }
  }
  if (!part.empty()) parts.push_back(std::move(part));
  return parts;
}

MailHosts find_mail_hosts(std::string_view destination, const MailHostRules& rules,
                          base::Waiter& waiter) {
  MailHosts result;
  result.is_secure = true;
  for (const std::string& domain : split_host_list(destination)) {
    DomainHosts found = hosts_of_domain(domain, rules, waiter);
    result.is_secure = result.is_secure && found.is_secure;
    if (found.error.code != 0) {
      // One of several domains may fail for now; what can be tried is tried.
      result.error = found.error;
      if (found.error.enhanced_status == "5.1.10") break;
    }
    std::ranges::move(found.hosts, std::back_inserter(result.hosts));
  }
  const bool refuses_mail = result.error.enhanced_status == "5.1.10";
  if (!refuses_mail && !rules.fallback_mx_host.empty() && rules.looks_up_mx) {
    for (const std::string& host : split_host_list(rules.fallback_mx_host)) {
      result.hosts.push_back(named_host(host));
    }
  }
  if (result.hosts.empty() && !refuses_mail && !rules.fallback_smart_host.empty()) {
    result.hosts.push_back(named_host(rules.fallback_smart_host));
  }
  if (result.hosts.empty() && result.error.text.empty()) {
    result.error = {553, "5.1.2", "Invalid host name", ExitCode::kNoHost};
  }
  return result;
}

}  // namespace sendwright::smtp
