#include "dns/host_lookup.hh"

#include <algorithm>

#include "base/strings.hh"
#include "dns/service_switch.hh"

namespace sendwright::dns {
namespace {

std::vector<Service> hosts_order(const std::string& service_switch_file) {
  std::vector<Service> order;
  for (const auto& word : service_order(service_switch_file, "hosts", {"files", "dns"})) {
    if (word == "files") order.push_back(Service::kFiles);
    if (word == "dns" || word == "resolve") order.push_back(Service::kDns);
  }
  return order;
}

template <typename T>
Answer<T> found(std::vector<T> records) {
  Answer<T> answer;
  answer.status = records.empty() ? Status::kNotFound : Status::kFound;
  answer.name_exists = !records.empty();
  answer.records = std::move(records);
  return answer;
}

}  // namespace

HostLookup::HostLookup(HostLookupSettings settings, Resolver* resolver)
    : settings_(std::move(settings)),
      resolver_(resolver),
      hosts_(settings_.hosts_file),
      order_(hosts_order(settings_.service_switch_file)) {
  if (!resolver_) std::erase(order_, Service::kDns);
}

bool HostLookup::uses_dns() const {
  return std::find(order_.begin(), order_.end(), Service::kDns) != order_.end();
}

Answer<IpAddress> HostLookup::addresses(std::string_view name, base::Waiter& waiter,
                                        Resolver::Deadline deadline) {
  if (const auto literal = IpAddress::parse(name)) return found<IpAddress>({*literal});
  Answer<IpAddress> failure = found<IpAddress>({});
  for (const Service service : order_) {
    if (service == Service::kFiles) {
      auto answer = found(hosts_.addresses(name));
      std::stable_sort(answer.records.begin(), answer.records.end(),
                       [](const auto& a, const auto& b) { return a.is_v6 < b.is_v6; });
      if (answer.status == Status::kFound) return answer;
      continue;
    }
    auto answer = resolver_->addresses(name, RecordType::kA, waiter, deadline);
    auto six = resolver_->addresses(name, RecordType::kAaaa, waiter, deadline);
    answer.records.insert(answer.records.end(), six.records.begin(), six.records.end());
    if (!answer.records.empty()) {
      answer.status = Status::kFound;
      return answer;
    }
    const bool is_six_ignored = settings_.works_around_broken_aaaa;
    if (answer.status == Status::kTemporaryFailure) failure = std::move(answer);
    else if (six.status == Status::kTemporaryFailure && !is_six_ignored) failure = std::move(six);
    else if (failure.status == Status::kNotFound) failure = std::move(answer);
  }
  return failure;
}

Answer<std::string> HostLookup::names(const IpAddress& address, base::Waiter& waiter,
                                      Resolver::Deadline deadline) {
  Answer<std::string> failure = found<std::string>({});
  for (const Service service : order_) {
    auto answer = service == Service::kFiles ? found(hosts_.names(address))
                                             : resolver_->names(address, waiter, deadline);
    if (answer.status == Status::kFound) return answer;
    if (answer.status == Status::kTemporaryFailure) failure = std::move(answer);
  }
  return failure;
}

Answer<std::string> HostLookup::canonical_from_dns(std::string_view name, base::Waiter& waiter) {
  std::vector<std::string> candidates;
  const bool is_dotless = name.find('.') == std::string_view::npos;
  if (is_dotless && !settings_.local_domain.empty())
    candidates.push_back(std::string(name) + '.' + settings_.local_domain);
  candidates.emplace_back(name);
  Answer<std::string> failure = found<std::string>({});
  for (const auto& candidate : candidates) {
    for (const auto type : {RecordType::kMx, RecordType::kA, RecordType::kAaaa}) {
      if (type == RecordType::kMx && settings_.has_wildcard_mx) continue;
      const auto answer = resolver_->query(candidate, type, waiter);
      if (answer.status == Status::kFound) {
        const bool is_expanded = settings_.expands_cnames && !answer.canonical_name.empty();
        return found<std::string>({is_expanded ? answer.canonical_name : candidate});
      }
      const bool is_ignored = type == RecordType::kAaaa && settings_.works_around_broken_aaaa;
      if (answer.status == Status::kTemporaryFailure && !is_ignored) {
        static_cast<AnswerState&>(failure) = static_cast<const AnswerState&>(answer);
        return failure;  // another question to the same servers would wait as long again
      }
      if (!answer.name_exists) break;
    }
  }
  return failure;
}

Answer<std::string> HostLookup::canonical_name(std::string_view name, base::Waiter& waiter) {
  if (name.ends_with('.')) name.remove_suffix(1);
  Answer<std::string> failure = found<std::string>({});
  for (const Service service : order_) {
    if (service == Service::kDns) {
      auto answer = canonical_from_dns(name, waiter);
      if (answer.status == Status::kFound) return answer;
      failure = std::move(answer);
      continue;
    }
    auto canonical = hosts_.canonical_name(name);
    if (!canonical) continue;
    if (canonical->find('.') == std::string::npos && !settings_.local_domain.empty())
      *canonical += '.' + settings_.local_domain;
    return found<std::string>({std::move(*canonical)});
  }
  return failure;
}

}  // namespace sendwright::dns
