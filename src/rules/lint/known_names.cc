#include "rules/lint/known_names.hh"

#include <algorithm>
#include <array>
#include <string_view>

#include "rules/hook_table.hh"

namespace sendwright::rules::lint {
namespace {

using namespace std::string_view_literals;

// What is called besides the hooks: numbers, and rulesets for other purposes.
constexpr std::array kEntryRulesets{"0"sv, "1"sv,   "2"sv,
                                    "3"sv, "4"sv,   "5"sv,
                                    "bcc"sv,        "debug_dumpstate"sv,
                                    "x_connect"sv,  "XConnect"sv};

constexpr std::array kLibraryRulesets{"6"sv,
                                      "7"sv,
                                      "8"sv,
                                      "90"sv,
                                      "93"sv,
                                      "94"sv,
                                      "95"sv,
                                      "96"sv,
                                      "97"sv,
                                      "98"sv,
                                      "A"sv,
                                      "D"sv,
                                      "E"sv,
                                      "F"sv,
                                      "U"sv,
                                      "AddDomain"sv,
                                      "BadMX"sv,
                                      "canonify"sv,
                                      "final"sv,
                                      "localaddr"sv,
                                      "parse"sv,
                                      "Basic_check_mail"sv,
                                      "Basic_check_rcpt"sv,
                                      "Basic_check_relay"sv,
                                      "CanonAddr"sv,
                                      "CanonLocal"sv,
                                      "Canonify2"sv,
                                      "checkcompat"sv,
                                      "checkmail"sv,
                                      "checkrcpt"sv,
                                      "checkrelay"sv,
                                      "ConnControl"sv,
                                      "DANE_disabled"sv,
                                      "Delay_TLS_Clt"sv,
                                      "Delay_TLS_Clt2"sv,
                                      "DomainMapLookup"sv,
                                      "EnvFromL"sv,
                                      "EnvFromSMTP"sv,
                                      "EnvFromUD"sv,
                                      "EnvFromUUD"sv,
                                      "EnvToL"sv,
                                      "EnvToSMTP"sv,
                                      "EnvToU"sv,
                                      "FromU"sv,
                                      "FullAddr"sv,
                                      "HdrFromL"sv,
                                      "HdrFromSMTP"sv,
                                      "HdrToL"sv,
                                      "HdrToU"sv,
                                      "LDAPExpand"sv,
                                      "LDAPMailertable"sv,
                                      "Local_check_mail"sv,
                                      "Local_check_rcpt"sv,
                                      "Local_check_relay"sv,
                                      "Local_clt_features"sv,
                                      "Local_greet_pause"sv,
                                      "Local_localaddr"sv,
                                      "Local_Relay_Auth"sv,
                                      "Local_srv_features"sv,
                                      "Local_tls_client"sv,
                                      "Local_tls_rcpt"sv,
                                      "Local_tls_server"sv,
                                      "Local_trust_auth"sv,
                                      "Local_try_tls"sv,
                                      "Mail11From"sv,
                                      "Mail11To"sv,
                                      "MailerToTriple"sv,
                                      "Mailertable"sv,
                                      "MasqEnv"sv,
                                      "MasqHdr"sv,
                                      "MasqRelay"sv,
                                      "MasqSMTP"sv,
                                      "max"sv,
                                      "Parse0"sv,
                                      "Parse1"sv,
                                      "ParseBcc"sv,
                                      "ParseLocal"sv,
                                      "ParseRecipient"sv,
                                      "PseudoToReal"sv,
                                      "RateControl"sv,
                                      "Rcpt_ok"sv,
                                      "Recurse"sv,
                                      "Relay_ok"sv,
                                      "RelayTLS"sv,
                                      "SearchList"sv,
                                      "Set_SNI"sv,
                                      "STS_Check"sv,
                                      "STS_disabled"sv,
                                      "STS_SAN"sv,
                                      "STS_secure"sv,
                                      "tls_clt_feat_acc"sv,
                                      "TLS_connection"sv,
                                      "TLS_NameInList"sv,
                                      "TLS_req"sv};

constexpr std::array kStartMacros{"j"sv, "k"sv, "m"sv, "opMode"sv, "v"sv, "w"sv};

constexpr std::array kRunTimeMacros{"_"sv,
                                    "a"sv,
                                    "b"sv,
                                    "c"sv,
                                    "d"sv,
                                    "f"sv,
                                    "g"sv,
                                    "h"sv,
                                    "i"sv,
                                    "l"sv,
                                    "n"sv,
                                    "o"sv,
                                    "p"sv,
                                    "q"sv,
                                    "r"sv,
                                    "s"sv,
                                    "t"sv,
                                    "u"sv,
                                    "x"sv,
                                    "y"sv,
                                    "z"sv,
                                    "addr_type"sv,
                                    "alg_bits"sv,
                                    "auth_authen"sv,
                                    "auth_author"sv,
                                    "auth_ssf"sv,
                                    "auth_type"sv,
                                    "bodytype"sv,
                                    "cert_fp"sv,
                                    "cert_issuer"sv,
                                    "cert_md5"sv,
                                    "cert_subject"sv,
                                    "cipher"sv,
                                    "cipher_bits"sv,
                                    "client_addr"sv,
                                    "client_connections"sv,
                                    "client_flags"sv,
                                    "client_name"sv,
                                    "client_port"sv,
                                    "client_ptr"sv,
                                    "client_rate"sv,
                                    "client_resolve"sv,
                                    "cn_issuer"sv,
                                    "cn_subject"sv,
                                    "currHeader"sv,
                                    "daemon_addr"sv,
                                    "daemon_family"sv,
                                    "daemon_flags"sv,
                                    "daemon_info"sv,
                                    "daemon_name"sv,
                                    "daemon_port"sv,
                                    "deliveryMode"sv,
                                    "dsn_envid"sv,
                                    "dsn_notify"sv,
                                    "dsn_ret"sv,
                                    "envid"sv,
                                    "hdr_name"sv,
                                    "hdrlen"sv,
                                    "if_addr"sv,
                                    "if_addr_out"sv,
                                    "if_family"sv,
                                    "if_family_out"sv,
                                    "if_name"sv,
                                    "if_name_out"sv,
                                    "load_avg"sv,
                                    "mail_addr"sv,
                                    "mail_from"sv,
                                    "mail_host"sv,
                                    "mail_mailer"sv,
                                    "msg_id"sv,
                                    "msg_size"sv,
                                    "nbadrcpts"sv,
                                    "nrcpts"sv,
                                    "ntries"sv,
                                    "quarantine"sv,
                                    "queue_interval"sv,
                                    "rcpt_addr"sv,
                                    "rcpt_host"sv,
                                    "rcpt_mailer"sv,
                                    "server_addr"sv,
                                    "server_name"sv,
                                    "sts_sni"sv,
                                    "time"sv,
                                    "tls_version"sv,
                                    "total_rate"sv,
                                    "verify"sv};

constexpr std::array kLibraryMacros{"B"sv,
                                    "C"sv,
                                    "D"sv,
                                    "E"sv,
                                    "F"sv,
                                    "H"sv,
                                    "L"sv,
                                    "M"sv,
                                    "R"sv,
                                    "S"sv,
                                    "U"sv,
                                    "V"sv,
                                    "W"sv,
                                    "X"sv,
                                    "Y"sv,
                                    "Z"sv,
                                    "Host"sv,
                                    "LocalAddrHost"sv,
                                    "MTAHost"sv,
                                    "N"sv,
                                    "PoisonRecipient"sv,
                                    "RHS"sv,
                                    "RecipientAddress"sv,
                                    "rcpt_flags"sv,
                                    "saved_verify"sv,
                                    "sendmailMTACluster"sv,
                                    "TLS_Name"sv};

constexpr std::array kLibraryClasses{"B"sv,
                                     "E"sv,
                                     "F"sv,
                                     "G"sv,
                                     "L"sv,
                                     "M"sv,
                                     "N"sv,
                                     "O"sv,
                                     "P"sv,
                                     "R"sv,
                                     "U"sv,
                                     "V"sv,
                                     "W"sv,
                                     "X"sv,
                                     "Y"sv,
                                     "Z"sv,
                                     "Accept"sv,
                                     "Canonify"sv,
                                     "LDAPRoute"sv,
                                     "LDAPRouteEquiv"sv,
                                     "MappedDomain"sv,
                                     "ResOk"sv,
                                     "SMTPOpModes"sv,
                                     "SpamTag"sv,
                                     "Src"sv,
                                     "Tls"sv,
                                     "TlsVerified"sv,
                                     "TrustAuthMech"sv,
                                     "VirtHost"sv};

constexpr std::array kLibraryMaps{"arith"sv, "dequote"sv, "macro"sv, "storage"sv};

template <typename Names>
bool is_in(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

}  // namespace

bool is_entry_ruleset(std::string_view name) {
  return find_hook(name).has_value() || is_in(kEntryRulesets, name);
}
bool is_library_ruleset(std::string_view name) {
  return is_in(kLibraryRulesets, name);
}
bool is_macro_set_at_start(std::string_view name) {
  return is_in(kStartMacros, name);
}
bool is_macro_set_at_run_time(std::string_view name) {
  return is_in(kRunTimeMacros, name);
}
bool is_library_macro(std::string_view name) {
  return is_in(kLibraryMacros, name);
}
bool is_library_class(std::string_view name) {
  return is_in(kLibraryClasses, name);
}
bool is_library_map(std::string_view name) {
  return is_in(kLibraryMaps, name);
}

}  // namespace sendwright::rules::lint
