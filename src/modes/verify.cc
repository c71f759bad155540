#include "modes/verify.hh"

#include <unistd.h>

#include <iostream>

#include "address/address_list.hh"
#include "daemon/delivery_chain.hh"
#include "rules/test_mode/printing_trace.hh"

namespace sendwright::modes {

base::ExitCode verify_addresses(daemon::Site& site, const CommandLine& command_line,
                                base::Debug& debug) {
  if (command_line.recipients.empty()) {
    std::cout << "Recipient names must be specified" << std::endl;
    return base::ExitCode::kUsage;
  }
  const auto store = site.open_store();
  delivery::FileReadingLauncher launcher;
  const daemon::DeliveryChain chain(site, *store, launcher, ::geteuid() == 0);
  base::BlockingWaiter waiter;
  config::MacroScope macros(&site.configuration().macros);
  rules::Evaluation evaluation(macros, waiter);
  rules::PrintingTrace trace(std::cout, debug, rules::PrintingTrace::Style::kOtherModes);
  evaluation.trace = &trace;
  base::ExitCode status = base::ExitCode::kOk;
  for (const std::string& argument : command_line.recipients) {
    for (const std::string_view address : address::split_address_list(argument)) {
      for (const routing::Description& line : chain.router().describe(address, evaluation)) {
        std::cout << line.line << '\n';
        if (status == base::ExitCode::kOk) status = line.status;
      }
    }
  }
  std::cout.flush();
  return status;
}

}  // namespace sendwright::modes
