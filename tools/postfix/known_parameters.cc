// Postfix's defaults as far as they matter, and what is to be said about parameters without a
// handler.
#include <algorithm>

#include "tools/postfix/conversion.hh"

namespace sendwright::postfix {

namespace {

struct Row {
  std::string_view name;  // with a * at its end, all names that begin so
  bool is_same;           // means nothing here, or is what happens anyway; else lost
  std::string_view text;
};

constexpr std::string_view kOwnPlaces = "a place of Postfix's own";
constexpr std::string_view kLogging = "what is logged is set by confLOG_LEVEL";

// clang-format off
constexpr Row kRows[] = {
    {"compatibility_level", true, "the defaults it stands for are those of the report"},
    {"command_directory", true, kOwnPlaces},
    {"daemon_directory", true, kOwnPlaces},
    {"data_directory", true, kOwnPlaces},
    {"config_directory", true, kOwnPlaces},
    {"queue_directory", true, kOwnPlaces},
    {"html_directory", true, kOwnPlaces},
    {"manpage_directory", true, kOwnPlaces},
    {"meta_directory", true, kOwnPlaces},
    {"readme_directory", true, kOwnPlaces},
    {"sample_directory", true, kOwnPlaces},
    {"shlib_directory", true, kOwnPlaces},
    {"sendmail_path", true, kOwnPlaces},
    {"newaliases_path", true, kOwnPlaces},
    {"mailq_path", true, kOwnPlaces},
    {"setgid_group", true, kOwnPlaces},
    {"mail_owner", true, kOwnPlaces},
    {"mail_name", true, "the name of the program"},
    {"mail_version", true, "the version of Postfix"},
    {"syslog_name", true, kLogging},
    {"syslog_facility", true, kLogging},
    {"maillog_file", false, "option LogFile, or syslog"},
    {"debug_peer_level", true, kLogging},
    {"debug_peer_list", true, kLogging},
    {"debugger_command", true, kLogging},
    {"unknown_local_recipient_reject_code", true, "unknown users are refused with 550"},
    {"unknown_*_code", false, "the codes of refusals are those of the rules"},
    {"biff", true, "nobody is told that mail has come"},
    {"append_dot_mydomain", true, "names without a dot are completed by the resolver, if at all"},
    {"append_at_myorigin", true, "addresses without a domain get ours"},
    {"local_recipient_maps", true, "users of the host and aliases; if it was empty, LUSER_RELAY takes the unknown"},
    {"parent_domain_matches_subdomains", true, "access covers subdomains, mailertable does by .domain"},
    {"broken_sasl_auth_clients", true, "old clients are served without being told"},
    {"smtpd_sasl_path", true, "the name of the SASL configuration is Sendmail"},
    {"smtpd_sasl_authenticated_header", false, "the Received: line: _REC_AUTH_ may be _REC_FULL_AUTH_"},
    {"smtpd_sasl_tls_security_options", true, "inside TLS the same words count, but for plain text"},
    {"smtp_sasl_security_options", false, "mechanisms for other servers: confAUTH_MECHANISMS, or M: in authinfo"},
    {"smtp_sasl_tls_security_options", true, "plain text is used with servers that offer it"},
    {"smtp_sasl_mechanism_filter", false, "M: in authinfo names the mechanisms of a server"},
    {"smtp_sasl_type", true, "Cyrus SASL"},
    {"smtpd_use_tls", true, "see smtpd_tls_security_level: a certificate is what offers TLS"},
    {"smtpd_enforce_tls", false, "TLS_Clt: ENCR:112 in access demands TLS"},
    {"smtp_use_tls", true, "TLS is used with servers that offer it"},
    {"smtp_enforce_tls", false, "TLS_Srv: VERIFY in access demands TLS"},
    {"smtp*_tls_session_cache_database", true, "sessions are resumed without a file"},
    {"smtp*_tls_session_cache_timeout", true, "sessions are resumed without a file"},
    {"smtp*_tls_loglevel", true, kLogging},
    {"smtp_tls_note_starttls_offer", true, kLogging},
    {"smtpd_tls_received_header", true, "the Received: line tells of TLS"},
    {"tls_random_source", true, "OpenSSL has its own"},
    {"tls_random_exchange_name", true, "OpenSSL has its own"},
    {"smtpd_tls_ask_ccert", true, "clients are asked for certificates"},
    {"smtpd_tls_req_ccert", false, "TLS_Clt: VERIFY in access demands certificates"},
    {"smtp*_tls_*ciphers", false, "confCIPHER_LIST and confCIPHER_SUITES name ciphers as OpenSSL does"},
    {"smtp*_tls_exclude_ciphers", false, "confCIPHER_LIST, with !NAME"},
    {"tls_*_cipherlist", false, "confCIPHER_LIST names ciphers as OpenSSL does"},
    {"tls_preempt_cipherlist", false, "SSL_OP_CIPHER_SERVER_PREFERENCE in confSERVER_SSL_OPTIONS"},
    {"tls_ssl_options", false, "confSERVER_SSL_OPTIONS has the names of OpenSSL"},
    {"smtpd_tls_eecdh_grade", true, "curves are OpenSSL's choice"},
    {"smtpd_tls_dh512_param_file", true, "such keys are not used any more"},
    {"smtpd_tls_eccert_file", false, "a second certificate stands behind a comma in confSERVER_CERT"},
    {"smtpd_tls_eckey_file", false, "a second key stands behind a comma in confSERVER_KEY"},
    {"smtp_dns_support_level", true, "the resolver says whether answers are secure; see confDANE"},
    {"smtp_tls_*", false, "look at Try_TLS:, TLS_Srv: and TLS_Rcpt: of access"},
    {"smtpd_tls_*", false, "look at the options of TLS in OPTIONS.md"},
    {"virtual_uid_maps", false, "the LMTP server delivers as whom it likes"},
    {"virtual_gid_maps", false, "the LMTP server delivers as whom it likes"},
    {"virtual_mailbox_*", false, "mailboxes of virtual domains belong to an LMTP server"},
    {"virtual_*", false, "has no counterpart"},
    {"mailbox_command_maps", false, "a .forward file of the user may name a program"},
    {"forward_path", false, "define confFORWARD_PATH, with $z for the home directory"},
    {"local_transport", false, "the mailer local: see LOCAL_MAILER_PATH"},
    {"local_destination_*", true, "each recipient is delivered by itself"},
    {"fallback_transport*", false, "LUSER_RELAY takes mail for unknown users"},
    {"fallback_relay", false, "option FallbackMXhost: confFALLBACK_MX"},
    {"smtp_fallback_relay", false, "option FallbackMXhost: confFALLBACK_MX"},
    {"sender_dependent_*", false, "routes by sender have no feature"},
    {"relay_transport", false, "a line of mailertable for each domain"},
    {"content_filter", false, "a filter that speaks milter: INPUT_MAIL_FILTER"},
    {"receive_override_options", true, "belongs to content_filter"},
    {"header_checks", false, "rulesets for headers (H lines in LOCAL_CONFIG), or a milter"},
    {"mime_header_checks", false, "a milter looks into messages"},
    {"nested_header_checks", false, "a milter looks into messages"},
    {"body_checks", false, "a milter looks into messages"},
    {"smtp_header_checks", false, "a milter changes headers"},
    {"smtpd_command_filter", false, "has no counterpart"},
    {"smtpd_discard_ehlo_keywords", false, "Srv_Features: in access switches keywords off"},
    {"smtpd_discard_ehlo_keyword_address_maps", false, "Srv_Features: in access switches keywords off"},
    {"always_bcc", false, "a milter can add recipients"},
    {"sender_bcc_maps", false, "a milter can add recipients"},
    {"recipient_bcc_maps", false, "a milter can add recipients; an alias with two members does for users of ours"},
    {"relocated_maps", false, "error:5.1.6:551 User has moved, in virtusertable, or FEATURE(redirect) and aliases"},
    {"soft_bounce", false, "there is no such switch"},
    {"notify_classes", false, "copies of errors: confCOPY_ERRORS_TO and confDOUBLE_BOUNCE_ADDRESS"},
    {"*_notice_recipient", false, "copies of errors: confCOPY_ERRORS_TO and confDOUBLE_BOUNCE_ADDRESS"},
    {"double_bounce_sender", true, "errors about errors go to confDOUBLE_BOUNCE_ADDRESS"},
    {"empty_address_recipient", true, "errors about errors go to confDOUBLE_BOUNCE_ADDRESS"},
    {"default_process_limit", false, "confMAX_DAEMON_CHILDREN limits connections"},
    {"smtpd_client_message_rate_limit", false, "ClientRate: counts connections"},
    {"smtpd_client_recipient_rate_limit", false, "confBAD_RCPT_THROTTLE slows clients with bad recipients"},
    {"smtpd_client_auth_rate_limit", false, "ClientRate: counts connections"},
    {"smtpd_client_event_limit_exceptions", true, "the networks of mynetworks"},
    {"anvil_*", true, "rates are counted by the minute"},
    {"smtpd_error_sleep_time", false, "confBAD_RCPT_THROTTLE slows clients with bad recipients"},
    {"smtpd_soft_error_limit", false, "confBAD_RCPT_THROTTLE slows clients with bad recipients"},
    {"smtpd_hard_error_limit", true, "clients that send nothing but errors are sent away"},
    {"smtpd_junk_command_limit", true, "clients that send nothing but NOOP are slowed"},
    {"strict_rfc821_envelopes", true, "addresses are read in all forms"},
    {"smtpd_forbid_*", true, "a bare CR or LF ends the session, and commands may not come early"},
    {"smtpd_data_restrictions_*", false, "has no counterpart"},
    {"smtpd_restriction_classes", false, "classes of restrictions have no counterpart"},
    {"smtpd_reject_unlisted_*", true, "unknown users of this host are refused"},
    {"smtpd_relay_before_recipient_restrictions", true, "relaying is looked at together with the rest"},
    {"smtpd_reject_footer", false, "put the text into ERROR: lines of access"},
    {"smtpd_proxy_*", false, "a filter that speaks milter: INPUT_MAIL_FILTER"},
    {"smtpd_peername_lookup", true, "names of clients are looked up"},
    {"smtpd_client_port_logging", true, kLogging},
    {"smtpd_authorized_*", false, "has no counterpart"},
    {"smtpd_log_access_permit_actions", true, kLogging},
    {"maps_rbl_*", false, "the text of FEATURE(dnsbl) and FEATURE(enhdnsbl) is their second argument"},
    {"rbl_reply_maps", false, "the text of FEATURE(dnsbl) and FEATURE(enhdnsbl) is their second argument"},
    {"default_rbl_reply", false, "the text of FEATURE(dnsbl) and FEATURE(enhdnsbl) is their second argument"},
    {"postscreen_*", false, "FEATURE(greet_pause), FEATURE(dnsbl) and FEATURE(ratecontrol) do a part of it"},
    {"policyd-spf_*", false, "a milter for SPF"},
    {"policy_time_limit", false, "belongs to a policy service"},
    {"milter_protocol", true, "it is agreed with the filter"},
    {"milter_mail_macros", false, "confMILTER_MACROS_ENVFROM"},
    {"milter_*", true, "the times of a filter are T= of INPUT_MAIL_FILTER"},
    {"proxy_interfaces", false, "put the addresses into local-host-names, in brackets"},
    {"proxy_read_maps", true, "there is no proxy for maps"},
    {"default_database_type", true, "makemap makes hash maps"},
    {"berkeley_db_*", true, "maps are of another kind"},
    {"lmdb_map_size", true, "maps are of another kind"},
    {"virtual_alias_maps_*", false, "has no counterpart"},
    {"canonical_classes", false, "genericstable is for senders, virtusertable for recipients"},
    {"sender_canonical_classes", false, "senders of envelope and header are changed"},
    {"recipient_canonical_classes", false, "recipients of the envelope are changed"},
    {"masquerade_classes", false, "senders of envelope and header are changed"},
    {"local_header_rewrite_clients", true, "headers of others are completed as well"},
    {"remote_header_rewrite_domain", false, "headers of others are completed with our domain"},
    {"propagate_unmatched_extensions", false, "details behind a plus end at virtusertable; %3 there keeps them"},
    {"expand_owner_alias", true, "owner-list is the sender of a list"},
    {"owner_request_special", true, "owner-list is the sender of a list"},
    {"allow_mail_to_*", false, "programs: FEATURE(smrsh); files: confSAFE_FILE_ENV"},
    {"export_environment", false, "option E: confTZ and confENV lines"},
    {"import_environment", true, "programs get a clean environment"},
    {"ignore_mx_lookup_error", true, "mail waits for the name server"},
    {"smtp_host_lookup", true, "the resolver of the system"},
    {"lmtp_*", true, "lines of LMTP are as those of SMTP"},
    {"smtp_connect_timeout", false, "confTO_CONNECT"},
    {"smtp_helo_timeout", false, "confTO_HELO"},
    {"smtp_mail_timeout", false, "confTO_MAIL"},
    {"smtp_rcpt_timeout", false, "confTO_RCPT"},
    {"smtp_data_*_timeout", false, "confTO_DATAINIT, confTO_DATABLOCK, confTO_DATAFINAL"},
    {"smtp_quit_timeout", false, "confTO_QUIT"},
    {"smtp_bind_address6", false, "CLIENT_OPTIONS(`Family=inet6, Address=...')"},
    {"smtp_address_preference", true, "addresses are tried in the order of the DNS"},
    {"smtp_destination_*", false, "m= and r= of the mailer: SMTP_MAILER_MAXMSGS, SMTP_MAILER_MAXRCPTS"},
    {"default_destination_*", false, "m= and r= of the mailer: SMTP_MAILER_MAXMSGS, SMTP_MAILER_MAXRCPTS"},
    {"initial_destination_concurrency", true, "connections are started as mail needs them"},
    {"minimal_backoff_time", false, "start the daemon with -q and that time; confMIN_QUEUE_AGE"},
    {"maximal_backoff_time", false, "confMAX_QUEUE_AGE"},
    {"qmgr_*", true, "the queue is ordered by QueueSortOrder"},
    {"transport_retry_time", true, "hosts that are down are tried again by confTO_HOSTSTATUS"},
    {"in_flow_delay", true, "load: confQUEUE_LA and confREFUSE_LA"},
    {"queue_minfree", false, "confMIN_FREE_BLOCKS, in blocks"},
    {"header_size_limit", false, "confMAX_HEADERS_LENGTH"},
    {"line_length_limit", true, "long lines are taken, and folded for servers that cannot"},
    {"enable_original_recipient", true, "X-Original-To is not written"},
    {"enable_long_queue_ids", true, "queue ids are sendmail's"},
    {"hash_queue_*", false, "option QueueDirectory with a * uses several folders"},
    {"multi_instance_*", false, "an instance is a sendmail.cf of its own"},
    {"fast_flush_domains", true, "ETRN starts the queue of a host"},
    {"authorized_*_users", false, "confPRIVACY_FLAGS: restrictmailq and restrictqrun; class t for trusted users"},
    {"smtpd_noop_commands", true, "NOOP is NOOP"},
    {"smtpd_tls_auth_only", true, "AUTH is offered without TLS too"},
    {"smtputf8_enable", false, "SMTPUTF8 is not offered"},
    {"smtputf8_autodetect_classes", false, "SMTPUTF8 is not offered"},
    {"disable_dns_lookups", false, "SMART_HOST in brackets and FEATURE(nocanonify)"},
    {"disable_mime_output_conversion", false, "flags 7 and 8 of the mailers"},
    {"undisclosed_recipients_header", true, "confNO_RCPT_ACTION"},
    {"dovecot_destination_recipient_limit", true, "each recipient is delivered by itself"},
    {"milter_default_action", true, "there are no filters"},
    {"mailbox_transport_maps", false, "the local mailer is one for all users"},
    {"virtual_mailbox_maps", false, "see virtual_mailbox_domains"},
    {"reject_code", true, "554"},
    {"access_map_reject_code", true, "REJECT is answered with 550"},
    {"relay_domains_reject_code", true, "550"},
    {"mime_*", true, "what is wrong in MIME is passed on"},
    {"strict_*", true, "what is wrong in MIME is passed on"},
    {"trigger_timeout", true, "there are no triggers"},
    {"rewrite_service_name", true, "a service of Postfix"},
    {"address_verify_*", false, "recipients and senders are not probed"},
    {"sender_based_routing", false, "routes by sender have no feature"},
    {"show_user_unknown_table_name", true, "the text of a refusal"},
};
// clang-format on

// Whether a name fits a row, whose * stands for any text.
bool fits(std::string_view pattern, std::string_view name) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  if (pattern.empty()) return true;
  for (size_t skip = 0; skip <= name.size(); ++skip) {
    if (fits(pattern, name.substr(skip))) return true;
  }
  return false;
}

}  // namespace

