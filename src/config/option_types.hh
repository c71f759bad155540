// The types of option values that are words or sets of words, with their names in the
// configuration file.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"

namespace sendwright::config {

enum class DeliveryMode : char {
  kInteractive = 'i',  // deliver before answering
  kBackground = 'b',   // answer once the message is safe, deliver at once
  kQueueOnly = 'q',    // deliver in the next queue run
  kDeferred = 'd',     // as kQueueOnly, and no map declared with -D is asked on receipt
};
enum class SuperSafe : char { kNo, kYes, kInteractive, kPostMilter };
enum class QueueSortOrder : char {
  kPriority, kHost, kTime, kFilename, kModification, kRandom, kNone
};
enum class EightBitMode : char { kMimefy = 'm', kPass = 'p', kStrict = 's' };
enum class ErrorMode : char {
  kPrint = 'p', kQuiet = 'q', kMail = 'm', kWrite = 'w', kMailAlways = 'e'
};
enum class NoRecipientAction : char {
  kNone, kAddTo, kAddApparentlyTo, kAddBcc, kAddToUndisclosed
};
enum class ProbeInterfaces : char { kAll, kNoLoopback, kNone };  // DontProbeInterfaces

// PrivacyOptions: a set of these.
enum class Privacy : unsigned {
  kNeedMailHelo, kNeedExpnHelo, kNeedVrfyHelo, kNoExpn, kNoVrfy, kNoEtrn, kNoVerb, kRestrictMailq,
  kRestrictQueueRun, kRestrictExpand, kNoReceipts, kNoBodyReturn, kAuthWarnings,
  kNoActualRecipient, kCount
};

// DontBlameSendmail: the file-safety checks that are turned off.
enum class Relaxation : unsigned {
  kAssumeSafeChown, kCertOwner, kClassFileInUnsafeDirPath, kDontWarnForwardFileInUnsafeDirPath,
  kErrorHeaderInUnsafeDirPath, kFileDeliveryToHardLink, kFileDeliveryToSymLink,
  kForwardFileInGroupWritableDirPath, kForwardFileInUnsafeDirPath, kForwardFileInUnsafeDirPathSafe,
  kGroupReadableDefaultAuthInfoFile, kGroupReadableKeyFile, kGroupReadableSaslDbFile,
  kGroupWritableAliasFile, kGroupWritableDirPathSafe, kGroupWritableForwardFile,
  kGroupWritableForwardFileSafe, kGroupWritableIncludeFile, kGroupWritableIncludeFileSafe,
  kGroupWritableSaslDbFile, kHelpFileInUnsafeDirPath, kIncludeFileInGroupWritableDirPath,
  kIncludeFileInUnsafeDirPath, kIncludeFileInUnsafeDirPathSafe, kInsufficientEntropy,
  kLinkedAliasFileInWritableDir, kLinkedClassFileInWritableDir, kLinkedForwardFileInWritableDir,
  kLinkedIncludeFileInWritableDir, kLinkedMapInWritableDir,
  kLinkedServiceSwitchFileInWritableDir, kMapInUnsafeDirPath, kNonRootSafeAddr,
  kRunProgramInUnsafeDirPath, kRunWritableProgram, kTrustStickyBit, kWorldWritableAliasFile,
  kWorldWritableForwardFile, kWorldWritableIncludeFile, kWriteMapToHardLink, kWriteMapToSymLink,
  kWriteStatsToHardLink, kWriteStatsToSymLink, kCount
};

// A set of the members of one of the enumerations above.
template <typename Word>
class WordSet {
 public:
  [[nodiscard]] bool has(Word word) const { return bits_.test(static_cast<size_t>(word)); }
  [[nodiscard]] bool empty() const { return bits_.none(); }
  void add(Word word) { bits_.set(static_cast<size_t>(word)); }
  void clear() { bits_.reset(); }

 private:
  std::bitset<static_cast<size_t>(Word::kCount)> bits_;
};

// Adds the words of a comma list (`goaway,restrictmailq`) to the set. An unknown word is an error
// that names it; the words before it have been added.
[[nodiscard]] base::Result<void> add_privacy_words(std::string_view text, WordSet<Privacy>& set);
[[nodiscard]] base::Result<void> add_relaxations(std::string_view text, WordSet<Relaxation>& set);

// Each takes what the option accepts (mostly the first letter decides) or says what is wrong.
[[nodiscard]] base::Result<DeliveryMode> parse_delivery_mode(std::string_view text);
[[nodiscard]] SuperSafe parse_super_safe(std::string_view text);
[[nodiscard]] base::Result<QueueSortOrder> parse_queue_sort_order(std::string_view text);
[[nodiscard]] base::Result<EightBitMode> parse_eight_bit_mode(std::string_view text);
[[nodiscard]] base::Result<ErrorMode> parse_error_mode(std::string_view text);
[[nodiscard]] base::Result<NoRecipientAction> parse_no_recipient_action(std::string_view text);

// ResolverOptions: what changes from the resolver's defaults.
struct ResolverFlags {
  bool is_dns_used = true;               // `false`: no DNS at all
  bool has_wildcard_mx = false;          // an MX record proves nothing when canonifying
  bool works_around_broken_aaaa = false;  // SERVFAIL on AAAA counts as no address
  bool wants_ipv6_first = false;
  bool wants_dnssec = false;
  bool uses_tcp = false;       // +usevc
  bool searches_domains = true;  // dnsrch, defnames
};
[[nodiscard]] base::Result<void> add_resolver_flags(std::string_view text, ResolverFlags& flags);

// `user`, `user:group`, `uid:gid` of DefaultUser, RunAsUser and mailers' U=.
struct UserAndGroup {
  std::string user;   // as written
  std::string group;  // as written, may be empty: the user's own group
};

}  // namespace sendwright::config
