// Setters of the options that are more than one plain value; only the option table names them.
#pragma once

#include <string_view>

#include "config/options.hh"

namespace sendwright::config {

base::Result<void> set_alias_file(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_auth_options(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_blank_sub(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_client_port_options(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_daemon_port_options(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_default_group(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_default_user(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_delivery_mode(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_direct_submission_modifiers(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_dont_blame_sendmail(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_dont_probe_interfaces(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_eight_bit_mode(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_error_mode(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_forward_path(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_help_file(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_max_mime_header_length(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_must_quote_chars(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_no_recipient_action(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_pop3_port_options(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_privacy_options(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_queue_la(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_queue_sort_order(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_queue_timeout(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_refuse_la(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_resolver_options(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_connect_only_to(Options&, std::string_view value, Warnings&);
base::Result<void> set_max_headers_length(Options&, std::string_view value, Warnings&);
base::Result<void> set_trusted_user(Options&, std::string_view value, Warnings&);
base::Result<void> set_run_as_user(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_status_file(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_super_safe(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_time_zone_spec(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_timeout(Options& options, std::string_view value, Warnings& warnings);
base::Result<void> set_timeout_queuereturn(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_timeout_queuewarn(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_timeout_resolver_retrans(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_timeout_resolver_retry(Options& options, std::string_view value,
                                         Warnings& warnings);
base::Result<void> set_tls_srv_options(Options& options, std::string_view value,
                                         Warnings& warnings);

}  // namespace sendwright::config
