// Class arpa: the reverse form of an address, without the suffix (`1.2.3.4` gives `4.3.2.1`). An
// IPv6 address is one only behind `IPv6:`.
#include "base/strings.hh"
#include "dns/ip_address.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

class ArpaSource final : public MapSource {
 public:
  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext&) override {
    const auto address = dns::IpAddress::parse(key);
    const bool is_tagged = base::starts_with_ignoring_case(key, "IPv6:");
    if (!address || (address->is_v6 && !is_tagged))
      return SourceAnswer::not_found(base::ExitCode::kDataError);
    std::string name = address->reverse_name();
    name.resize(name.size() - (address->is_v6 ? sizeof ".ip6.arpa" : sizeof ".in-addr.arpa") + 1);
    return SourceAnswer::found(std::move(name));
  }
};

}  // namespace

std::unique_ptr<MapSource> make_arpa_source(const SourceRequest&) {
  return std::make_unique<ArpaSource>();
}

}  // namespace sendwright::maps
