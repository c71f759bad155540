// One evaluation of rulesets: whose macros, how to wait for maps, who is told about it. Belongs to
// one session; keeps the matcher's buffers from one call to the next.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/waiter.hh"
#include "config/macros.hh"
#include "config/name_class.hh"
#include "rules/limits.hh"
#include "rules/trace.hh"

namespace sendwright::rules {

// What an evaluation's rewrites came to so far.
struct RewriteCounts {
  std::uint64_t looked_at = 0;  // rules, whether they could match
  std::uint64_t applied = 0;    // rules that matched
  std::uint64_t work = 0;       // as limits.hh counts it
};

class Scratch;  // the matcher's buffers

struct Evaluation {
  config::MacroScope& macros;
  base::Waiter& waiter;
  Trace* trace = nullptr;
  std::uint64_t max_work = kMaxWork;  // of each rewrite
  // Class {cert_altnames} of this session: the names in the peer's certificate (option
  // SetCertAltnames). Without it, that of the configuration counts.
  std::optional<config::NameClass> cert_altnames;
  bool is_deferred_mode = false;  // DeliveryMode=d: maps declared with -D are not asked
  // Gets what goes wrong in a rule or map ("Infinite loop in ruleset ..."); may be empty.
  std::function<void(std::string_view message)> report;
  // Gets what is wrong with the address itself ("Unbalanced '<'"); may be empty.
  std::function<void(std::string_view message)> complain;

  Evaluation(config::MacroScope& macros_in, base::Waiter& waiter_in);
  ~Evaluation();
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  RewriteCounts counts;
  std::unique_ptr<Scratch> scratch;
};

// The names in the certificate of the peer that the session talks to now; none: forgets the last one's.
void set_cert_altnames(std::span<const std::string> names, Evaluation& evaluation);

}  // namespace sendwright::rules