bool describe_known_parameter(Conversion& conversion, std::string_view name) {
  const auto row =
      std::ranges::find_if(kRows, [&](const Row& each) { return fits(each.name, name); });
  if (row == std::end(kRows)) return false;
  auto& about = conversion.finding(name);
  if (row->is_same)
    about.same(std::string(row->text));
  else
    about.lost(std::string(row->text));
  return true;
}

void set_postfix_defaults(MainCf& file, const std::string& host_name) {
  constexpr std::pair<const char*, const char*> kDefaults[] = {
      {"myorigin", "$myhostname"},
      {"mydestination", "$myhostname, localhost.$mydomain, localhost"},
      {"mynetworks", "127.0.0.0/8 [::1]/128"},
      {"inet_interfaces", "all"},
      {"inet_protocols", "all"},
      {"alias_maps", "hash:/etc/aliases"},
      {"alias_database", "hash:/etc/aliases"},
      {"virtual_alias_domains", "$virtual_alias_maps"},
      {"virtual_transport", "virtual"},
      {"smtpd_relay_restrictions",
       "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination"},
      {"smtpd_delay_reject", "yes"},
      {"message_size_limit", "10240000"},
      {"delay_warning_time", "0h"},
      {"mail_spool_directory", "/var/mail"},
      {"mail_name", "Postfix"},
      {"config_directory", "/etc/postfix"},
      {"queue_directory", "/var/spool/postfix"},
      {"data_directory", "/var/lib/postfix"},
      {"default_database_type", "hash"},
      {"milter_default_action", "tempfail"},
      {"smtpd_sasl_security_options", "noanonymous"},
      {"smtpd_tls_key_file", "$smtpd_tls_cert_file"},
      {"smtpd_banner", "$myhostname ESMTP $mail_name"},
      {"allow_percent_hack", "yes"},
      {"swap_bangpath", "yes"},
      {"proxy_interfaces", ""},
      {"relay_domains", ""},
      {"relayhost", ""},
  };
  for (const auto& [name, value] : kDefaults)
    file.set_default(name, value);
  file.set_default("myhostname", host_name);
  const auto host = file.value("myhostname").value_or(host_name);
  const auto dot = host.find('.');
  file.set_default("mydomain", dot == std::string::npos ? "localdomain" : host.substr(dot + 1));
}

}  // namespace sendwright::postfix
