#include "config/option_types.hh"

#include <span>

#include "base/strings.hh"

namespace sendwright::config {
namespace {

template <typename Word>
struct WordName {
  std::string_view name;
  Word word;
};

constexpr WordName<Privacy> kPrivacyWords[] = {
    {"needmailhelo", Privacy::kNeedMailHelo},
    {"needexpnhelo", Privacy::kNeedExpnHelo},
    {"needvrfyhelo", Privacy::kNeedVrfyHelo},
    {"noexpn", Privacy::kNoExpn},
    {"noexpn", Privacy::kNoVerb},  // no EXPN, no VERB
    {"novrfy", Privacy::kNoVrfy},
    {"noetrn", Privacy::kNoEtrn},
    {"noverb", Privacy::kNoVerb},
    {"restrictmailq", Privacy::kRestrictMailq},
    {"restrictqrun", Privacy::kRestrictQueueRun},
    {"restrictexpand", Privacy::kRestrictExpand},
    {"noreceipts", Privacy::kNoReceipts},
    {"nobodyreturn", Privacy::kNoBodyReturn},
    {"authwarnings", Privacy::kAuthWarnings},
    {"noactualrecipient", Privacy::kNoActualRecipient},
    {"goaway", Privacy::kNeedMailHelo},
    {"goaway", Privacy::kNeedExpnHelo},
    {"goaway", Privacy::kNeedVrfyHelo},
    {"goaway", Privacy::kNoExpn},
    {"goaway", Privacy::kNoVrfy},
    {"goaway", Privacy::kNoVerb},
    {"goaway", Privacy::kAuthWarnings},
};

constexpr WordName<Relaxation> kRelaxationWords[] = {
    {"AssumeSafeChown", Relaxation::kAssumeSafeChown},
    {"CertOwner", Relaxation::kCertOwner},
    {"ClassFileInUnsafeDirPath", Relaxation::kClassFileInUnsafeDirPath},
    {"DontWarnForwardFileInUnsafeDirPath", Relaxation::kDontWarnForwardFileInUnsafeDirPath},
    {"ErrorHeaderInUnsafeDirPath", Relaxation::kErrorHeaderInUnsafeDirPath},
    {"FileDeliveryToHardLink", Relaxation::kFileDeliveryToHardLink},
    {"FileDeliveryToSymLink", Relaxation::kFileDeliveryToSymLink},
    {"ForwardFileInGroupWritableDirPath", Relaxation::kForwardFileInGroupWritableDirPath},
    {"ForwardFileInUnsafeDirPath", Relaxation::kForwardFileInUnsafeDirPath},
    {"ForwardFileInUnsafeDirPathSafe", Relaxation::kForwardFileInUnsafeDirPathSafe},
    {"GroupReadableDefaultAuthInfoFile", Relaxation::kGroupReadableDefaultAuthInfoFile},
    {"GroupReadableKeyFile", Relaxation::kGroupReadableKeyFile},
    {"GroupReadableSASLDBFile", Relaxation::kGroupReadableSaslDbFile},
    {"GroupWritableAliasFile", Relaxation::kGroupWritableAliasFile},
    {"GroupWritableDirPathSafe", Relaxation::kGroupWritableDirPathSafe},
    {"GroupWritableForwardFile", Relaxation::kGroupWritableForwardFile},
    {"GroupWritableForwardFileSafe", Relaxation::kGroupWritableForwardFileSafe},
    {"GroupWritableIncludeFile", Relaxation::kGroupWritableIncludeFile},
    {"GroupWritableIncludeFileSafe", Relaxation::kGroupWritableIncludeFileSafe},
    {"GroupWritableSASLDBFile", Relaxation::kGroupWritableSaslDbFile},
    {"HelpFileInUnsafeDirPath", Relaxation::kHelpFileInUnsafeDirPath},
    {"IncludeFileInGroupWritableDirPath", Relaxation::kIncludeFileInGroupWritableDirPath},
    {"IncludeFileInUnsafeDirPath", Relaxation::kIncludeFileInUnsafeDirPath},
    {"IncludeFileInUnsafeDirPathSafe", Relaxation::kIncludeFileInUnsafeDirPathSafe},
    {"InsufficientEntropy", Relaxation::kInsufficientEntropy},
    {"LinkedAliasFileInWritableDir", Relaxation::kLinkedAliasFileInWritableDir},
    {"LinkedClassFileInWritableDir", Relaxation::kLinkedClassFileInWritableDir},
    {"LinkedForwardFileInWritableDir", Relaxation::kLinkedForwardFileInWritableDir},
    {"LinkedIncludeFileInWritableDir", Relaxation::kLinkedIncludeFileInWritableDir},
    {"LinkedMapInWritableDir", Relaxation::kLinkedMapInWritableDir},
    {"LinkedServiceSwitchFileInWritableDir", Relaxation::kLinkedServiceSwitchFileInWritableDir},
    {"MapInUnsafeDirPath", Relaxation::kMapInUnsafeDirPath},
    {"NonRootSafeAddr", Relaxation::kNonRootSafeAddr},
    {"RunProgramInUnsafeDirPath", Relaxation::kRunProgramInUnsafeDirPath},
    {"RunWritableProgram", Relaxation::kRunWritableProgram},
    {"TrustStickyBit", Relaxation::kTrustStickyBit},
    {"WorldWritableAliasFile", Relaxation::kWorldWritableAliasFile},
    {"WorldWritableForwardFile", Relaxation::kWorldWritableForwardFile},
    {"WorldWritableIncludeFile", Relaxation::kWorldWritableIncludeFile},
    {"WriteMapToHardLink", Relaxation::kWriteMapToHardLink},
    {"WriteMapToSymLink", Relaxation::kWriteMapToSymLink},
    {"WriteStatsToHardLink", Relaxation::kWriteStatsToHardLink},
    {"WriteStatsToSymLink", Relaxation::kWriteStatsToSymLink},
};

constexpr WordName<bool ResolverFlags::*> kResolverWords[] = {
    {"haswildcardmx", &ResolverFlags::has_wildcard_mx},
    {"workaroundbrokenaaaa", &ResolverFlags::works_around_broken_aaaa},
    {"use_inet6", &ResolverFlags::wants_ipv6_first},
    {"use_dnssec", &ResolverFlags::wants_dnssec},
    {"usevc", &ResolverFlags::uses_tcp},
    {"dnsrch", &ResolverFlags::searches_domains},
    {"defnames", &ResolverFlags::searches_domains},
    // Accepted; libunbound decides these by itself.
    {"debug", nullptr},
    {"aaonly", nullptr},
    {"primary", nullptr},
    {"igntc", nullptr},
    {"recurse", nullptr},
    {"stayopen", nullptr},
    {"use_edns0", nullptr},
    {"trustad", nullptr},
};

// Adds all that `name` stands for; false if it stands for nothing.
template <typename Word>
bool add_word(std::string_view name, std::span<const WordName<Word>> words, WordSet<Word>& set) {
  bool is_known = false;
  for (const auto& entry : words) {
    if (!base::equals_ignoring_case(entry.name, name)) continue;
    set.add(entry.word);
    is_known = true;
  }
  return is_known;
}

char first_letter(std::string_view text) {
  return text.empty() ? '\0' : base::ascii_lower(text.front());
}

}  // namespace

base::Result<void> add_privacy_words(std::string_view text, WordSet<Privacy>& set) {
  for (const auto word : base::split_words(text, ", \t")) {
    if (base::equals_ignoring_case(word, "public")) continue;
    if (!add_word<Privacy>(word, kPrivacyWords, set))
      return base::permanent("readcf: Op line: " + std::string(word) + " unrecognized");
  }
  return {};
}

base::Result<void> add_relaxations(std::string_view text, WordSet<Relaxation>& set) {
  for (const auto word : base::split_words(text, ", \t")) {
    if (base::equals_ignoring_case(word, "safe")) {
      set.clear();
    } else if (!add_word<Relaxation>(word, kRelaxationWords, set)) {
      return base::permanent("readcf: DontBlameSendmail option: " + std::string(word) +
                             " unrecognized");
    }
  }
  return {};
}

base::Result<DeliveryMode> parse_delivery_mode(std::string_view text) {
  switch (const char letter = text.empty() ? '\0' : text.front()) {
    case '\0': return DeliveryMode::kInteractive;
    case 'i':
    case 'b':
    case 'q':
    case 'd': return static_cast<DeliveryMode>(letter);
    default:
      return base::permanent("Unknown delivery mode " + std::string(text.substr(0, 1)));
  }
}

SuperSafe parse_super_safe(std::string_view text) {
  switch (first_letter(text)) {
    case 'i': return SuperSafe::kInteractive;
    case 'p': return SuperSafe::kPostMilter;
    case '\0':
    case 't':
    case 'y': return SuperSafe::kYes;
    default: return SuperSafe::kNo;
  }
}

base::Result<QueueSortOrder> parse_queue_sort_order(std::string_view text) {
  switch (first_letter(text)) {
    case 'p': return QueueSortOrder::kPriority;
    case 'h': return QueueSortOrder::kHost;
    case 't': return QueueSortOrder::kTime;
    case 'f': return QueueSortOrder::kFilename;
    case 'm': return QueueSortOrder::kModification;
    case 'r': return QueueSortOrder::kRandom;
    case 'n': return QueueSortOrder::kNone;
    default:
      return base::permanent("Invalid queue sort order \"" + std::string(text) + "\"");
  }
}

base::Result<EightBitMode> parse_eight_bit_mode(std::string_view text) {
  switch (const char letter = text.empty() ? '\0' : text.front()) {
    case 'm':
    case 'p':
    case 's': return static_cast<EightBitMode>(letter);
    default: return base::permanent("Unknown 8-bit mode " + std::string(text.substr(0, 1)));
  }
}

base::Result<ErrorMode> parse_error_mode(std::string_view text) {
  switch (const char letter = first_letter(text)) {
    case '\0': return ErrorMode::kPrint;
    case 'p':
    case 'q':
    case 'm':
    case 'w':
    case 'e': return static_cast<ErrorMode>(letter);
    default: return ErrorMode::kPrint;
  }
}

base::Result<NoRecipientAction> parse_no_recipient_action(std::string_view text) {
  static constexpr WordName<NoRecipientAction> kWords[] = {
      {"none", NoRecipientAction::kNone},
      {"add-to", NoRecipientAction::kAddTo},
      {"add-apparently-to", NoRecipientAction::kAddApparentlyTo},
      {"add-bcc", NoRecipientAction::kAddBcc},
      {"add-to-undisclosed", NoRecipientAction::kAddToUndisclosed},
  };
  for (const auto& entry : kWords)
    if (base::equals_ignoring_case(entry.name, text)) return entry.word;
  return base::permanent("Invalid NoRecipientAction: " + std::string(text));
}

base::Result<void> add_resolver_flags(std::string_view text, ResolverFlags& flags) {
  for (std::string_view word : base::split_words(text, ", \t")) {
    if (base::equals_ignoring_case(word, "true") || base::equals_ignoring_case(word, "false")) {
      flags.is_dns_used = base::ascii_lower(word.front()) == 't';
      continue;
    }
    const bool is_set = word.front() != '-';
    if (word.front() == '-' || word.front() == '+') word.remove_prefix(1);
    bool is_known = false;
    for (const auto& entry : kResolverWords) {
      if (!base::equals_ignoring_case(entry.name, word)) continue;
      if (entry.word) flags.*entry.word = is_set;
      is_known = true;
    }
    if (!is_known)
      return base::permanent("readcf: I option value " + std::string(word) + " unrecognized");
  }
  return {};
}

}  // namespace sendwright::config
