// All options of the configuration (O lines, -O, -o): typed values, set by name or letter. One
// table (option_table.cc) says for each its names, default, unit and who may set it; defaults,
// parsing and dumps come from it.
//
// Values are kept as written: macros in them ($j, $z) are expanded where they are used.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hh"
#include "config/daemon_port.hh"
#include "config/option_types.hh"

namespace sendwright::config {

// What an administrator should know though the value was taken.
using Warnings = std::vector<std::string>;

struct OptionInfo;

class Options {
 public:
  // Every option at its built-in value.
  Options();

  // `O Name=value`, `O Timeout.name=value`: the name in any case, or a unique beginning of it (with
  // a warning). Repeatable options add. An error says what sendmail says, without file and line.
  base::Result<Warnings> set_long(std::string_view name, std::string_view value);
  // `Oxvalue`.
  base::Result<Warnings> set_letter(char letter, std::string_view value);
  // `-O Name=value` and `-oxvalue`: as above, and the configuration file does not change it again.
  base::Result<Warnings> override_long(std::string_view name, std::string_view value);
  base::Result<Warnings> override_letter(char letter, std::string_view value);

  // May any user set it (-O) without giving up privileges? False for unknown names.
  [[nodiscard]] static bool is_safe_for_any_user(std::string_view name);
  [[nodiscard]] static bool is_safe_for_any_user(char letter);

  // The value as text (its last setting or the built-in one), for dumps; nullopt: no such option.
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  // The option's own name, of a name in any case or abbreviated, or of a letter; nullopt: no such
  // option.
  [[nodiscard]] static std::optional<std::string> full_name(std::string_view name);
  [[nodiscard]] static std::optional<std::string> full_name(char letter);
  // Was it set on the command line, so that the file does not change it?
  [[nodiscard]] bool is_overridden(std::string_view full_name) const {
    return overridden_.contains(full_name);
  }
  // All options that have a long name, in table order, as `text` gives them.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> dump() const;

  // The template of a user's mailbox: MailSpool, or what goes with MailboxDatabase.
  [[nodiscard]] std::string mailbox_template() const;

  using Seconds = std::chrono::seconds;

