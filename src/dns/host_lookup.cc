#include "dns/host_lookup.hh"

#include <algorithm>

#include "base/strings.hh"
#include "dns/service_switch.hh"

namespace sendwright::dns {
namespace {

std::vector<Service> hosts_order(const HostLookupSettings& settings) {
  std::vector<Service> order;
  for (const auto& word : service_order(settings.service_switch_file, settings.service_switch_safety,
                                        "hosts", {"files", "dns"})) {
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

// How much of the name there is without its final dot.
size_t without_dot(std::string_view name) { return name.size() - (name.ends_with('.') ? 1 : 0); }

}  // namespace

HostLookup::HostLookup(HostLookupSettings settings, Resolver* resolver)
    : settings_(std::move(settings)),
      resolver_(resolver),
      hosts_(settings_.hosts_file),
      order_(hosts_order(settings_)) {
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

// A name with a dot is tried as it is first, one without as it is last; with a final dot it is whole.
std::vector<std::string> HostLookup::candidates(std::string_view name) const {
  if (name.ends_with('.')) return {std::string(name)};
  std::vector<std::string> names;
  for (const auto& domain : settings_.search_domains)
    names.push_back(std::string(name) + '.' + domain);
  const bool has_dot = name.find('.') != std::string_view::npos;
  names.emplace(has_dot ? names.begin() : names.end(), name);
  return names;
}

Answer<std::string> HostLookup::canonical_from_dns(std::string_view name, bool accepts_mx,
                                                   base::Waiter& waiter) {
  Answer<std::string> failure = found<std::string>({});
  for (const auto& candidate : candidates(name)) {
    for (const auto type : {RecordType::kMx, RecordType::kA, RecordType::kAaaa}) {
      if (type == RecordType::kMx && !accepts_mx) continue;
      const auto answer = resolver_->query(candidate, type, waiter);
      if (answer.status == Status::kFound) {
        const bool is_expanded = settings_.expands_cnames && !answer.canonical_name.empty();
        return found<std::string>({is_expanded ? answer.canonical_name
                                               : candidate.substr(0, without_dot(candidate))});
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

Answer<std::string> HostLookup::canonical_name(std::string_view name, bool accepts_mx,
                                               base::Waiter& waiter) {
  if (name.ends_with("..")) return found<std::string>({});
  Answer<std::string> failure = found<std::string>({});
  for (const Service service : order_) {
    if (service == Service::kDns) {
      auto answer = canonical_from_dns(name, accepts_mx, waiter);
      if (answer.status == Status::kFound) return answer;
      failure = std::move(answer);
      continue;
    }
    auto canonical = hosts_.canonical_name(name.substr(0, without_dot(name)));
    if (!canonical) continue;
    if (canonical->find('.') == std::string::npos && !settings_.local_domain.empty())
      *canonical += '.' + settings_.local_domain;
    return found<std::string>({std::move(*canonical)});
  }
  return failure;
}

Answer<std::string> HostLookup::records(std::string_view name, RecordType type,
                                        base::Waiter& waiter) {
  Answer<std::string> failure = found<std::string>({});
  if (!resolver_) failure.status = Status::kTemporaryFailure;
  for (const auto& candidate : resolver_ ? candidates(name) : std::vector<std::string>()) {
    auto answer = resolver_->as_text(candidate, type, waiter);
    if (answer.status != Status::kNotFound) return answer;
    failure.name_exists = failure.name_exists || answer.name_exists;
  }
  return failure;
}

MailExchangers HostLookup::mail_exchangers(std::string_view name, base::Waiter& waiter) {
  MailExchangers exchangers;
  if (name.starts_with('[')) {
    const bool is_literal = name.ends_with(']') &&
                            IpAddress::parse(name.substr(1, name.size() - 2)).has_value();
    exchangers.name_exists = true;
    if (is_literal) exchangers.hosts.emplace_back(name);
    if (is_literal) exchangers.status = Status::kFound;
    return exchangers;
  }
  if (!resolver_ || encode_name(name).empty()) {
    exchangers.name_exists = true;
    if (!resolver_) exchangers.status = Status::kTemporaryFailure;
    return exchangers;
  }
  for (const auto& candidate : candidates(name)) {
    const auto answer = resolver_->mx(candidate, waiter);
    exchangers.name_exists = exchangers.name_exists || answer.name_exists;
    exchangers.status = answer.status;
    if (answer.status == Status::kTemporaryFailure) return exchangers;
    exchangers.has_mx = answer.status == Status::kFound;
    for (const MxRecord& record : answer.records) {
      if (record.host.empty()) exchangers.is_null_mx = true;
      else exchangers.hosts.push_back(record.host + '.');
    }
    // An alias for a name without MX records stands for nothing.
    const bool is_alias =
        !base::equals_ignoring_case(answer.canonical_name,
                                    candidate.substr(0, without_dot(candidate)));
    if (exchangers.has_mx || (answer.name_exists && is_alias && !answer.canonical_name.empty()))
      return exchangers;
  }
  auto self = canonical_name(name, false, waiter);
  exchangers.status = self.status;
  for (auto& host : self.records) exchangers.hosts.push_back(std::move(host) + '.');
  return exchangers;
}

}  // namespace sendwright::dns
