#include "rules/hook_table.hh"

#include <algorithm>
#include <array>

namespace sendwright::rules {
namespace {

constexpr std::string_view kErrorOnly = "error";
constexpr std::string_view kEveryKind = "error, discard, quarantine";

constexpr std::array kHooks{
    HookInfo{Hook::kGreetPause, "greet_pause", "before the greeting, not with TLS from the start",
             "client name $| client address", "$# milliseconds", "greeted at once"},
    HookInfo{Hook::kCheckRelay, "check_relay", "before the greeting, not for standard input",
             "client name $| client address", kEveryKind, "accepted"},
    HookInfo{Hook::kSrvFeatures, "srv_features", "before the greeting and after STARTTLS",
             "client name $| (empty)", "$# letters, $# temp, error", "as the options say"},
    HookInfo{Hook::kTlsSrvFeatures, "tls_srv_features", "at STARTTLS of a client",
             "client name $| client address", "settings, without $#", "as the options say"},
    HookInfo{Hook::kTlsClient, "tls_client", "after STARTTLS; the rules themselves ask at MAIL",
             "${verify} $| STARTTLS or MAIL", kErrorOnly, "accepted"},
    HookInfo{Hook::kCheckOther, "check_other", "at commands that have no ruleset of their own",
             "command line $| first digit of the reply", kErrorOnly, "the reply is given"},
    HookInfo{Hook::kCheckVrfy, "check_vrfy", "at VRFY", "argument", kErrorOnly, "accepted"},
    HookInfo{Hook::kCheckExpn, "check_expn", "at EXPN", "argument", kErrorOnly, "accepted"},
    HookInfo{Hook::kCheckEtrn, "check_etrn", "at ETRN", "argument", kErrorOnly, "accepted"},
    HookInfo{Hook::kTrustAuth, "trust_auth", "at MAIL with a parameter AUTH=", "value of AUTH=",
             kErrorOnly, "trusted"},
    HookInfo{Hook::kCheckMail, "check_mail", "at MAIL", "<sender>", kEveryKind, "accepted"},
    HookInfo{Hook::kQueueGroup, "queuegroup", "when a recipient has been resolved", "address",
             "$# group", "the group of the mailer"},
    HookInfo{Hook::kCheckRcpt, "check_rcpt", "at RCPT", "<recipient>", kEveryKind, "accepted"},
    HookInfo{Hook::kCheckData, "check_data", "at DATA", "number of recipients", kEveryKind,
             "accepted"},
    HookInfo{Hook::kCheckEoh, "check_eoh", "at the end of the header",
             "number of fields $| octets of the header", kEveryKind, "accepted"},
    HookInfo{Hook::kCheckEom, "check_eom", "at the end of the message", "octets of the message",
             kEveryKind, "accepted"},
    HookInfo{Hook::kBcc, "bcc", "at the end of the message, with option AddBcc", "recipient",
             "an address without $#, error", "no copy"},
    HookInfo{Hook::kCheckCompat, "check_compat", "before the delivery to a recipient",
             "sender $| recipient", kEveryKind, "delivered"},
    HookInfo{Hook::kCltFeatures, "clt_features", "after connecting to a server",
             "server name $| (empty)", "$# letters", "as the options say"},
    HookInfo{Hook::kTryTls, "try_tls", "before STARTTLS is sent", "server name", kErrorOnly,
             "TLS if the server offers it"},
    HookInfo{Hook::kTlsCltFeatures, "tls_clt_features", "before the handshake with a server",
             "server name $| server address", "settings, without $#", "as the options say"},
    HookInfo{Hook::kTlsServer, "tls_server", "when a server has said what it offers",
             "${verify}", kErrorOnly, "accepted"},
    HookInfo{Hook::kAuthInfo, "authinfo", "before AUTH is sent", "server name $| server address",
             "$# \"U:...\" \"P:...\"", "no authentication"},
    HookInfo{Hook::kTlsRcpt, "tls_rcpt", "before RCPT is sent", "recipient", kErrorOnly, "sent"},
};

static_assert(std::ranges::is_sorted(kHooks, {}, &HookInfo::hook));
static_assert(kHooks.size() == static_cast<std::size_t>(Hook::kTlsRcpt) + 1);

}  // namespace

std::span<const HookInfo> hook_table() { return kHooks; }

const HookInfo& info_of(Hook hook) { return kHooks[static_cast<std::size_t>(hook)]; }

std::optional<Hook> find_hook(std::string_view name) {
  const auto* const found = std::ranges::find(kHooks, name, &HookInfo::name);
  return found == kHooks.end() ? std::nullopt : std::optional(found->hook);
}

}  // namespace sendwright::rules
