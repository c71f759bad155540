// Class host: the canonical name of a host, or of an address in brackets.
#include "base/strings.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

class HostSource final : public MapSource {
 public:
  explicit HostSource(dns::HostLookup* hosts) : hosts_(hosts) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext& context) override {
    if (!hosts_) return SourceAnswer::temporary();
    const auto answer = ask(base::trim(key), context.waiter);
    if (answer.status == dns::Status::kFound) return SourceAnswer::found(answer.records.front());
    if (answer.status == dns::Status::kNotFound)
      return SourceAnswer::not_found(base::ExitCode::kNoHost);
    return SourceAnswer::temporary(shown(key) + ": Name server timeout");
  }

 private:
  // A long name loses its middle; octets are shown in 7 bits.
  static std::string shown(std::string_view name) {
    constexpr std::size_t kMaxShown = 33;
    constexpr std::size_t kHalf = (kMaxShown - 3) / 2;
    std::string text(name);
    if (name.size() > kMaxShown) text.replace(kHalf, name.size() - 2 * kHalf, "...");
    for (char& c : text)
      c = static_cast<char>(c & 0x7f);
    return text;
  }

  dns::Answer<std::string> ask(std::string_view key, base::Waiter& waiter) {
    const bool is_literal = key.starts_with('[') && key.find(']') + 1 == key.size();
    const bool is_unclosed = key.starts_with('[') && key.find(']') == key.npos;
    if (!is_literal && !is_unclosed) return hosts_->canonical_name(key, waiter);
    if (is_literal) {
      const auto address = dns::IpAddress::parse(key.substr(1, key.size() - 2));
      if (address) return hosts_->names(*address, waiter);
    }
    dns::Answer<std::string> none;
    none.status = dns::Status::kNotFound;
    return none;
  }

  dns::HostLookup* const hosts_;
};

}  // namespace

std::unique_ptr<MapSource> make_host_source(const SourceRequest& request) {
  return std::make_unique<HostSource>(request.environment.hosts);
}

}  // namespace sendwright::maps
