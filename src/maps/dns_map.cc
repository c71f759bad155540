// Class dns: the first record of a type (-R), or all of them joined (-z). Class bestmx: the best MX
// host of a domain, or all of them (-z), as a canonical name: with a dot behind it.
#include <optional>

#include "base/strings.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

struct TypeName {
  std::string_view name;
  dns::RecordType type;
};

constexpr TypeName kTypes[] = {
    {"A", dns::RecordType::kA},         {"AAAA", dns::RecordType::kAaaa},
    {"AFSDB", dns::RecordType::kAfsdb}, {"CNAME", dns::RecordType::kCname},
    {"DNSKEY", dns::RecordType::kDnskey}, {"DS", dns::RecordType::kDs},
    {"MX", dns::RecordType::kMx},       {"NS", dns::RecordType::kNs},
    {"NSEC", dns::RecordType::kNsec},   {"PTR", dns::RecordType::kPtr},
    {"RRSIG", dns::RecordType::kRrsig}, {"SRV", dns::RecordType::kSrv},
    {"TLSA", dns::RecordType::kTlsa},   {"TXT", dns::RecordType::kTxt},
};

SourceAnswer to_source_answer(const dns::AnswerState& state,
                              const std::vector<std::string>& records,
                              std::optional<char> delimiter) {
  if (state.status == dns::Status::kTemporaryFailure) return SourceAnswer::temporary();
  if (records.empty()) return SourceAnswer::not_found(base::ExitCode::kNoHost);
  if (!delimiter) return SourceAnswer::found(records.front());
  return SourceAnswer::found(base::join(records, std::string_view(&*delimiter, 1)));
}

class DnsSource final : public MapSource {
 public:
  DnsSource(const SourceRequest& request, dns::RecordType type)
      : resolver_(request.environment.resolver),
        type_(type),
        delimiter_(request.flags.delimiter),
        suffix_(request.flags.own_value('B')),
        limit_(static_cast<size_t>(
            std::max(0LL, base::parse_integer(request.flags.own_value('Z')).value_or(0)))) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    if (!resolver_) return SourceAnswer::temporary();
    std::string name(key);
    if (!suffix_.empty()) name += (suffix_.starts_with('.') ? "" : ".") + suffix_;
    auto answer = resolver_->as_text(name, type_, context.waiter);
    if (limit_ > 0 && answer.records.size() > limit_) answer.records.resize(limit_);
    return to_source_answer(answer, answer.records, delimiter_);
  }

 private:
  dns::Resolver* const resolver_;
  const dns::RecordType type_;
  const std::optional<char> delimiter_;
  const std::string suffix_;  // -B
  const size_t limit_;        // -Z, records; 0: all
};

class BestMxSource final : public MapSource {
 public:
  explicit BestMxSource(const SourceRequest& request)
      : resolver_(request.environment.resolver), delimiter_(request.flags.delimiter) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    if (!resolver_) return SourceAnswer::temporary();
    const auto answer = resolver_->mx(key, context.waiter);
    std::vector<std::string> hosts;
    for (const auto& record : answer.records)
      if (!record.host.empty()) hosts.push_back(canonical(record.host));
    // A domain without MX records is its own mail host.
    if (answer.status == dns::Status::kNotFound && answer.name_exists)
      hosts.push_back(canonical(key));
    return to_source_answer(answer, hosts, delimiter_);
  }

 private:
  static std::string canonical(std::string_view host) {
    std::string name(host);
    if (!name.ends_with('.')) name += '.';
    return name;
  }

  dns::Resolver* const resolver_;
  const std::optional<char> delimiter_;
};

}  // namespace

std::unique_ptr<MapSource> make_dns_source(const SourceRequest& request) {
  const auto wanted = request.flags.own_value('R');
  for (const auto& entry : kTypes)
    if (base::equals_ignoring_case(entry.name, wanted))
      return std::make_unique<DnsSource>(request, entry.type);
  const std::string title = "dns map " + std::string(request.name);
  if (!wanted.empty())
    request.messages.push_back(title + ": wrong type " + base::printable(wanted));
  request.messages.push_back(title + ": missing -R type");
  return nullptr;
}

std::unique_ptr<MapSource> make_best_mx_source(const SourceRequest& request) {
  return std::make_unique<BestMxSource>(request);
}

}  // namespace sendwright::maps
