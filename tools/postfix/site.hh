// What is written: a sendmail.mc, the sources of its tables, and the commands that make them.
//
// Nothing that is not proven harmless reaches the .mc: m4 would run it. Lists of names are in
// files.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sendwright::postfix {

// Whether m4 takes the text for itself, wherever it is expanded: no quotes, commas, line ends,
// calls or unbalanced parentheses, and no word that is a macro without arguments.
[[nodiscard]] bool is_harmless_in_m4(std::string_view text);

// The source of a map: keys in the order of their first entry.
class TableSource {
 public:
  // Adds a line unless the key is there; whether it now says so. What is first counts, as in
  // Postfix.
  bool add(const std::string& key, const std::string& value);
  [[nodiscard]] const std::string* find(const std::string& key) const;
  [[nodiscard]] bool is_empty() const { return order_.empty(); }
  [[nodiscard]] size_t size() const { return order_.size(); }
  // With a tab in between, a line each; for alias files `: `.
  [[nodiscard]] std::string text(std::string_view divider = "\t") const;

 private:
  std::map<std::string, std::string> values_;  // key in small letters
  std::vector<std::string> order_;
};

class Site {
 public:
  explicit Site(std::string cf_folder, std::string mail_folder)
      : cf_folder_(std::move(cf_folder)), mail_folder_(std::move(mail_folder)) {}

  // define(`NAME', `VALUE'), for the sake of a parameter. False if the value would not be harmless.
  [[nodiscard]] bool define(std::string_view name, std::string_view value,
                            std::string_view parameter);
  // One argument of each of these is written in quotes as it stands; the same line is written once.
  void feature(std::string_view name, const std::vector<std::string>& arguments = {});
  void macro(std::string_view name, const std::vector<std::string>& arguments);
  void listener(std::string keys) { listeners_.push_back(std::move(keys)); }
  // A mailer that speaks SMTP to another port, or LMTP; returns its name.
  [[nodiscard]] std::string mailer_for_port(int port);
  // `target` is `FILE path` or `TCP $h port`.
  [[nodiscard]] std::string mailer_for_lmtp(const std::string& target);
  // A line of LOCAL_CONFIG; a rule or S line of LOCAL_RULESETS.
  void config_line(std::string line) { config_lines_.push_back(std::move(line)); }
  void ruleset_line(std::string line) { ruleset_lines_.push_back(std::move(line)); }
  // `/etc/mail/NAME`.
  [[nodiscard]] std::string place(std::string_view name) const {
    return mail_folder_ + std::string(name);
  }

  TableSource access, mailertable, virtusertable, genericstable, aliases, authinfo, sender_logins;
  std::vector<std::string> alias_files;  // of the site, besides what `aliases` gets
  std::set<std::string> local_names, virtual_domains, generics_domains;

  // Name and content of all files, sendmail.mc first.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> files() const;
  // The commands that make maps and sendmail.cf of the files, in words for a person.
  [[nodiscard]] std::vector<std::string> commands() const;

 private:
  [[nodiscard]] std::string mc() const;
  [[nodiscard]] std::vector<std::pair<std::string, const TableSource*>> maps() const;

  std::string cf_folder_, mail_folder_;
  std::vector<std::string> defines_, features_, macros_, listeners_, config_lines_, ruleset_lines_;
  std::map<std::string, std::string> mailers_;  // arguments of A= -> name
  std::vector<std::string> mailer_lines_;
};

}  // namespace sendwright::postfix
