// One conversion: the parameters of Postfix on one side, the site that is made on the other.
//
// The handlers, grouped by subject in the .cc files beside this one, run in the order of
// all_handlers(): what a later one needs to know (our domains, who may relay) is there by then.
// Each parameter of the input gets a finding; what no handler and no row of known_parameters.cc
// knows is reported as lost.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/postfix/lookup_table.hh"
#include "tools/postfix/main_cf.hh"
#include "tools/postfix/network.hh"
#include "tools/postfix/report.hh"
#include "tools/postfix/site.hh"

namespace sendwright::postfix {

struct ConversionOptions {
  std::string cf_folder;         // the macro library, with a slash
  std::string mail_folder;       // where the files will be used, with a slash
  std::string root;              // in front of the paths of tables
  std::string host_name;         // for a missing myhostname
  bool has_submission = false;   // listen on port 587 too
  bool has_submissions = false;  // listen on port 465 too
};

// mynetworks, in order: what is first counts.
struct TrustedNetwork {
  Network network;
  bool is_excluded = false;
};

class Conversion {
 public:
  Conversion(MainCf file, std::string file_name, ConversionOptions options);
  void run();
  // A line for each parameter in the order of the file, then what Postfix does without being told.
  void print_report(std::ostream& out) const;
  [[nodiscard]] bool has_losses() const;

  // --- for the handlers
  [[nodiscard]] bool is_set(std::string_view name) const { return file_.find(name) != nullptr; }
  // The expanded value; an error is noted as lost, and the value is then empty.
  [[nodiscard]] std::string value(std::string_view name);
  [[nodiscard]] std::vector<std::string> list(std::string_view name) {
    return list_elements(value(name));
  }
  [[nodiscard]] bool is_yes(std::string_view name) { return value(name) == "yes"; }
  // What is said about a parameter.
  [[nodiscard]] Finding& finding(std::string_view name);
  // A define of the site; said as carried over, or as lost if it would not be harmless.
  void define(std::string_view parameter, std::string_view conf_name, std::string_view value);
  // Reads a table; nullopt after having said that it is lost. What of it is lost is said too.
  [[nodiscard]] std::optional<LookupTable> table(std::string_view parameter,
                                                 std::string_view reference);
  // The elements of a list of names: files and tables that it names are replaced by their keys.
  [[nodiscard]] std::vector<std::string> names(std::string_view parameter);
  // Adds a line to the access table; a contradiction is noted under the parameter.
  void add_access(std::string_view parameter, const std::string& key, const std::string& value);
  // `user` as user@myorigin unless that is a local user of ours; user@domain as it is.
  [[nodiscard]] std::string complete_address(std::string_view address);
  // `user+*@domain`'s place: whether addresses have a detail behind a plus.
  [[nodiscard]] bool has_plus_detail() {
    return value("recipient_delimiter").find('+') != std::string::npos;
  }
  // The domain that myorigin's file names.
  void set_origin(const std::string& name) { origin_ = name; }
  [[nodiscard]] std::string origin() { return origin_.empty() ? value("myorigin") : origin_; }
  [[nodiscard]] bool is_trusted(const Network& network) const;

  const MainCf& file() const { return file_; }
  const ConversionOptions& options() const { return options_; }
  const TableReader& reader() const { return reader_; }
  Site site;
  std::set<std::string> destinations;  // mydestination, in small letters
  std::set<std::string> relayed;       // relay_domains
  std::vector<TrustedNetwork> trusted;
  bool networks_may_relay = false;  // permit_mynetworks stands before reject_unauth_destination
  bool logins_may_relay = false;    // the same for permit_sasl_authenticated
  std::string auth_letters;         // of option AuthOptions

 private:
  std::string origin_;
  MainCf file_;
  std::string file_name_;
  ConversionOptions options_;
  TableReader reader_;
  std::map<std::string, Finding, std::less<>> findings_;
};

struct Handler {
  std::string_view name;
  void (*run)(Conversion&);
  bool always = false;  // also if the file does not set it: the default of Postfix is not ours
};

// The handlers of each subject.
[[nodiscard]] std::span<const Handler> domain_handlers();
[[nodiscard]] std::span<const Handler> address_handlers();
[[nodiscard]] std::span<const Handler> transport_handlers();
[[nodiscard]] std::span<const Handler> restriction_handlers();
[[nodiscard]] std::span<const Handler> security_handlers();
[[nodiscard]] std::span<const Handler> setting_handlers();

// What is to be said about parameters that need no handler: those that mean nothing here, and those
// that have no counterpart. False if the name is not known.
[[nodiscard]] bool describe_known_parameter(Conversion& conversion, std::string_view name);

// The values of Postfix for names that a file does not set, as far as they matter.
void set_postfix_defaults(MainCf& file, const std::string& host_name);

}  // namespace sendwright::postfix
