#include "smtp/server/offer.hh"

#include "config/expand.hh"

namespace sendwright::smtp::server {

using config::Privacy;

EngineSettings engine_settings(const config::Configuration& configuration, const std::string& peer) {
  const config::Options& options = configuration.options;
  EngineSettings settings;
  settings.host = config::macro_value("j", configuration.macros);
  settings.peer = peer;
  settings.max_recipients = options.max_recipients_per_message;
  settings.bad_recipient_throttle = options.bad_rcpt_throttle;
  settings.bad_recipient_shutdown = options.bad_rcpt_shutdown;
  settings.max_noop_commands = options.max_noop_commands;
  return settings;
}

Features offered_features(const config::Configuration& configuration,
                          const config::PortOptions& port, const Means& means) {
  const config::Options& options = configuration.options;
  const auto& privacy = options.privacy_options;
  Features features;
  features.has_vrfy = !privacy.has(Privacy::kNoVrfy);
  features.has_expn = !privacy.has(Privacy::kNoExpn);
  features.has_verb = !privacy.has(Privacy::kNoVerb);
  features.has_etrn = !privacy.has(Privacy::kNoEtrn) && !port.has_modifier('E');
  features.lists_dsn = !privacy.has(Privacy::kNoReceipts);
  features.has_dsn = options.send_mime_errors;
  features.has_8bitmime = !options.seven_bit_input;
  features.has_starttls = !port.has_modifier('S');
  features.is_starttls_ready = means.has_tls;
  features.has_auth = means.has_auth && !port.has_modifier('A');
  features.forbids_plain_auth = options.auth_options.find('p') != std::string::npos;
  features.asks_for_certificate = options.tls_srv_options.find('V') == std::string::npos;
  features.requires_auth = port.has_modifier('a') && !port.has_modifier('A');
  features.requires_helo_for_mail = privacy.has(Privacy::kNeedMailHelo);
  features.requires_helo_for_vrfy = privacy.has(Privacy::kNeedVrfyHelo);
  features.requires_helo_for_expn = privacy.has(Privacy::kNeedExpnHelo);
  features.allows_bogus_helo = options.allow_bogus_helo;
  features.parameters.allows_dsn = features.has_dsn;
  features.parameters.max_message_size = options.max_message_size;
  features.parameters.deliver_by_minimum = options.deliver_by_min.count();
  features.data.is_7bit = options.seven_bit_input;
  return features;
}

}  // namespace sendwright::smtp::server
