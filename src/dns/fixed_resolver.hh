// A resolver that knows what it was told, for tests of whatever asks the DNS.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "dns/resolver.hh"

namespace sendwright::dns {

// A name that was not mentioned does not exist. Names are compared without case and final dot.
class FixedResolver final : public Resolver {
 public:
  void add_mx(std::string_view name, std::uint16_t preference, std::string_view host);
  void add_address(std::string_view name, std::string_view address);  // A or AAAA by its form
  void add_name(std::string_view address, std::string_view name);     // PTR
  void add_text(std::string_view name, std::string_view text);
  void add_cname(std::string_view name, std::string_view target);
  // Every question about the name fails temporarily.
  void fail(std::string_view name);

  [[nodiscard]] RecordAnswer query_until(Deadline deadline, std::string_view name, RecordType type,
                                         base::Waiter& waiter) override;

 private:
  void add(std::string_view name, RecordType type, std::string rdata);

  std::mutex mutex_;
  std::map<std::string, std::map<RecordType, std::vector<std::string>>, std::less<>> zones_;
  std::set<std::string, std::less<>> failing_;
};

}  // namespace sendwright::dns