  // One member for each option; the names follow the options' own. A limit of 0 is no limit, an
  // empty text is not set.
  std::vector<std::string> alias_file;  // alias sources, `[class:]spec` each
  Seconds alias_wait{};  // wait for `@:@` marker when opening alias db
  bool allow_bogus_helo{};  // HELO without argument allowed
  std::int64_t auth_max_bits{};  // security layer limit
  std::string auth_mechanisms;  // offered and available
  std::string auth_options;  // letters of A a c d f m p y
  std::string auth_realm;  // SASL realm
  std::int64_t bad_rcpt_throttle{};  // sleep 1s per RCPT after N bad
  char blank_sub{};  // replaces unquoted spaces inside an address
  std::string ca_cert_file;  // CA bundle; DNs sent to clients
  std::string ca_cert_path;  // hashed CA certs
  std::string cert_fingerprint_algorithm;  // {cert_fp} in place of {cert_md5}
  bool check_aliases{};  // parse RHS during newaliases
  std::int64_t checkpoint_interval{};  // rewrite qf after N recipients; 0 never
  std::string cipher_list;  // TLS <=1.2 ciphers
  std::int64_t class_factor{};  // priority credit per precedence point
  std::string client_cert_file;  // client cert(s)
  std::string client_key_file;  // client key(s)
  std::vector<PortOptions> client_port_options;  // source address by family
  std::vector<std::string> client_ssl_options;  // SSL_OP_ names or numbers, `-` clears
  bool colon_ok_in_addr{};  // colon is ordinary, not group syntax
  std::int64_t connection_cache_size{};  // open SMTP/LMTP connections kept
  Seconds connection_cache_timeout{};  // idle limit of cached connection
  std::int64_t connection_rate_throttle{};  // new connections per second per daemon; excess delayed
  Seconds connection_rate_window_size{};  // window for client_rate/total_rate
  std::string connect_only_to;  // test override of destination
  std::string control_socket_name;  // control socket
  std::string crl_file;  // CRL; unusable file disables TLS
  std::string crl_path;  // hashed CRLs
  std::vector<PortOptions> daemon_port_options;  // one listener each; empty: one SMTP socket
  bool dane{};  // check TLSA records
  std::int64_t data_file_buffer_size{};  // df kept in memory up to this
  std::string dead_letter_drop;  // last-resort bounce file; else qf renamed Qf
  // deprecated client credentials: user, authid, password, realm, mechs
  std::string default_auth_info;
  std::string default_char_set;  // label for unlabelled 8-bit
  UserAndGroup default_user;  // runs mailers without F=S and U=
  std::int64_t delay_la{};  // load at which most commands sleep 1s
  Seconds deliver_by_min{};  // EHLO DELIVERBY value; <0 hides extension
  DeliveryMode delivery_mode{};
  std::string dh_parameters;  // DH setup, server only
  Seconds dial_delay{};  // retry delay for F=Z mailers
  // {daemon_flags} for mail from the command line
  std::optional<std::string> direct_submission_modifiers;
  WordSet<Relaxation> dont_blame_sendmail;  // file-safety checks that are off
  bool dont_expand_cnames{};  // canonify stops at CNAME
  bool dont_init_groups{};  // skip initgroups
  ProbeInterfaces dont_probe_interfaces{};  // whose names do not join $=w
  bool dont_prune_routes{};  // keep source routes in errors
  std::string double_bounce_address;  // empty drops double bounces
  EightBitMode eight_bit_mode{};
  std::string error_header;  // text put at top of bounces; leading / = file
  ErrorMode error_mode{};
  std::string fallback_mx_host;  // lowest-priority MX for all; not for F=0
  std::string fallback_smart_host;  // last try when host unknown
  // >0: no MX lookup on first split; also limits deliver processes for command-line mail
  std::int64_t fast_split{};
  bool fork_each_job{};  // process per queued job; no connection cache
  std::vector<std::string> forward_path;  // files to try in order; none: no forwarding
  std::string helo_name;  // client EHLO name
  std::string help_file;  // what SMTP HELP says
  bool hold_expensive{};  // F=e mailers only from queue runs
  std::string hosts_file;  // used when canonifying with files
  // persistent host status; needs cache >= 1; relative to queue dir
  std::string host_status_directory;
  bool ignore_dots{};  // lone dot does not end stdin message; never in SMTP
  std::string input_mail_filters;  // active filters, order matters
  // default -h/-p/-b/-d... flags for ldap maps; must precede K lines; -k and -v not allowed
  std::string ldap_default_spec;
  std::int64_t log_level{};  // syslog verbosity
  std::string mailbox_database;  // local user lookup type
  bool match_gecos{};  // fuzzy match full names
  std::int64_t max_alias_recursion{};  // deeper is an aliasing loop (554)
  std::int64_t max_daemon_children{};  // refuse connections above this
  std::int64_t max_headers_length{};  // sum of headers; 552 5.6.0
  std::int64_t max_hop_count{};  // more Received lines than this = loop, 554 5.4.6
  std::int64_t max_message_size{};  // advertised as SIZE n and enforced (552 5.2.3)
  std::int64_t max_mime_header_length{};  // longest MIME header field
  std::int64_t max_noop_commands{};  // useless commands before slowdown
  Seconds max_queue_age{};  // if >0 retry delay doubles per try up to this
  std::int64_t max_queue_children{};  // max concurrent queue runners
  std::int64_t max_queue_run_size{};  // jobs per run and mailq entries
  std::int64_t max_recipients_per_message{};  // excess RCPT gives 452 4.5.3
  std::int64_t max_runners_per_queue{};  // default R= of queue groups
  bool me_too{};  // sender stays in expansions
  std::int64_t milter_log_level{};  // milter logging
  std::string milter_macros_connect;  // macros sent at connect
  std::string milter_macros_data;  // at DATA
  std::string milter_macros_envfrom;  // at MAIL
  std::string milter_macros_envrcpt;  // at RCPT
  std::string milter_macros_eoh;  // at end of headers
  std::string milter_macros_eom;  // at end of message
  std::string milter_macros_helo;  // at HELO
  std::int64_t min_free_blocks{};  // below this many free queue blocks MAIL gets 452
  Seconds min_queue_age{};  // skip jobs tried more recently; ignored for -qI/R/S/Q runs
  std::string must_quote_chars;  // phrases with one of these are quoted
  std::int64_t nice_queue_run{};  // nice() of runners
  NoRecipientAction no_recipient_action{};  // header for a message that has none
  bool old_style_headers{};  // spaces may separate addresses
  std::string operator_chars;  // must come before rulesets; `()<>,;` always added
  std::string pid_file;  // line 1 pid, line 2 command; macro-expanded, removed on exit
  std::string postmaster_copy;  // address of a copy of error mail (headers only); macro-expanded
  WordSet<Privacy> privacy_options;
  std::string process_title_prefix;  // prefix in ps title
  std::string queue_directory;  // default group dirs and working dir
  std::int64_t queue_factor{};  // queue-only slope: queue if pri > QueueFactor/(LA-QueueLA+1)
  mode_t queue_file_mode{};  // mode of queue files
  std::int64_t queue_la{};  // load from which mail is only queued
  QueueSortOrder queue_sort_order{};
  std::string rand_file;  // random source
  std::int64_t recipient_factor{};  // priority cost per recipient
  std::int64_t refuse_la{};  // load from which connections are refused
  Seconds reject_log_interval{};  // log interval while refusing
  bool reject_nul{};  // NUL in body gives 554 NUL byte not allowed
  bool requires_dirfsync{};  // fsync directories
  ResolverFlags resolver_options;
  std::int64_t retry_factor{};  // priority cost per attempt
  bool rrt_implies_dsn{};  // Return-Receipt-To: sets NOTIFY=SUCCESS to envelope sender
  UserAndGroup run_as_user;  // what the daemon becomes after binding
  std::string safe_file_environment;  // chroot for file delivery; no symlinks
  bool save_from_line{};  // keep extra leading From_ lines
  bool send_mime_errors{};  // MIME DSNs; off also removes DSN from EHLO
  std::string server_cert_file;  // server cert(s)
  std::string server_key_file;  // server key(s), not group/world readable
  std::vector<std::string> server_ssl_options;  // SSL_OP_ names or numbers, `-` clears
  // hosts/aliases order; default `aliases files`, `hosts dns nis files`
  std::string service_switch_file;
  bool seven_bit_input{};  // clear bit 8 of all input
  std::int64_t shared_memory_key{};  // shared memory; -1 auto with key file
  std::string shared_memory_key_file;  // where auto key is stored
  bool single_line_from_header{};  // unfold From:
  bool single_thread_delivery{};  // one process per host at a time; needs HostStatusDirectory
  std::string smtp_greeting_message;  // first word, then ` ESMTP ` inserted
  bool soft_bounce{};  // turn 5xx into 4xx
  std::string ssl_engine;  // OpenSSL engine
  std::string ssl_engine_path;  // lib<engine>.so directory
  std::string status_file;  // statistics; must exist
  SuperSafe super_safe{};  // when queue files are synced
  mode_t temp_file_mode{};  // mode of xf, hoststat, pid, delivered files
  Seconds timeout_aconnect{};  // total connect limit per delivery
  Seconds timeout_auth{};  // AUTH dialogue
  Seconds timeout_command{};  // server waits for next command
  Seconds timeout_connect{};  // connect() limit
  Seconds timeout_control{};  // control socket transaction
  Seconds timeout_datablock{};  // reading body data (server and stdin)
  Seconds timeout_datafinal{};  // reply to dot
  Seconds timeout_datainit{};  // 354 reply
  Seconds timeout_fileopen{};  // open .forward/:include:
  Seconds timeout_helo{};  // EHLO/HELO reply
  Seconds timeout_hoststatus{};  // validity of host status
  Seconds timeout_iconnect{};  // connect() limit, first attempt
  Seconds timeout_ident{};  // IDENT; 0 disables
  Seconds timeout_initial{};  // wait for 220
  Seconds timeout_lhlo{};  // LHLO reply
  Seconds timeout_mail{};  // MAIL reply
  Seconds timeout_misc{};  // other replies
  Seconds timeout_queuereturn_dsn{};  // DSNs
  Seconds timeout_queuereturn_non_urgent{};  // precedence < 0
  Seconds timeout_queuereturn_normal{};  // precedence 0; 0: return at once
  Seconds timeout_queuereturn_urgent{};  // precedence > 0
  Seconds timeout_queuewarn_dsn{};  // DSNs
  Seconds timeout_queuewarn_non_urgent{};  // precedence < 0
  Seconds timeout_queuewarn_normal{};  // precedence 0
  Seconds timeout_queuewarn_urgent{};  // precedence > 0
  Seconds timeout_quit{};  // QUIT reply
  Seconds timeout_rcpt{};  // RCPT reply
  Seconds timeout_resolver_retrans_first{};  // first delivery try
  Seconds timeout_resolver_retrans_normal{};  // later lookups
  std::int64_t timeout_resolver_retry_first{};  // first delivery try
  std::int64_t timeout_resolver_retry_normal{};  // later lookups
  Seconds timeout_rset{};  // RSET reply
  Seconds timeout_starttls{};  // STARTTLS and handshake (both sides)
  std::optional<std::string> time_zone_spec;  // TZ; empty: the caller's own; unset: none
  bool tls_fallback_to_clear{};  // retry clear after handshake failure
  std::string tls_srv_options;  // V: no client certificate asked; C: none of our own needed
  std::string trusted_user;  // owner of maps/sockets; may start daemon
  bool try_null_mx_list{};  // best MX is us: try A record instead of config error
  std::string unix_from_line;  // the From_ line
  bool unsafe_group_writes{};  // deprecated: group-writable .forward/:include: unsafe
  bool use_compressed_ipv6_addresses{};  // print `::` form
  bool use_errors_to{};  // honor Errors-To:
  bool use_msp{};  // allow group-writable queue files; MSP mode
  std::string user_database_spec;  // UDB files/hosts
  std::int64_t xscript_file_buffer_size{};  // xf kept in memory up to this

