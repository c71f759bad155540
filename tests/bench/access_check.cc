// What the access table costs for one recipient: check_relay, check_mail and check_rcpt by the rules
// engine with the real map, and the keys that they ask by themselves.
//
//   access_check FILE.cf FOLDER [ENTRIES [SECONDS]]
//
// FILE.cf has map access of class hash in FOLDER/access, which is written. Prints rows of a table, by
// processor time.
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/strings.hh"
#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "dns/identify_host.hh"
#include "maps/database_writer.hh"
#include "maps/map_registry.hh"
#include "rules/engine.hh"
#include "rules/hooks.hh"

namespace {

using namespace sendwright;

double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Notes which keys the rules ask of one map; hands them on.
class Recorder final : public rules::MapDirectory, public rules::Map {
 public:
  Recorder(rules::MapDirectory& maps, std::string_view name) : maps_(maps), name_(name) {}

  rules::Map* find(std::string_view name) override {
    return base::equals_ignoring_case(name, name_) ? this : maps_.find(name);
  }
  rules::MapAnswer lookup(std::string_view key, std::span<const std::string> arguments,
                          const rules::LookupContext& context) override {
    if (records) keys.emplace_back(key);
    return maps_.find(name_)->lookup(key, arguments, context);
  }

  bool records = false;
  std::vector<std::string> keys;

 private:
  rules::MapDirectory& maps_;
  const std::string name_;
};

// One recipient: who connects, who sends. Numbers are mixed so that no cache follows their order.
struct Input {
  std::string client_name, client_address, sender, recipient;
};

std::string domain_of(std::uint32_t mixed) { return "d" + std::to_string(mixed) + ".example"; }

std::string network_of(std::uint32_t mixed) {
  return std::to_string(mixed % 223 + 1) + '.' + std::to_string(mixed >> 8 & 255) + '.' +
         std::to_string(mixed >> 16 & 255);
}

std::uint32_t mixed(std::size_t number) {
  return static_cast<std::uint32_t>((number + 1) * 0x9e3779b97f4a7c15U >> 32);
}

// Of the domain and network with this number; those below the number of entries are in the map.
Input input_of(std::size_t number) {
  const std::string domain = domain_of(mixed(number));
  return {"mail." + domain, network_of(mixed(number)) + ".25", "<sender@mail." + domain + '>',
          "<u" + std::to_string(number) + "@bench.test>"};
}

void write_map(const std::string& path, std::size_t entries) {
  auto writer = maps::DatabaseWriter::open(path, maps::Beginning::kEmpty);
  if (!writer) throw std::runtime_error(writer.error().message);
  const auto store = [&](const std::string& key) {
    if (!writer->store(key, "OK", maps::Duplicate::kKeep))
      throw std::runtime_error("cannot write " + path);
  };
  for (std::size_t i = 0; i < entries / 3; ++i) {
    store("connect:" + network_of(mixed(i)));
    store("from:" + domain_of(mixed(i)));
    store("to:u" + std::to_string(i) + "@bench.test");
  }
  if (const auto done = writer->finish(); !done) throw std::runtime_error(done.error().message);
}

class Bench {
 public:
  Bench(const config::Configuration& configuration, rules::MapDirectory& maps, double seconds)
      : configuration_(configuration),
        recorder_(maps, "access"),
        engine_(configuration, maps),
        recording_engine_(configuration, recorder_),
        access_(*maps.find("access")),
        seconds_(seconds) {}

  void print_row(const char* name, std::size_t first, std::size_t count) {
    std::vector<Input> inputs;
    for (std::size_t i = 0; i < count; ++i) inputs.push_back(input_of(first + i * 7919 % count));
    recorder_.keys.clear();
    recorder_.records = true;
    for (const Input& input : inputs) check(recording_engine_, input);
    recorder_.records = false;
    const std::vector<std::string>& keys = recorder_.keys;
    std::size_t found = 0;
    for (const std::string& key : keys) found += ask(key);
    const double whole = cost(inputs.size(), [&](std::size_t i) { check(engine_, inputs[i]); });
    const double lookups = cost(keys.size(), [&](std::size_t i) { ask(keys[i]); });
    const double per_input = static_cast<double>(keys.size()) / static_cast<double>(inputs.size());
    std::printf("| %s | %.1f | %.1f | %.2f | %.2f |\n", name, per_input,
                static_cast<double>(found) / static_cast<double>(inputs.size()), whole * 1e6,
                lookups * per_input * 1e6);
    std::fflush(stdout);
  }

 private:
  bool ask(std::string_view key) {
    return access_.lookup(key, {}, {waiter_, map_macros_}).value.has_value();
  }

  // As a session calls the hooks.
  void check(const rules::Engine& engine, const Input& input) {
    config::MacroScope macros(&configuration_.macros);
    macros.set("client_name", input.client_name);
    macros.set("client_addr", input.client_address);
    macros.set("client_resolve", "OK");
    macros.set("f", input.sender);
    macros.set("daemon_flags", "");
    rules::Evaluation evaluation(macros, waiter_);
    const auto expect_acceptance = [](const rules::CheckVerdict& verdict) {
      if (verdict.kind == rules::CheckVerdict::Kind::kError)
        throw std::runtime_error(verdict.error.reply_line());
    };
    using rules::Hook;
    expect_acceptance(rules::check(engine, Hook::kCheckRelay,
                                   {input.client_name, input.client_address}, evaluation));
    expect_acceptance(rules::check(engine, Hook::kCheckMail, {input.sender}, evaluation));
    expect_acceptance(rules::check(engine, Hook::kCheckRcpt, {input.recipient}, evaluation));
  }

  // Seconds of processor time of one step, when all are done again and again.
  double cost(std::size_t steps, const std::function<void(std::size_t step)>& step) const {
    for (std::size_t i = 0; i < steps; ++i) step(i);  // warm
    const double begin = processor_seconds();
    std::size_t done = 0;
    double elapsed = 0;
    for (; elapsed < seconds_; elapsed = processor_seconds() - begin)
      for (int i = 0; i < 1000; ++i) step(done++ % steps);
    return elapsed / static_cast<double>(done);
  }

  const config::Configuration& configuration_;
  Recorder recorder_;
  const rules::Engine engine_, recording_engine_;
  rules::Map& access_;
  const double seconds_;
  base::BlockingWaiter waiter_;
  config::MacroScope map_macros_;
};

void run(const char* file, const std::string& folder, std::size_t entries, double seconds) {
  config::ReadOptions options;
  const dns::HostNames names = dns::identify_host();
  options.host = {names.short_name, names.full_name, names.domain, names.node_name,
                  names.interface_names};
  const config::ReadOutcome outcome = config::read_configuration(file, options);
  write_map(folder + "/access.db", entries);
  maps::MapRegistry registry(outcome.configuration->maps, {&outcome.configuration->options});
  Bench bench(*outcome.configuration, registry, seconds);
  constexpr std::size_t kInputs = 20'000;
  bench.print_row("not in the map", entries, kInputs);
  bench.print_row("in the map by network, domain and address", 0, kInputs);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: access_check FILE.cf FOLDER [ENTRIES [SECONDS]]\n");
    return base::to_int(base::ExitCode::kUsage);
  }
  try {
    run(argv[1], argv[2], argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1'000'000,
        argc > 4 ? std::atof(argv[4]) : 3);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "access_check: %s\n", problem.what());
    return 1;
  }
  return 0;
}
