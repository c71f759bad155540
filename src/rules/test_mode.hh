// The address test mode (-bt): commands in, traces out, to the byte as sendmail prints them.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/debug.hh"
#include "base/waiter.hh"
#include "config/configuration.hh"
#include "rules/engine.hh"
#include "rules/map.hh"

namespace sendwright::rules {

// What needs a name server.
class HostDirectory {
 public:
  virtual ~HostDirectory() = default;
  struct MxAnswer {
    int count = 0;  // -1: no answer
    bool is_null_mx = false;
    std::vector<std::string> hosts;
    bool has_records = false;  // false: the only host is the name itself
  };
  [[nodiscard]] virtual MxAnswer mail_exchangers(std::string_view host, base::Waiter& waiter) = 0;
  // The canonical name, or nullopt if the name is unknown.
  [[nodiscard]] virtual std::optional<std::string> canonical_name(std::string_view host,
                                                                  base::Waiter& waiter) = 0;
  [[nodiscard]] virtual std::vector<std::string> addresses(std::string_view host,
                                                           base::Waiter& waiter) = 0;
};

namespace explain {
class Explainer;
}

// An SMTP session acted out: /session. The rooms above, which know SMTP, carry it out.
class SessionRehearsal {
 public:
  virtual ~SessionRehearsal() = default;
  // `arguments` is what follows the command. Rulesets are told to `trace`; with an explainer (may be
  // nullptr) each step of the session is a part of the explanation that was begun, which it ends.
  virtual void run(std::string_view arguments, const Engine& engine, Trace* trace,
                   explain::Explainer* explainer, std::ostream& output) = 0;
};

struct TestModeContext {
  config::Configuration& configuration;  // `.D` and `.C` change it
  MapDirectory& maps;
  base::Waiter& waiter;
  base::Debug& debug;              // `-d` changes its levels
  HostDirectory* hosts = nullptr;  // /mx, /canon; nullptr: every lookup fails
  std::string version;             // shown by `?`
  bool is_verbose = false;         // -v: lines are shown as they are read, without a prompt
  explain::Explainer* explainer = nullptr;  // explains instead of printing traces
  SessionRehearsal* sessions = nullptr;     // /session; nullptr: there is no such command
};

// Reads commands until /quit or the end of input. The exit code is that of the first error in the
// configuration (a ruleset that loops, an unknown mailer: 70) or that `$#error` asked for; 0 if there
// was none. A dialogue needs an input that flushes the output before it waits (as std::cin does
// std::cout, or base::DescriptorInput).
int run_test_mode(TestModeContext& context, std::istream& input, std::ostream& output);

}  // namespace sendwright::rules
