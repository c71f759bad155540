#include "tools/postfix/site.hh"

#include <algorithm>
#include <array>

#include "base/strings.hh"
#include "tools/postfix/text.hh"

namespace sendwright::postfix {

bool is_harmless_in_m4(std::string_view text) {
  // What m4 expands without parentheses behind it.
  constexpr std::array kWords = {"dnl",       "divert",    "undivert",  "divnum",   "changequote",
                                 "changecom", "dumpdef",   "m4exit",    "sysval",   "traceon",
                                 "traceoff",  "debugmode", "debugfile", "errprint", "unix",
                                 "shift",     "m4wrap",    "popdef"};
  if (std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '`' || c == '\'' || c == ',' ||
               c == '#' || c == '\x7f';
      })) {
    return false;
  }
  int level = 0;
  for (size_t at = 0; at < text.size() && level >= 0; ++at) {
    // Behind a name it would be a call.
    if (text[at] == '(' && at > 0 && text[at - 1] != ' ') return false;
    level += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
  }
  if (level != 0) return false;
  std::string word;
  for (const char c : std::string(text) + ' ') {
    if (base::is_ascii_alnum(c) || c == '_') {
      word += c;
      continue;
    }
    // The library's own names begin like these, or are in capitals.
    if (std::ranges::find(kWords, word) != kWords.end() ||
        (word.starts_with("_") && word.ends_with("_")) ||
        (word.size() > 4 && word.starts_with("conf") && word[4] >= 'A' && word[4] <= 'Z')) {
      return false;
    }
    word.clear();
  }
  return true;
}

bool TableSource::add(const std::string& key, const std::string& value) {
  const auto [at, is_new] = values_.emplace(base::to_lower(key), value);
  if (is_new) order_.push_back(key);
  return is_new || at->second == value;
}

const std::string* TableSource::find(const std::string& key) const {
  const auto found = values_.find(base::to_lower(key));
  return found == values_.end() ? nullptr : &found->second;
}

std::string TableSource::text(std::string_view divider) const {
  std::string out;
  for (const auto& key : order_) {
    out += key;
    out += divider;
    out += values_.at(base::to_lower(key)) + '\n';
  }
  return out;
}

bool Site::define(std::string_view name, std::string_view value, std::string_view parameter) {
  if (!is_harmless_in_m4(value)) return false;
  defines_.push_back(filled("define(`{}', `{}')dnl {}", name, value, parameter));
  return true;
}

namespace {

std::string call(std::string_view macro, const std::vector<std::string>& arguments) {
  std::string line(macro);
  line += '(';
  for (size_t i = 0; i < arguments.size(); ++i)
    line += (i == 0 ? "`" : ", `") + arguments[i] + "'";
  return line + ")dnl";
}

void append_new(std::vector<std::string>& lines, std::string line) {
  if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
}

std::string names_text(const std::set<std::string>& names) {
  std::string out;
  for (const auto& name : names)
    out += name + '\n';
  return out;
}

}  // namespace

void Site::feature(std::string_view name, const std::vector<std::string>& arguments) {
  std::vector<std::string> all{std::string(name)};
  all.insert(all.end(), arguments.begin(), arguments.end());
  append_new(features_, call("FEATURE", all));
}

void Site::macro(std::string_view name, const std::vector<std::string>& arguments) {
  append_new(macros_, call(name, arguments));
}

std::string Site::mailer_for_port(int port) {
  const auto target = filled("TCP $h {}", port);
  const auto [at, is_new] = mailers_.emplace(target, filled("smtp{}", port));
  if (is_new) {
    mailer_lines_.push_back(
        filled("# SMTP to port {0}\nM{1},\tP=[IPC], F=mDFMuXa,\n"
               "\tS=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP, E=\\r\\n, L=990,\n"
               "\tT=DNS/RFC822/SMTP, A={2}",
               port, at->second, target));
  }
  return at->second;
}

std::string Site::mailer_for_lmtp(const std::string& target) {
  const auto [at, is_new] =
      mailers_.emplace("LMTP " + target, filled("lmtp{}", mailers_.size() + 1));
  if (is_new) {
    mailer_lines_.push_back(
        filled("# LMTP, the recipients with their domains\nM{},\tP=[IPC], "
               "F=mDFMnXzS5, S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP, E=\\r\\n,\n"
               "\tT=DNS/RFC822/SMTP, A={}",
               at->second, target));
  }
  return at->second;
}

