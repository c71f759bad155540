#include "modes/address_test.hh"

#include <unistd.h>

#include <iostream>

#include "base/descriptor_streams.hh"
#include "base/waiter.hh"
#include "config.h"
#include "modes/debug_report.hh"
#include "modes/session_rehearsal.hh"
#include "rules/explain/explainer.hh"
#include "rules/resolve.hh"
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
    auto found = site_.lookups().hosts().mail_exchangers(host, waiter);
    if (found.status == dns::Status::kTemporaryFailure) answer.count = -1;
    answer.has_records = found.has_mx;
    answer.is_null_mx = found.is_null_mx;
    answer.hosts = std::move(found.hosts);
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

// `sendmail --explain ADDRESS...`
void explain_addresses(daemon::Site& site, const CommandLine& command_line,
                       rules::explain::Explainer& explainer, base::Waiter& waiter) {
  for (const std::string& address : command_line.recipients) {
    config::MacroScope macros(&site.configuration().macros);
    rules::Evaluation evaluation(macros, waiter);
    evaluation.trace = &explainer.recorder();
    evaluation.report = evaluation.complain = [&](std::string_view message) {
      explainer.note(message);
    };
    explainer.begin(address);
    const rules::Resolution resolution =
        rules::resolve_recipient(site.engine(), address, evaluation);
    explainer.end_part({}, [&](const rules::explain::Recording& recording) {
      return explainer.narrator().of_resolution(address, resolution, recording);
    });
    std::cout << explainer.end();
  }
}

// Commands from standard input; answers go to this descriptor.
int hold_dialogue(rules::TestModeContext& context, int output_descriptor) {
  std::cout.flush();
  base::DescriptorOutput output_buffer(output_descriptor);
  base::DescriptorInput input_buffer(STDIN_FILENO, output_buffer);
  std::istream input(&input_buffer);
  std::ostream output(&output_buffer);
  return rules::run_test_mode(context, input, output);
}

}  // namespace

int run_address_test(daemon::Site& site, const CommandLine& command_line, base::Debug& debug) {
  // Nothing is delivered from here.
  report_setting(debug, site.configuration(), "HoldExpensive", "F");
  report_setting(debug, site.configuration(), "DeliveryMode", "");
  base::BlockingWaiter waiter;
  SiteHosts hosts(site);
  SiteRehearsal sessions(site, waiter);
  rules::TestModeContext context{.configuration = site.configuration(),
                                 .maps = site.lookups().registry(),
                                 .waiter = waiter,
                                 .debug = debug,
                                 .hosts = &hosts,
                                 .version = PACKAGE_VERSION,
                                 .is_verbose = command_line.is_verbose,
                                 .sessions = &sessions};
  const bool is_html = command_line.is_explained && command_line.explain_format == "html";
  rules::explain::Explainer explainer(
      site.configuration(), is_html ? rules::explain::Format::kHtml : rules::explain::Format::kText);
  if (command_line.is_explained) context.explainer = &explainer;
  int status = 0;
  if (command_line.is_explained && !command_line.recipients.empty()) {
    explain_addresses(site, command_line, explainer, waiter);
  } else {
    status = hold_dialogue(context, is_html ? STDERR_FILENO : STDOUT_FILENO);
  }
  if (is_html) std::cout << explainer.page() << std::flush;
  return status;
}

}  // namespace sendwright::modes
