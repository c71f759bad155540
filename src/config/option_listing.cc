#include "config/option_listing.hh"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "base/strings.hh"
#include "config/option_table.hh"

namespace sendwright::config {
namespace {

struct OptionCode {
  std::string_view name;
  int code;
};

// sendmail's internal numbers of options that have no letter.
constexpr auto kCodes = std::to_array<OptionCode>({
    {"AllowBogusHELO", 0x95}, {"AuthMaxBits", 0xca}, {"AuthMechanisms", 0xae},
    {"AuthOptions", 0xbd}, {"AuthRealm", 0xd6}, {"BadRcptShutdown", 0xe1},
    {"BadRcptShutdownGood", 0xe2}, {"BadRcptThrottle", 0xc3}, {"CACertFile", 0xb8},
    {"CACertPath", 0xb9}, {"CertFingerprintAlgorithm", 0xbf}, {"CipherList", 0xc0},
    {"CipherSuites", 0xfa}, {"ClientCertFile", 0xb6}, {"ClientKeyFile", 0xb7},
    {"ClientPortOptions", 0xaf}, {"ClientSSLOptions", 0xe4}, {"ColonOkInAddr", 0x8b},
    {"ConnectionRateThrottle", 0x97}, {"ConnectionRateWindowSize", 0xd3}, {"ConnectOnlyTo", 0xa6},
    {"ControlSocketName", 0xa9}, {"CRLFile", 0xd4}, {"CRLPath", 0xd7}, {"DataFileBufferSize", 0xb0},
    {"DeadLetterDrop", 0xa3}, {"DefaultAuthInfo", 0xad}, {"DefaultCharSet", 0x85},
    {"DelayLA", 0xcd}, {"DeliverByMin", 0xc4}, {"DHParameters", 0xba}, {"DialDelay", 0x87},
    {"DirectSubmissionModifiers", 0xc7}, {"DontBlameSendmail", 0xa0}, {"DontExpandCnames", 0x8e},
    {"DontInitGroups", 0x93}, {"DontProbeInterfaces", 0xa1}, {"DoubleBounceAddress", 0x9a},
    {"FallbackSmartHost", 0xd5}, {"FastSplit", 0xce}, {"HeloName", 0xd8}, {"HostsFile", 0x82},
    {"HostStatusDirectory", 0x9b}, {"InputMailFilters", 0xbb}, {"LDAPDefaultSpec", 0xb2},
    {"MailboxDatabase", 0xcb}, {"MaxAliasRecursion", 0xa5}, {"MaxDaemonChildren", 0x8d},
    {"MaxHeadersLength", 0xaa}, {"MaxMessageSize", 0x8a}, {"MaxMimeHeaderLength", 0xa8},
    {"MaxNOOPCommands", 0xdc}, {"MaxQueueAge", 0xe5}, {"MaxQueueChildren", 0xc5},
    {"MaxQueueRunSize", 0x8c}, {"MaxRecipientsPerMessage", 0xa2}, {"MaxRunnersPerQueue", 0xc6},
    {"Milter", 0xbc}, {"MinQueueAge", 0x83}, {"MustQuoteChars", 0x8f}, {"NiceQueueRun", 0xc8},
    {"NoRecipientAction", 0x88}, {"OperatorChars", 0x92}, {"PidFile", 0x9f},
    {"ProcessTitlePrefix", 0xac}, {"QueueFileMode", 0xbe}, {"QueueSortOrder", 0x81},
    {"RandFile", 0xc1}, {"RejectLogInterval", 0xd1}, {"RejectNUL", 0xe9},
    {"RequiresDirfsync", 0xd2}, {"RrtImpliesDsn", 0x9e}, {"RunAsUser", 0x9d},
    {"SafeFileEnvironment", 0x89}, {"ServerCertFile", 0xb4}, {"ServerKeyFile", 0xb5},
    {"ServerSSLOptions", 0xe3}, {"ServiceSwitchFile", 0x86}, {"SetCertAltnames", 0xf7},
    {"SharedMemoryKey", 0xc9}, {"SharedMemoryKeyFile", 0xd0}, {"SingleLineFromHeader", 0x94},
    {"SingleThreadDelivery", 0x9c}, {"SmtpGreetingMessage", 0x90}, {"SMTPUTF8", 0xf8},
    {"SoftBounce", 0xcf}, {"SSLEngine", 0xed}, {"SSLEnginePath", 0xee},
    {"StrictTransportSecurity", 0xf9}, {"TLSFallbacktoClear", 0xef}, {"TLSSrvOptions", 0xc2},
    {"TrustedUser", 0xa7}, {"UnixFromLine", 0x91}, {"UnsafeGroupWrites", 0x99},
    {"UseCompressedIPv6Addresses", 0xec}, {"UseMSP", 0xcc}, {"XscriptFileBufferSize", 0xb1},
});

std::string_view unit_name(char unit) {
  switch (unit) {
    case 's':
      return "seconds";
    case 'm':
      return "minutes";
    case 'h':
      return "hours";
    case 'd':
      return "days";
    case 'w':
      return "weeks";
    default:
      return {};
  }
}

std::string in_one_line(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\n') {
      out += " | ";
    } else {
      out += c;
    }
  }
  return base::printable(out);
}

// The last line of the file that sets each option.
std::map<std::string, int, std::less<>> lines_of_options(const Configuration& configuration) {
  std::map<std::string, int, std::less<>> found;
  for (const RawOption& line : configuration.option_lines) {
    const auto name = line.name.size() == 1 ? Options::full_name(line.name.front())
                                            : Options::full_name(line.name);
    if (name) found[*name] = line.line;
  }
  return found;
}

}  // namespace

std::vector<OptionInForce> options_in_force(const Configuration& configuration) {
  const auto lines = lines_of_options(configuration);
  std::vector<OptionInForce> all;
  for (const OptionInfo& info : option_table()) {
    if (info.name.empty()) continue;
    OptionInForce option;
    option.name = info.name;
    option.value = configuration.options.text(info.name).value_or("");
    option.built_in = info.built_in.value_or("");
    option.unit = info.unit;
    if (configuration.options.is_overridden(info.name)) {
      option.source = "command line";
    } else if (const auto line = lines.find(info.name); line != lines.end()) {
      option.source = configuration.file + ", line " + std::to_string(line->second);
    }
    all.push_back(std::move(option));
  }
  return all;
}

std::string describe(const OptionInForce& option) {
  std::string text = option.name + "=" + in_one_line(option.value) + " (";
  text += option.source.empty() ? "default" : option.source;
  if (option.unit != 0) text.append("; in ").append(unit_name(option.unit));
  if (!option.source.empty()) text += "; default: " + in_one_line(option.built_in);
  return text + ")";
}

std::string setting_text(std::string_view name, std::string_view value) {
  // `Timeout.mail` is shown as a part of option Timeout.
  const std::string_view whole = name.substr(0, name.find('.'));
  const std::string_view part = name.substr(whole.size());
  const auto* code = std::ranges::find(kCodes, whole, &OptionCode::name);
  std::string shown = "?";
  if (code != kCodes.end()) {
    std::array<char, 8> hexadecimal{};
    std::snprintf(hexadecimal.data(), hexadecimal.size(), "0x%x", static_cast<unsigned>(code->code));
    shown = hexadecimal.data();
  } else {
    for (const OptionInfo& info : option_table()) {
      if (info.name == whole && info.letter != '\0') shown = info.letter;
    }
  }
  return std::string(whole) + " (" + shown + ")" + std::string(part) + "=" + std::string(value);
}

}  // namespace sendwright::config