  // Without a conf variable in the macro library.
  std::int64_t bad_rcpt_shutdown{};       // 421 after so many bad recipients and no good one
  std::int64_t bad_rcpt_shutdown_good{};  // the same, counting good ones too
  bool add_bcc{};                         // copies by ruleset bcc
  std::string cipher_suites;            // TLS 1.3
  bool set_cert_altnames{};               // fill class {cert_altnames}
  bool smtputf8{};
  bool strict_transport_security{};  // MTA-STS for outgoing mail
  bool verbose{};
  std::int64_t max_mime_field_length{};  // second number of MaxMimeHeaderLength

  // Sendwright's own.
  std::string mail_spool;  // template of a mailbox's path; a trailing slash means Maildir
  std::string log_file;    // also gets the log lines
  std::vector<std::string> name_servers;  // ADDRESS or ADDRESS@PORT, instead of resolv.conf's
  std::string trust_anchor_file;  // DNSSEC: DS or DNSKEY records; empty: answers are not validated
  std::string sasl_config_directory;  // where Sendmail.conf of Cyrus SASL is; empty: its own places
  std::vector<PortOptions> pop3_port_options;

 private:
  base::Result<Warnings> set(const OptionInfo& info, std::string_view value, bool is_override);

  std::vector<std::string> texts_;       // by place in the table
  std::set<std::string, std::less<>> overridden_;  // set on the command line
};

}  // namespace sendwright::config
