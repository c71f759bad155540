// How many inputs a second: `rewrite_bench FILE.cf RULESETS ADDRESS COUNT [NAME=VALUE ...]`, e.g.
// `rewrite_bench sendmail.cf canonify,parse user@host.example 100000`. No trace is made. Prints the
// time to load, the result once, then the rates: of rules applied (that matched and rewrote), and of
// inputs. All by processor time, so that other programs do not matter. Works on maps only as far as
// none is needed.
#include <time.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "dns/identify_host.hh"
#include "rules/engine.hh"

namespace {

using namespace sendwright;

class NoMaps final : public rules::MapDirectory {
 public:
  rules::Map* find(std::string_view) override { return nullptr; }
};

double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::cerr << "usage: rewrite_bench FILE.cf RULESETS ADDRESS COUNT [MACRO=VALUE ...]\n";
    return base::to_int(base::ExitCode::kUsage);
  }
  config::ReadOptions options;
  const dns::HostNames names = dns::identify_host();
  options.host = {names.short_name, names.full_name, names.domain, names.node_name,
                  names.interface_names};
  const double before_loading = processor_seconds();
  const config::ReadOutcome outcome = config::read_configuration(argv[1], options);
  NoMaps maps;
  const rules::Engine engine(*outcome.configuration, maps);
  const double loading = processor_seconds() - before_loading;
  engine.compile_all();
  const double compiled = processor_seconds() - before_loading;
  config::MacroScope macros(&outcome.configuration->macros);
  for (int i = 5; i < argc; ++i) {
    const std::string_view setting = argv[i];
    const std::size_t sign = setting.find('=');
    if (sign != setting.npos)
      macros.set(setting.substr(0, sign), std::string(setting.substr(sign + 1)));
  }
  base::BlockingWaiter waiter;
  rules::Evaluation evaluation(macros, waiter);
  std::vector<rules::RulesetId> rulesets;
  for (const std::string_view name : base::split(argv[2], ',')) {
    if (const auto id = engine.find(name)) rulesets.push_back(*id);
  }
  const address::PrescanOptions prescan_options{.operators = outcome.configuration->operators,
                                                .strips_comments = false};
  const long count = std::strtol(argv[4], nullptr, 10);
  address::TokenList workspace;
  std::vector<std::string> messages;
  const double start = processor_seconds();
  for (long i = 0; i < count; ++i) {
    workspace.clear();
    prescan(argv[3], prescan_options, workspace, messages);
    for (const rules::RulesetId id : rulesets)
      engine.rewrite(id, workspace, evaluation);
  }
  const double elapsed = processor_seconds() - start;
  const double applied = static_cast<double>(evaluation.counts.applied);
  std::cout << loading * 1000 << " ms to load, " << compiled * 1000
            << " ms with all rulesets compiled\n"
            << address::trace_text(workspace.tokens()) << '\n'
            << static_cast<long>(applied / elapsed) << " rules applied/s, "
            << applied / static_cast<double>(count) << " for an input, "
            << static_cast<double>(evaluation.counts.looked_at) / static_cast<double>(count)
            << " looked at\n"
            << static_cast<long>(static_cast<double>(count) / elapsed) << " inputs/s\n";
  return 0;
}
