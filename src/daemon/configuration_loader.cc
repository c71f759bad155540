#include "daemon/configuration_loader.hh"

#include "config.h"
#include "config/cf_reader.hh"
#include "dns/identify_host.hh"
#include "maps/class_words.hh"
#include "maps/map_classes.hh"
#include "maps/site_lookups.hh"

namespace sendwright::daemon {
namespace {

class Loader {
 public:
  explicit Loader(const LoadRequest& request) : request_(request) {}

  LoadedConfiguration load() {
    override_options();
    dns::IdentifySettings settings;
    settings.includes_interfaces = false;
    const dns::HostNames names = dns::identify_host(settings);
    read(names);
    if (!loaded_.was_read) return std::move(loaded_);
    add_interface_names();
    warn_of_unqualified_name(names);
    return std::move(loaded_);
  }

 private:
  void override_options() {
    for (const auto& [name, value] : request_.long_options) {
      take(overrides_.override_long(name, value));
    }
    for (const auto& [letter, value] : request_.letter_options) {
      take(overrides_.override_letter(letter, value));
    }
  }

  void read(const dns::HostNames& names) {
    config::ReadOptions options;
    options.options = overrides_;
    options.host = maps::to_host_identity(names);
    options.version = PACKAGE_VERSION;
    options.operation_mode = request_.operation_mode;
    options.macros = request_.macros;
    options.has_map_class = maps::is_class_available;
    options.map_words = maps::words_from_map;
    config::ReadOutcome outcome = config::read_configuration(request_.file, options);
    loaded_.configuration = std::move(outcome.configuration);
    fail(outcome.exit_code);
    for (config::ReadMessage& message : outcome.messages) {
      loaded_.messages.push_back(std::move(message.text));
    }
    loaded_.was_read =
        outcome.exit_code != base::ExitCode::kSystemFile && !outcome.was_given_up;
  }

  // Class w gets the machine's other names, unless DontProbeInterfaces says no: known only now.
  void add_interface_names() {
    using config::ProbeInterfaces;
    const ProbeInterfaces probe = loaded_.configuration->options.dont_probe_interfaces;
    if (probe == ProbeInterfaces::kNone) return;
    dns::IdentifySettings settings;
    settings.includes_loopback = probe != ProbeInterfaces::kNoLoopback;
    for (const std::string& name : dns::identify_host(settings).interface_names) {
      loaded_.configuration->classes["w"].insert(name);
    }
  }

  // `Dj` in the configuration settles the name, whatever the machine calls itself.
  void warn_of_unqualified_name(const dns::HostNames& names) {
    const std::string_view own_name = loaded_.configuration->macros.get("j");
    if (!names.warning.empty() && own_name.find('.') == std::string_view::npos) {
      loaded_.messages.push_back(names.warning);
    }
  }

  void take(const base::Result<config::Warnings>& outcome) {
    if (outcome) {
      loaded_.messages.insert(loaded_.messages.end(), outcome->begin(), outcome->end());
      return;
    }
    loaded_.messages.push_back(outcome.error().message);
    fail(base::ExitCode::kSoftware);
  }

  void fail(base::ExitCode code) {
    if (loaded_.exit_code == base::ExitCode::kOk) loaded_.exit_code = code;
  }

  const LoadRequest& request_;
  config::Options overrides_;
  LoadedConfiguration loaded_;
};

}  // namespace

LoadedConfiguration load_configuration(const LoadRequest& request) { return Loader(request).load(); }

std::string default_configuration_file(bool is_submission) {
  return std::string(SENDWRIGHT_MAILCONF_DIR) + (is_submission ? "/submit.cf" : "/sendmail.cf");
}

}  // namespace sendwright::daemon