std::vector<std::pair<std::string, const TableSource*>> Site::maps() const {
  std::vector<std::pair<std::string, const TableSource*>> all = {{"access", &access},
                                                                 {"mailertable", &mailertable},
                                                                 {"virtusertable", &virtusertable},
                                                                 {"genericstable", &genericstable},
                                                                 {"authinfo", &authinfo},
                                                                 {"sender-logins", &sender_logins}};
  std::erase_if(all,
                [](const auto& map) { return map.first != "access" && map.second->is_empty(); });
  return all;
}

std::string Site::mc() const {
  std::string out =
      "divert(-1)dnl\n"
      "dnl Made by postfix-to-mc from a configuration of Postfix. What could not be carried over "
      "is in the\n"
      "dnl file from-postfix.txt beside this one.\n"
      "divert(0)dnl\n";
  out += filled("include(`{}m4/cf.m4')dnl\nVERSIONID(`converted from Postfix')dnl\n", cf_folder_);
  if (mail_folder_ != "/etc/mail/")
    out += filled("define(`MAIL_SETTINGS_DIR', `{}')dnl\n", mail_folder_);
  out += "OSTYPE(`linux')dnl\n";
  const auto add = [&out](const std::vector<std::string>& lines) {
    for (const auto& line : lines)
      out += line + '\n';
  };
  auto files_of_aliases = alias_files;
  if (!aliases.is_empty()) files_of_aliases.push_back(place("aliases-from-postfix"));
  out += filled("define(`ALIAS_FILE', `{}')dnl\n", base::join(files_of_aliases, ","));
  add(defines_);
  out +=
      "FEATURE(`use_cw_file')dnl\nFEATURE(`no_default_msa')dnl\n"
      "FEATURE(`access_db', `', `skip', `relaytofulladdress')dnl\n"
      "FEATURE(`blocklist_recipients')dnl\n";
  for (const auto* name : {"mailertable", "virtusertable", "genericstable", "authinfo"}) {
    for (const auto& map : maps()) {
      if (map.first == name) out += filled("FEATURE(`{}')dnl\n", name);
    }
  }
  if (!virtual_domains.empty())
    out += call("VIRTUSER_DOMAIN_FILE", {place("virtual-domains")}) + '\n';
  if (!generics_domains.empty())
    out += call("GENERICS_DOMAIN_FILE", {place("generics-domains")}) + '\n';
  add(features_);
  add(macros_);
  for (const auto& keys : listeners_)
    out += call("DAEMON_OPTIONS", {keys}) + '\n';
  out += "MAILER(`local')dnl\nMAILER(`smtp')dnl\n";
  if (!mailer_lines_.empty()) out += "MAILER_DEFINITIONS\n";
  add(mailer_lines_);
  if (!config_lines_.empty()) out += "LOCAL_CONFIG\n";
  add(config_lines_);
  if (!ruleset_lines_.empty()) out += "LOCAL_RULESETS\n";
  add(ruleset_lines_);
  return out;
}

std::vector<std::pair<std::string, std::string>> Site::files() const {
  std::vector<std::pair<std::string, std::string>> all = {
      {"sendmail.mc", mc()}, {"local-host-names", names_text(local_names)}};
  for (const auto& [name, table] : maps())
    all.emplace_back(name, table->text());
  if (!virtual_domains.empty()) all.emplace_back("virtual-domains", names_text(virtual_domains));
  if (!generics_domains.empty()) all.emplace_back("generics-domains", names_text(generics_domains));
  if (!aliases.is_empty()) all.emplace_back("aliases-from-postfix", aliases.text(": "));
  return all;
}

std::vector<std::string> Site::commands() const {
  std::vector<std::string> lines = {"cd " + mail_folder_, "m4 sendmail.mc > sendmail.cf"};
  for (const auto& [name, table] : maps())
    lines.push_back("makemap hash " + name + " < " + name);
  lines.insert(lines.end(), {"newaliases", "sendmail --lint-cf"});
  return lines;
}

}  // namespace sendwright::postfix
