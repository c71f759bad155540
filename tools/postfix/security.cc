// TLS and AUTH: smtpd_tls_*, smtp_tls_*, smtpd_sasl_*, smtp_sasl_*.
#include <algorithm>

#include "base/strings.hh"
#include "tools/postfix/conversion.hh"
#include "tools/postfix/names.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

namespace {

constexpr std::string_view kMechanisms = "DIGEST-MD5 CRAM-MD5 LOGIN PLAIN";

// The first of chain files and the like: `none' and nothing mean that there is none.
void path_option(Conversion& conversion, std::string_view parameter, std::string_view conf_name) {
  const auto path = conversion.value(parameter);
  auto& about = conversion.finding(parameter);
  if (path.empty() || path == "none") return about.same("no file");
  if (!path.starts_with('/'))
    return about.lost("`" + base::printable(path) + "': expected a whole path");
  conversion.define(parameter, conf_name, path);
}

bool server_has_tls(Conversion& conversion) {
  const auto level = conversion.value("smtpd_tls_security_level");
  if (!level.empty()) return level != "none";
  return conversion.is_yes("smtpd_use_tls") || conversion.is_yes("smtpd_enforce_tls");
}

void server_path(Conversion& conversion, std::string_view parameter, std::string_view conf_name) {
  if (server_has_tls(conversion)) return path_option(conversion, parameter, conf_name);
  conversion.finding(parameter).lost(
      "smtpd_tls_security_level is not set, so Postfix offers no TLS; without a "
      "certificate sendmail offers none either");
}

void server_certificate(Conversion& c) {
  server_path(c, "smtpd_tls_cert_file", "confSERVER_CERT");
  const bool has_own_key = c.is_set("smtpd_tls_key_file");
  if (!has_own_key && server_has_tls(c)) path_option(c, "smtpd_tls_cert_file", "confSERVER_KEY");
}
void server_key(Conversion& c) {
  server_path(c, "smtpd_tls_key_file", "confSERVER_KEY");
}
void server_authorities(Conversion& c) {
  server_path(c, "smtpd_tls_CAfile", "confCACERT");
}
void server_authority_folder(Conversion& c) {
  server_path(c, "smtpd_tls_CApath", "confCACERT_PATH");
}
void dh_parameters(Conversion& c) {
  server_path(c, "smtpd_tls_dh1024_param_file", "confDH_PARAMETERS");
}
void client_certificate(Conversion& c) {
  path_option(c, "smtp_tls_cert_file", "confCLIENT_CERT");
}
void client_key(Conversion& c) {
  path_option(c, "smtp_tls_key_file", "confCLIENT_KEY");
}

// sendmail has one list of authorities for both directions; that of the server counts.
void client_authority(Conversion& conversion, std::string_view parameter,
                      std::string_view of_server, std::string_view conf_name) {
  if (!conversion.is_set(of_server) || !server_has_tls(conversion))
    return path_option(conversion, parameter, conf_name);
  auto& about = conversion.finding(parameter);
  if (conversion.value(parameter) == conversion.value(of_server))
    about.same("the same as " + std::string(of_server));
  else
    about.lost("there is one place for authorities, and " + std::string(of_server) + " has it");
}
void client_authorities(Conversion& c) {
  client_authority(c, "smtp_tls_CAfile", "smtpd_tls_CAfile", "confCACERT");
}
void client_authority_folder(Conversion& c) {
  client_authority(c, "smtp_tls_CApath", "smtpd_tls_CApath", "confCACERT_PATH");
}

void server_chain(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_tls_chain_files");
  const auto files = conversion.list("smtpd_tls_chain_files");
  if (!server_has_tls(conversion) || files.empty()) return about.same("no TLS is offered");
  const auto& certificate = files.size() > 1 ? files[1] : files[0];
  conversion.define("smtpd_tls_chain_files", "confSERVER_KEY", files[0]);
  conversion.define("smtpd_tls_chain_files", "confSERVER_CERT", certificate);
  for (size_t i = 2; i < files.size(); ++i)
    about.lost(base::printable(files[i]) + ": one pair of files is used");
}

void server_level(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_tls_security_level");
  const auto level = conversion.value("smtpd_tls_security_level");
  const bool has_certificate =
      conversion.is_set("smtpd_tls_cert_file") || conversion.is_set("smtpd_tls_chain_files");
  if (level.empty() || level == "none") return about.same("no certificate, no TLS");
  if (level != "may" && level != "encrypt")
    return about.lost("`" + base::printable(level) + "': expected none, may or encrypt");
  if (!has_certificate)
    about.lost(
        "no certificate is named, so TLS is not offered: define confSERVER_CERT and "
        "confSERVER_KEY");
  if (level == "may") return about.carried("TLS is offered with the certificate");
  conversion.add_access("smtpd_tls_security_level", "TLS_Clt:", "ENCR:112");
  // Postfix has another way for the mail of local programs, submit.cf comes by SMTP.
  conversion.add_access("smtpd_tls_security_level", "TLS_Clt:127.0.0.1", "OK");
  about.carried("TLS_Clt: ENCR:112 in access: clients without TLS are refused");
}

void client_level(Conversion& conversion) {
  constexpr std::string_view kName = "smtp_tls_security_level";
  auto& about = conversion.finding(kName);
  const auto level = conversion.value(kName);
  if (level == "may") return about.same("TLS is used with servers that offer it");
  if (level == "none") {
    conversion.add_access(kName, "Try_TLS:", "NO");
    return about.carried("Try_TLS: NO in access");
  }
  if (level == "encrypt") {
    conversion.add_access(kName, "TLS_Srv:", "ENCR:112");
    return about.carried("TLS_Srv: ENCR:112 in access");
  }
  if (level == "verify" || level == "secure") {
    conversion.add_access(kName, "TLS_Srv:", "VERIFY:112");
    about.carried("TLS_Srv: VERIFY:112 in access");
    return about.lost("the name in the certificate: add CN conditions to TLS_Rcpt: lines");
  }
  if (level == "dane" || level == "dane-only") {
    conversion.define(kName, "confDANE", "True");
    if (level == "dane-only") about.lost("servers without TLSA records are delivered to as well");
    return;
  }
  if (level.empty())
    return about.lost(
        "Postfix uses no TLS; here it is used when offered. Try_TLS: NO in access turns it off");
  about.lost("`" + base::printable(level) +
             "' has no counterpart; look at TLS_Srv: and TLS_Rcpt: of access");
}

void tls_policy(Conversion& conversion) {
  auto& about = conversion.finding("smtp_tls_policy_maps");
  size_t count = 0;
  for (const auto& element : conversion.list("smtp_tls_policy_maps")) {
    const auto table = conversion.table("smtp_tls_policy_maps", element);
    if (!table) continue;
    for (const auto& entry : table->entries) {
      const auto words = list_elements(entry.value);
      const auto level = words.empty() ? std::string() : words.front();
      const auto domain = base::to_lower(entry.key);
      const bool is_known = level == "encrypt" || level == "verify" || level == "secure";
      if (!is_domain(domain) || !is_known) {
        about.lost(entry.place + ": " + base::printable(domain) + " " +
                   base::printable(entry.value));
        continue;
      }
      conversion.add_access("smtp_tls_policy_maps", "TLS_Rcpt:" + domain,
                            level == "encrypt" ? "ENCR:112" : "VERIFY:112");
      if (words.size() > 1)
        about.lost(entry.place + ": " + base::printable(entry.value) + ": only the level is taken");
      ++count;
    }
  }
  about.carried(filled("{} lines TLS_Rcpt: of access", count));
}

// `!SSLv3, !TLSv1` or `>=TLSv1.2` as the options of OpenSSL that switch versions off.
void protocols(Conversion& conversion, std::string_view parameter, std::string_view mandatory,
               std::string_view conf_name) {
  constexpr std::string_view kVersions[] = {"SSLv2",   "SSLv3",   "TLSv1",
                                            "TLSv1.1", "TLSv1.2", "TLSv1.3"};
  if (conversion.is_set(mandatory) && parameter == mandatory &&
      conversion.is_set(std::string(parameter).replace(parameter.find("_mandatory"), 10, ""))) {
    return conversion.finding(parameter).lost(
        "there is one list of versions, that of the parameter without mandatory");
  }
  std::set<std::string_view> off;
  bool has_positive = false;
  std::set<std::string_view> on;
  for (const auto& element : conversion.list(parameter)) {
    const bool is_bound = element.starts_with(">=");
    const auto word = std::string_view(element).substr(is_bound                   ? 2
                                                       : element.starts_with('!') ? 1
                                                                                  : 0);
    const auto found = std::ranges::find_if(
        kVersions, [&](auto v) { return base::equals_ignoring_case(v, word); });
    if (found == std::end(kVersions)) {
      conversion.finding(parameter).lost("`" + base::printable(element) +
                                         "': expected a version of TLS");
    } else if (is_bound) {
      off.insert(std::begin(kVersions), found);
    } else if (element.starts_with('!')) {
      off.insert(*found);
    } else {
      has_positive = true;
      on.insert(*found);
    }
  }
  if (has_positive) {
    for (const auto version : kVersions)
      if (!on.contains(version)) off.insert(version);
  }
  std::string options = "SSL_OP_ALL SSL_OP_NO_SSLv2 -SSL_OP_TLSEXT_PADDING";
  for (const auto version : off) {
    if (version == "SSLv2") continue;
    std::string name(version);
    std::ranges::replace(name, '.', '_');
    options += " SSL_OP_NO_" + name;
  }
  conversion.define(parameter, conf_name, options);
}
void server_protocols(Conversion& c) {
  protocols(c, "smtpd_tls_protocols", "", "confSERVER_SSL_OPTIONS");
}
void server_mandatory(Conversion& c) {
  protocols(c, "smtpd_tls_mandatory_protocols", "smtpd_tls_mandatory_protocols",
            "confSERVER_SSL_OPTIONS");
}
void client_protocols(Conversion& c) {
  protocols(c, "smtp_tls_protocols", "", "confCLIENT_SSL_OPTIONS");
}
void client_mandatory(Conversion& c) {
  protocols(c, "smtp_tls_mandatory_protocols", "smtp_tls_mandatory_protocols",
            "confCLIENT_SSL_OPTIONS");
}

// ---- AUTH

void authentication(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_sasl_auth_enable");
  if (!conversion.is_yes("smtpd_sasl_auth_enable"))
    return about.carried("M=A of the listeners: no AUTH");
  conversion.define("smtpd_sasl_auth_enable", "confAUTH_MECHANISMS", kMechanisms);
  if (conversion.logins_may_relay) {
    conversion.site.macro("TRUST_AUTH_MECH", {std::string(kMechanisms)});
    about.carried("TRUST_AUTH_MECH: who has logged in may relay");
  } else {
    about.carried("who has logged in may not relay, since no list says permit_sasl_authenticated");
  }
  about.note(
      "passwords are checked by Cyrus SASL: see Sendmail.conf, for example pwcheck_method: "
      "saslauthd");
}

// Letters of AuthOptions: A is added since Postfix passes AUTH= on for real logins only.
void authentication_options(Conversion& conversion) {
  std::string letters;
  const auto add = [&](char letter) {
    if (letters.find(letter) == std::string::npos)
      letters += (letters.empty() ? "" : " ") + std::string(1, letter);
  };
  for (const auto* name : {"smtpd_sasl_security_options", "smtpd_tls_auth_only"}) {
    for (const auto& word : conversion.list(name)) {
      const bool is_switch = std::string_view(name) == "smtpd_tls_auth_only";
      if (is_switch ? word == "yes" : word == "noplaintext")
        add('p');
      else if (word == "noanonymous")
        add('y');
      else if (word == "noactive")
        add('a');
      else if (word == "nodictionary")
        add('d');
      else if (word == "forward_secrecy")
        add('f');
      else if (word == "mutual_auth")
        add('m');
      else if (!is_switch)
        conversion.finding(name).lost("`" + base::printable(word) + "' is not known");
    }
  }
  if (!conversion.is_yes("smtpd_sasl_auth_enable")) return;
  conversion.define("smtpd_sasl_security_options", "confAUTH_OPTIONS", letters);
  if (!conversion.is_yes("smtpd_tls_auth_only")) return;
  conversion.finding("smtpd_tls_auth_only")
      .carried("p in confAUTH_OPTIONS: LOGIN and PLAIN are offered inside TLS only");
}

void tls_auth_only(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_tls_auth_only");
  if (!about.is_empty()) return;
  if (conversion.is_yes("smtpd_tls_auth_only"))
    about.same("there is no AUTH");
  else
    about.same("AUTH is offered without TLS too");
}

void sasl_type(Conversion& conversion) {
  auto& about = conversion.finding("smtpd_sasl_type");
  if (conversion.value("smtpd_sasl_type") == "cyrus") return about.same("Cyrus SASL");
  about.lost(
      "passwords are checked by Cyrus SASL, not by Dovecot: saslauthd -a rimap asks an IMAP "
      "server, "
      "saslauthd -a pam the host");
}

void sasl_realm(Conversion& conversion) {
  const auto realm = conversion.value("smtpd_sasl_local_domain");
  if (realm.empty())
    return conversion.finding("smtpd_sasl_local_domain").same("the realm is the host's name");
  conversion.define("smtpd_sasl_local_domain", "confAUTH_REALM", realm);
}

void client_authentication(Conversion& conversion) {
  auto& about = conversion.finding("smtp_sasl_auth_enable");
  if (conversion.is_yes("smtp_sasl_auth_enable"))
    about.carried("FEATURE(authinfo), if smtp_sasl_password_maps has anything");
  else
    about.same("no server is logged in to");
}

std::string quoted_word(std::string_view prefix, std::string_view text) {
  std::string out = " \"" + std::string(prefix);
  for (const char c : text) {
    if (c == '%') out += c;
    out += c;
  }
  return out + '"';
}

void client_passwords(Conversion& conversion) {
  auto& about = conversion.finding("smtp_sasl_password_maps");
  if (!conversion.is_yes("smtp_sasl_auth_enable"))
    return about.same("smtp_sasl_auth_enable is not set");
  size_t count = 0;
  for (const auto& element : conversion.list("smtp_sasl_password_maps")) {
    const auto table = conversion.table("smtp_sasl_password_maps", element);
    if (!table) continue;
    for (const auto& entry : table->entries) {
      const auto colon = entry.value.find(':');
      const auto hop = parse_next_hop(entry.key);
      const bool is_always = table->kind == LookupTable::Kind::kAlways;
      if ((!hop && !is_always) || colon == std::string::npos ||
          entry.value.find('"') != std::string::npos) {
        about.lost(entry.place + ": expected [host]:port and user:password without quotes");
        continue;
      }
      auto host = hop ? hop->host : std::string();
      if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
      conversion.site.authinfo.add("AuthInfo:" + host,
                                   quoted_word("U:", entry.value.substr(0, colon)).substr(1) +
                                       quoted_word("P:", entry.value.substr(colon + 1)));
      ++count;
    }
  }
  // sendmail takes the mechanisms of both directions from one list, and its default has no PLAIN.
  if (count > 0 && !conversion.is_yes("smtpd_sasl_auth_enable")) {
    conversion.define("smtp_sasl_password_maps", "confAUTH_MECHANISMS", kMechanisms);
  }
  about.carried(filled("{} lines of authinfo, which only root may read", count));
}

constexpr Handler kHandlers[] = {
    {"smtpd_tls_cert_file", server_certificate},
    {"smtpd_tls_key_file", server_key},
    {"smtpd_tls_chain_files", server_chain},
    {"smtpd_tls_CAfile", server_authorities},
    {"smtpd_tls_CApath", server_authority_folder},
    {"smtpd_tls_dh1024_param_file", dh_parameters},
    {"smtpd_tls_security_level", server_level},
    {"smtpd_tls_protocols", server_protocols},
    {"smtpd_tls_mandatory_protocols", server_mandatory},
    {"smtp_tls_cert_file", client_certificate},
    {"smtp_tls_key_file", client_key},
    {"smtp_tls_CAfile", client_authorities},
    {"smtp_tls_CApath", client_authority_folder},
    {"smtp_tls_security_level", client_level},
    {"smtp_tls_policy_maps", tls_policy},
    {"smtp_tls_protocols", client_protocols},
    {"smtp_tls_mandatory_protocols", client_mandatory},
    {"smtpd_sasl_auth_enable", authentication, true},
    {"smtpd_sasl_security_options", authentication_options, true},
    {"smtpd_tls_auth_only", tls_auth_only},
    {"smtpd_sasl_type", sasl_type},
    {"smtpd_sasl_local_domain", sasl_realm},
    {"smtp_sasl_auth_enable", client_authentication},
    {"smtp_sasl_password_maps", client_passwords},
};

}  // namespace

std::span<const Handler> security_handlers() {
  return kHandlers;
}

}  // namespace sendwright::postfix
