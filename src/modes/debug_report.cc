#include "modes/debug_report.hh"

#include <iostream>

#include "config.h"
#include "config/option_listing.hh"
#include "daemon/configuration_loader.hh"
#include "rules/test_mode/mailer_line.hh"

namespace sendwright::modes {
namespace {

using base::DebugCategory;

// Levels of category 0 (kProgram).
constexpr int kVersionLevel = 1;
constexpr int kNamesLevel = 4;
constexpr int kFilesLevel = 10;
constexpr int kBuildLevel = 13;
constexpr int kMailersLevel = 15;
constexpr int kVersionOnlyLevel = 101;
// Of category 37 (kConfiguration).
constexpr int kSettingLevel = 1;
constexpr int kTimeoutLevel = 2;
constexpr int kListLevel = 8;

constexpr std::size_t kColumns = 72;

// What is in every build; sendmail's names where it has one.
constexpr std::string_view kFeatures[] = {
    "DNSMAP", "GDBM",  "IPV6_FULL", "LDAPMAP",   "LOG",     "MAP_REGEX", "MATCHGECOS",
    "MILTER", "MIME7TO8", "MIME8TO7", "NAMED_BIND", "NETINET", "NETINET6", "NETUNIX",
    "PIPELINING", "SASLv2", "SOCKETMAP", "STARTTLS", "USERDB"};

void print_features(std::ostream& out) {
  std::string line = " Compiled with:";
  std::size_t columns = line.size();
  for (const std::string_view feature : kFeatures) {
    if (columns + feature.size() + 1 > kColumns) {
      out << line << '\n';
      line = "\t\t";
      columns = 16;
    } else {
      line += ' ';
    }
    line += feature;
    columns += feature.size() + 1;
  }
  out << line << '\n';
}

void print_names(const config::Configuration& configuration, std::ostream& out) {
  const config::HostIdentity& host = configuration.host;
  out << "Canonical name: " << host.full_name << "\n UUCP nodename: " << host.node_name << '\n';
  if (const config::NameClass* const names = configuration.find_class("w")) {
    for (const std::string& name : names->members()) {
      if (name != host.full_name) out << "\ta.k.a.: " << name << '\n';
    }
  }
}

void print_identity(const config::Configuration& configuration, std::ostream& out) {
  const auto value = [&](std::string_view macro) {
    return configuration.macros.find(macro).value_or("Undefined");
  };
  out << "\n============ SYSTEM IDENTITY (after readcf) ============\n"
         "      (short domain name) $w = "
      << value("w") << "\n  (canonical domain name) $j = " << value("j")
      << "\n         (subdomain name) $m = " << value("m")
      << "\n              (node name) $k = " << value("k")
      << "\n========================================================\n\n";
}

// The line of one setting; one that the command line has fixed already does nothing.
void print_setting(const std::optional<std::string>& name, std::string_view value,
                   bool is_ignored, std::ostream& out) {
  if (!name) return;
  out << "setoption " << config::setting_text(*name, value) << (is_ignored ? " (ignored)" : "")
      << '\n';
}

void print_settings(const CommandLine& line, const config::Configuration& configuration,
                    std::ostream& out) {
  using config::Options;
  for (const auto& [name, value] : line.long_options) {
    print_setting(Options::full_name(name), value, false, out);
  }
  for (const auto& [letter, value] : line.letter_options) {
    print_setting(Options::full_name(letter), value, false, out);
  }
  for (const config::RawOption& option : configuration.option_lines) {
    const auto name = option.name.size() == 1 ? Options::full_name(option.name.front())
                                              : Options::full_name(option.name);
    print_setting(name, option.value, name && configuration.options.is_overridden(*name), out);
  }
}

void print_timeouts(const config::Options& options, std::ostream& out) {
  struct Timeout {
    const char* name;
    std::chrono::seconds value;
  };
  out << "Timeouts:\n";
  for (const Timeout& timeout : {Timeout{"connect", options.timeout_connect},
                                 {"aconnect", options.timeout_aconnect},
                                 {"initial", options.timeout_initial},
                                 {"helo", options.timeout_helo},
                                 {"mail", options.timeout_mail},
                                 {"rcpt", options.timeout_rcpt},
                                 {"datainit", options.timeout_datainit},
                                 {"datablock", options.timeout_datablock},
                                 {"datafinal", options.timeout_datafinal},
                                 {"rset", options.timeout_rset},
                                 {"quit", options.timeout_quit},
                                 {"nextcommand", options.timeout_command},
                                 {"miscshort", options.timeout_misc},
                                 {"ident", options.timeout_ident},
                                 {"fileopen", options.timeout_fileopen},
                                 {"lhlo", options.timeout_lhlo},
                                 {"control", options.timeout_control}}) {
    out << "  " << timeout.name << " = " << timeout.value.count() << '\n';
  }
}

void print_lists(const config::Configuration& configuration, std::ostream& out) {
  for (const auto& [name, members] : configuration.classes) {
    const std::string shown = name.size() > 1 ? "{" + name + "}" : name;
    for (const std::string& member : members.members()) {
      out << "setclass(" << shown << ", " << member << ")\n";
    }
  }
  for (const config::MapDeclaration& map : configuration.maps) {
    out << "map " << map.name << ", class " << map.class_name << ", arguments " << map.arguments
        << '\n';
  }
}

}  // namespace

bool report_program(base::Debug& debug) {
  std::ostream& out = debug.out(std::cout);
  if (debug.is_on(DebugCategory::kProgram, kVersionLevel)) {
    out << "Version " << PACKAGE_VERSION << '\n';
  }
  if (debug.is_on(DebugCategory::kProgram, kVersionOnlyLevel)) return true;
  if (debug.is_on(DebugCategory::kProgram, kVersionLevel)) print_features(out);
  if (debug.is_on(DebugCategory::kProgram, kFilesLevel)) {
    out << "     Conf file:\t" << daemon::default_configuration_file(true)
        << " (default for MSP)\n     Conf file:\t" << daemon::default_configuration_file(false)
        << " (default for MTA)\n";
  }
  if (debug.is_on(DebugCategory::kProgram, kBuildLevel)) {
    out << "      Compiler:\t" << __VERSION__ << '\n';
  }
  if (debug.is_on(DebugCategory::kConfiguration, kTimeoutLevel)) out << "inittimeouts(<NULL>)\n";
  return false;
}

void report_configuration(base::Debug& debug, const CommandLine& line, const std::string& file,
                          const config::Configuration& configuration) {
  std::ostream& out = debug.out(std::cout);
  if (debug.is_on(DebugCategory::kConfiguration, kListLevel)) {
    print_timeouts(configuration.options, out);
  }
  if (debug.is_on(DebugCategory::kProgram, kNamesLevel)) print_names(configuration, out);
  if (debug.is_on(DebugCategory::kProgram, kFilesLevel)) {
    out << "     Conf file:\t" << file << " (selected)\n      Pid file:\t"
        << configuration.options.pid_file << " (selected)\n";
  }
  if (debug.is_on(DebugCategory::kConfiguration, kSettingLevel)) {
    print_settings(line, configuration, out);
  }
  if (debug.is_on(DebugCategory::kConfiguration, kListLevel)) print_lists(configuration, out);
  if (debug.is_on(DebugCategory::kProgram, kVersionLevel)) print_identity(configuration, out);
  if (debug.is_on(DebugCategory::kProgram, kMailersLevel)) {
    for (const config::Mailer& mailer : configuration.mailers) {
      rules::print_mailer(mailer, configuration, out);
    }
  }
}

void report_setting(base::Debug& debug, const config::Configuration& configuration,
                    std::string_view name, std::string_view value) {
  if (!debug.is_on(DebugCategory::kConfiguration, kSettingLevel)) return;
  print_setting(std::string(name), value, configuration.options.is_overridden(name),
                debug.out(std::cout));
}

}  // namespace sendwright::modes
