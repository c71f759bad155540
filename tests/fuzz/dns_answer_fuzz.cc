// Any bytes as the records of a DNS answer, each behind an octet with its size, and as resolv.conf:
// decoding stays within the bytes and finds no names that cannot be.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/waiter.hh"
#include "dns/name_servers.hh"
#include "dns/resolver.hh"

namespace {

using namespace sendwright;

// Gives the same records whatever is asked for.
class AnyResolver final : public dns::Resolver {
 public:
  explicit AnyResolver(std::string_view octets) {
    answer_.status = dns::Status::kFound;
    while (!octets.empty()) {
      const auto size = static_cast<unsigned char>(octets.front());
      octets.remove_prefix(1);
      answer_.rdata.emplace_back(octets.substr(0, size));
      octets.remove_prefix(answer_.rdata.back().size());
    }
  }
  dns::RecordAnswer query_until(Deadline, std::string_view, dns::RecordType,
                                base::Waiter&) override {
    return answer_;
  }

 private:
  dns::RecordAnswer answer_;
};

constexpr dns::RecordType kTypes[] = {
    dns::RecordType::kA,      dns::RecordType::kNs,   dns::RecordType::kCname,
    dns::RecordType::kPtr,    dns::RecordType::kMx,   dns::RecordType::kTxt,
    dns::RecordType::kAfsdb,  dns::RecordType::kAaaa, dns::RecordType::kSrv,
    dns::RecordType::kDs,     dns::RecordType::kTlsa, dns::RecordType::kRrsig,
    dns::RecordType::kDnskey, dns::RecordType::kNsec};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  AnyResolver resolver(octets);
  base::BlockingWaiter waiter;
  for (const auto& record : resolver.mx("x", waiter).records)
    if (record.host.find_first_of(" \n\\") != record.host.npos) std::abort();
  for (const auto type : kTypes) {
    const auto answer = resolver.as_text("x", type, waiter);
    if (answer.status == dns::Status::kFound && answer.records.empty()) std::abort();
  }
  (void)resolver.addresses("x", dns::RecordType::kA, waiter);
  (void)resolver.addresses("x", dns::RecordType::kAaaa, waiter);
  if (dns::encode_name(octets).size() > 255) std::abort();
  (void)dns::parse_name_servers(octets);
  if (dns::parse_search_domains(octets).size() > 6) std::abort();
  return 0;
}
