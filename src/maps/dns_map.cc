// Class dns: the first record of a type (-R), or all of them joined (-z). Class bestmx: the best MX
// host of a domain, or all of them (-z), as a canonical name: with a dot behind it. Flags -d, -r and -Z
// are read and have no effect: how long a question may take is the resolver's affair
// (Timeout.resolver), as is the size.
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

// The first of them, or all with a delimiter in between.
std::string joined(const std::vector<std::string>& records, std::optional<char> delimiter) {
  if (!delimiter) return records.front();
  return base::join(records, std::string_view(&*delimiter, 1));
}

// What a map of no type answers.
class NoTypeSource final : public MapSource {
 public:
  SourceAnswer find(std::string_view, std::span<const std::string>,
                    const rules::LookupContext&) override {
    return SourceAnswer::not_found(base::ExitCode::kNoHost);
  }
};

class DnsSource final : public MapSource {
 public:
  DnsSource(const SourceRequest& request, dns::RecordType type)
      : hosts_(request.environment.hosts),
        type_(type),
        delimiter_(request.flags.delimiter),
        suffix_(request.flags.own_value('B')) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    if (!hosts_) return SourceAnswer::temporary();
    std::string name(key);
    if (!suffix_.empty()) name += '.' + suffix_;
    const auto answer = hosts_->records(name, type_, context.waiter);
    if (answer.status == dns::Status::kTemporaryFailure) return SourceAnswer::temporary();
    if (answer.records.empty()) return SourceAnswer::not_found(base::ExitCode::kNoHost);
    return SourceAnswer::found(joined(answer.records, delimiter_));
  }

 private:
  dns::HostLookup* const hosts_;
  const dns::RecordType type_;
  const std::optional<char> delimiter_;
  const std::string suffix_;  // -B
};

class BestMxSource final : public MapSource {
 public:
  explicit BestMxSource(const SourceRequest& request)
      : hosts_(request.environment.hosts), delimiter_(request.flags.delimiter) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    if (!hosts_) return SourceAnswer::temporary();
    std::string name(key);
    if (!name.starts_with('[') && !name.ends_with('.')) name += '.';  // it is whole as it is
    const auto exchangers = hosts_->mail_exchangers(name, context.waiter);
    if (exchangers.status == dns::Status::kTemporaryFailure) return SourceAnswer::temporary();
    if (exchangers.is_null_mx) return SourceAnswer::not_found(base::ExitCode::kUnavailable);
    const auto code = exchangers.name_exists ? base::ExitCode::kOk : base::ExitCode::kNoHost;
    if (exchangers.hosts.empty()) return SourceAnswer::not_found(code);
    auto answer = SourceAnswer::found(joined(exchangers.hosts, delimiter_));
    answer.exit_code = code;
    return answer;
  }

 private:
  dns::HostLookup* const hosts_;
  const std::optional<char> delimiter_;
};

}  // namespace

std::unique_ptr<MapSource> make_dns_source(const SourceRequest& request) {
  const auto wanted = request.flags.own_value('R');
  for (const auto& entry : kTypes)
    if (base::equals_ignoring_case(entry.name, wanted))
      return std::make_unique<DnsSource>(request, entry.type);
  const std::string title = "dns map " + std::string(request.name);
  if (request.flags.has('R')) {
    const auto rest = request.arguments.substr(std::min(request.arguments.find("-R") + 2,
                                                        request.arguments.size()));
    request.messages.push_back(title + ": wrong type " + base::printable(base::trim(rest)));
  }
  request.messages.push_back(title + ": missing -R type");
  return std::make_unique<NoTypeSource>();
}

std::unique_ptr<MapSource> make_best_mx_source(const SourceRequest& request) {
  return std::make_unique<BestMxSource>(request);
}

}  // namespace sendwright::maps
