#include "modes/address_test.hh"

#include <unistd.h>

#include <iostream>

#include "base/descriptor_streams.hh"
#include "base/waiter.hh"
#include "config.h"
#include "rules/test_mode.hh"

namespace sendwright::modes {
namespace {

// /mx, /canon and /gethostbyname by the site's name service.
class SiteHosts final : public rules::HostDirectory {
 public:
  explicit SiteHosts(daemon::Site& site) : site_(site) {}

  MxAnswer mail_exchangers(std::string_view host, base::Waiter& waiter) override {
    MxAnswer answer;
    if (site_.lookups().resolver() == nullptr) {
      answer.count = -1;
      return answer;
    }
    const auto found = site_.lookups().resolver()->mx(host, waiter);
    if (found.status == dns::Status::kTemporaryFailure) answer.count = -1;
    for (const dns::MxRecord& record : found.records) {
      answer.is_null_mx = answer.is_null_mx || record.host.empty();
      answer.hosts.push_back(record.host + ".");
    }
    // Without exchangers a host that has an address is its own (RFC 5321 section 5.1).
    if (found.status != dns::Status::kTemporaryFailure && answer.hosts.empty() &&
        !addresses(host, waiter).empty()) {
      answer.hosts.push_back(std::string(host) + ".");
    }
    if (answer.count == 0) answer.count = static_cast<int>(answer.hosts.size());
    return answer;
  }

  std::optional<std::string> canonical_name(std::string_view host, base::Waiter& waiter) override {
    const auto found = site_.lookups().hosts().canonical_name(host, waiter);
    if (found.records.empty()) return std::nullopt;
    return found.records.front();
  }

  std::vector<std::string> addresses(std::string_view host, base::Waiter& waiter) override {
    std::vector<std::string> texts;
    for (const dns::IpAddress& address : site_.lookups().hosts().addresses(host, waiter).records) {
      texts.push_back(address.text());
    }
    return texts;
  }

 private:
  daemon::Site& site_;
};

}  // namespace

int run_address_test(daemon::Site& site) {
  base::BlockingWaiter waiter;
  SiteHosts hosts(site);
  rules::TestModeContext context{.configuration = site.configuration(),
                                 .maps = site.lookups().registry(),
                                 .waiter = waiter,
                                 .hosts = &hosts,
                                 .version = PACKAGE_VERSION};
  std::cout.flush();
  base::DescriptorOutput output_buffer(STDOUT_FILENO);
  base::DescriptorInput input_buffer(STDIN_FILENO, output_buffer);
  std::istream input(&input_buffer);
  std::ostream output(&output_buffer);
  return rules::run_test_mode(context, input, output);
}

}  // namespace sendwright::modes
