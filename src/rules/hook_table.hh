// The rulesets that the program calls by name: when each is called, what its workspace holds, which
// of its answers count. docs/rulesets.md tells administrators the same; a test holds both together.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace sendwright::rules {

// In the order in which a message meets them: session, transaction, delivery.
enum class Hook : unsigned char {
  kGreetPause,
  kCheckRelay,
  kSrvFeatures,
  kTlsSrvFeatures,
  kTlsClient,
  kCheckOther,
  kCheckVrfy,
  kCheckExpn,
  kCheckEtrn,
  kTrustAuth,
  kCheckMail,
  kQueueGroup,
  kCheckRcpt,
  kCheckData,
  kCheckEoh,
  kCheckEom,
  kBcc,
  kCheckCompat,
  kCltFeatures,
  kTryTls,
  kTlsCltFeatures,
  kTlsServer,
  kAuthInfo,
  kTlsRcpt,
};

struct HookInfo {
  Hook hook;
  std::string_view name;
  std::string_view called;     // when
  std::string_view workspace;  // its arguments; `$|` stands between them
  std::string_view answers;    // what counts; everything else is as if the ruleset were not there
  std::string_view otherwise;  // what holds without such an answer
};

// All of them, in the order of the enumeration.
[[nodiscard]] std::span<const HookInfo> hook_table();
[[nodiscard]] const HookInfo& info_of(Hook hook);
[[nodiscard]] inline std::string_view name_of(Hook hook) {
  return info_of(hook).name;
}
// Names of rulesets are case-sensitive.
[[nodiscard]] std::optional<Hook> find_hook(std::string_view name);

}  // namespace sendwright::rules
