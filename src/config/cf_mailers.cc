// M lines.
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "address/meta.hh"
#include "base/strings.hh"
#include "config/cf_parser.hh"
#include "config/cf_text.hh"
#include "config/leading_number.hh"

namespace sendwright::config {
namespace {

constexpr std::size_t kMaxMailers = 25;
constexpr std::size_t kUsualRecipients = 100;
constexpr std::size_t kLineLimit = 990;  // octets, of mailers with flag L

// What an equate without a value lacks.
constexpr std::array<std::pair<char, std::string_view>, 6> kNeedsValue{{{'E', "end-of-line string"},
                                                                        {'C', "charset"},
                                                                        {'D', "working directory"},
                                                                        {'/', "root directory"},
                                                                        {'U', "user name"},
                                                                        {'Q', "queue"}}};

// `$u`, coded.
std::string user_reference() {
  return std::string(1, to_char(address::Meta::kMacro)) + "u" + to_char(address::Meta::kNameEnd);
}

void set_flags(MailerFlags& flags, std::string_view letters) {
  for (const char c : letters) {
    if (c > 0 && !base::is_ascii_space(c) && c != ',') flags.set(c);
  }
}

// A limit: what is no number, or less than nothing, is none.
std::size_t limit(std::string_view text) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, leading_number(text)));
}

// A= into arguments: at blanks. Quotes and backslashes have done their work when the line was read.
std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> arguments;
  for (const std::string_view word : base::split_words(text)) arguments.emplace_back(word);
  return arguments;
}

std::string_view cut_at(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return base::trim(piece);
}

Mailer built_in(std::string name, std::string path, std::string_view flags, std::string argv,
                std::string_view types) {
  Mailer mailer;
  mailer.name = std::move(name);
  mailer.path = std::move(path);
  set_flags(mailer.flags, flags);
  mailer.argv_text = std::move(argv);
  mailer.argv = split_arguments(mailer.argv_text);
  mailer.mta_type = mailer.address_type = mailer.diagnostic_type = types;
  return mailer;
}

}  // namespace

// prog, *file* and *include* exist without an M line, which may replace them.
void CfParser::predefine_mailers() {
  const std::string user = user_reference();
  add_mailer(built_in("prog", "/bin/sh", "lsouDq9", "sh -c " + user, "X-Unix"));
  add_mailer(built_in("*file*", "[FILE]", "lsDFMPEouq9", "FILE " + user, "X-Unix"));
  add_mailer(built_in("*include*", "/dev/null", "su", "INCLUDE " + user, ""));
}

void CfParser::mailer(std::string_view rest) {
  Mailer mailer;
  mailer.eol.clear();
  std::size_t size = 0;
  while (size < rest.size() && rest[size] != ',' && !base::is_ascii_space(rest[size]))
    ++size;
  mailer.name = rest.substr(0, size);
  if (mailer.name.empty()) return error("name required for mailer");
  rest.remove_prefix(std::min(size + 1, rest.size()));
  bool is_usable = true;
  const bool is_whole = for_each_equate(rest, [&](std::string_view key, std::string_view value) {
    // The end-of-line string and the path are what is written, blanks and all.
    if (key.front() != 'E' && key.front() != 'P') value = without_trailing_space(value);
    is_usable = mailer_equate(mailer, key.front(), std::string(value));
    return is_usable;
  });
  if (!is_whole) return error("mailer " + mailer.name + ": `=' expected");
  if (is_usable && finish_mailer(mailer)) add_mailer(std::move(mailer));
}

bool CfParser::mailer_equate(Mailer& mailer, char key, const std::string& value) {
  const std::string prefix = "mailer " + mailer.name + ": ";
  if (value.empty()) {
    const auto needed =
        std::ranges::find(kNeedsValue, key, &std::pair<char, std::string_view>::first);
    if (needed != kNeedsValue.end()) {
      return error(prefix + "null " + std::string(needed->second)), true;
    }
  }
  switch (key) {
    case 'P':
      mailer.path = value;
      break;
    case 'A':
      mailer.argv_text = value;
      break;
    case 'F':
      set_flags(mailer.flags, value);
      break;
    case 'S':
      return mailer_rulesets(value, mailer.sender_envelope, mailer.sender_header);
    case 'R':
      return mailer_rulesets(value, mailer.recipient_envelope, mailer.recipient_header);
    case 'E':
      mailer.eol = value;
      break;
    case 'L':
      mailer.line_limit = limit(value);
      break;
    case 'M':
      mailer.max_size = limit(value);
      break;
    case 'm':
      mailer.max_messages = limit(value);
      break;
    case 'r':
      mailer.max_recipients = limit(value);
      if (mailer.max_recipients == 0) mailer.max_recipients = kUsualRecipients;
      break;
    case 'D':
      mailer.directory = value;
      break;
    case '/':
      mailer.chroot_directory = value;
      break;
    case 'U':
      mailer_user(mailer, value);
      break;
    case 'N':
      mailer.nice = static_cast<int>(leading_number(value));
      break;
    case 'C':
      mailer.charset = value;
      break;
    case 'W':
      check_interval(value, 's');
      mailer.wait = value;
      break;
    case 'Q': {
      const bool is_known = value == "mqueue" ||
          std::ranges::any_of(configuration_.queue_groups,
                              [&](const Declaration& group) { return group.name == value; });
      if (!is_known) return error(prefix + "unknown queue " + value), true;
      mailer.queue_group = value;
      break;
    }
    case 'T': {
      std::string_view types = value;
      mailer.mta_type = cut_at(types, '/');
      mailer.address_type = cut_at(types, '/');
      mailer.diagnostic_type = base::trim(types);
      if (mailer.mta_type.empty()) mailer.mta_type = "dns";
      if (mailer.address_type.empty()) mailer.address_type = "rfc822";
      if (mailer.diagnostic_type.empty()) mailer.diagnostic_type = "smtp";
      break;
    }
    default:
      error("M" + mailer.name + ": unknown mailer equate " + std::string(1, key) + "=");
  }
  return true;
}

// `envelope/header`, or one for both.
bool CfParser::mailer_rulesets(std::string_view value, RulesetNumber& envelope,
                               RulesetNumber& header) {
  const int first = ruleset_of(value);
  if (first < 0) return false;
  envelope = header = first;
  const std::size_t slash = value.find('/');
  if (slash == value.npos) return true;
  const int second = ruleset_of(value.substr(slash + 1));
  if (second < 0) return false;
  header = second;
  return true;
}

void CfParser::mailer_user(Mailer& mailer, std::string_view value) {
  const std::size_t end = value.find_first_of(":.");
  if (end == 0) return error("mailer " + mailer.name + ": null user name");
  mailer.user = value;
  const std::string user(base::trim(value.substr(0, end)));
  if (!user.empty() && base::is_ascii_digit(user.front())) {
    mailer.uid = static_cast<unsigned>(std::strtoul(user.c_str(), nullptr, 10));
  } else if (!user.empty()) {
    const passwd* const entry = getpwnam(user.c_str());
    if (entry == nullptr) return error("readcf: mailer U= flag: unknown user " + user);
    mailer.uid = entry->pw_uid;
    mailer.gid = entry->pw_gid;
  }
  if (end == value.npos) return;
  const std::string group(base::trim(value.substr(end + 1)));
  if (!group.empty() && base::is_ascii_digit(group.front())) {
    mailer.gid = static_cast<unsigned>(std::strtoul(group.c_str(), nullptr, 10));
  } else if (!group.empty()) {
    const ::group* const entry = getgrnam(group.c_str());
    if (entry == nullptr) return error("readcf: mailer U= flag: unknown group " + group);
    mailer.gid = entry->gr_gid;
  }
}

// What must be there, and the defaults that depend on the rest. False: not usable, reported.
bool CfParser::finish_mailer(Mailer& mailer) {
  const std::string prefix = "M" + mailer.name + ": ";
  if (mailer.argv_text.empty()) return error(prefix + "A= argument required"), false;
  if (mailer.path.empty()) return error(prefix + "P= argument required"), false;
  mailer.argv = split_arguments(mailer.argv_text);
  if (mailer.path == "[TCP]") {
    return error(prefix + "P=[TCP] must be replaced by P=[IPC]"), false;
  }
  if (mailer.is_ipc()) {
    if (mailer.argv.size() < 2) return error(prefix + "too few parameters for [IPC] mailer"), false;
    if (mailer.argv[0] != "TCP" && mailer.argv[0] != "FILE") {
      warn(prefix + "Warning: first argument in [IPC] mailer must be TCP or FILE");
    }
  } else if (mailer.is_file()) {
    if (mailer.argv.size() < 2) {
      return error(prefix + "too few parameters for [FILE] mailer"), false;
    }
    if (mailer.argv.size() > 2) {
      return error(prefix + "too many parameters for [FILE] mailer"), false;
    }
    if (mailer.argv[0] != "FILE") {
      return error(prefix + "first argument in [FILE] mailer must be FILE"), false;
    }
  }
  if (mailer.eol.empty()) {
    mailer.eol = mailer.argv_text.find(user_reference()) == std::string::npos ? "\r\n" : "\n";
  }
  if (mailer.is_ipc()) {
    if (mailer.mta_type.empty()) mailer.mta_type = "dns";
    if (mailer.address_type.empty()) mailer.address_type = "rfc822";
    if (mailer.diagnostic_type.empty()) {
      mailer.diagnostic_type = mailer.argv[0] == "FILE" ? "x-unix" : "smtp";
    }
  }
  if (mailer.flags.has('L') && mailer.line_limit == 0) mailer.line_limit = kLineLimit;
  // A program or a file takes one recipient at a time, whatever is asked for.
  if (mailer.name == "prog" || mailer.name == "*file*") mailer.flags.clear('m');
  return true;
}

// What was a matter of the mailer's name before it became one of flags (levels 6 and 7).
void CfParser::adapt_mailers_to_level() {
  const int level = configuration_.version_level;
  for (Mailer& mailer : configuration_.mailers) {
    const bool is_local = base::equals_ignoring_case(mailer.name, "local");
    const bool is_program = base::equals_ignoring_case(mailer.name, "prog");
    const bool is_file = mailer.name == "*file*";
    if (level < 6 && is_local) set_flags(mailer.flags, "Aw5:|/@");
    if (level < 6 && (is_program || is_file)) mailer.flags.set('o');
    if (level < 7 && (is_local || is_program || is_file)) mailer.flags.set('q');
  }
}

// A mailer of the same name is replaced where it stands.
void CfParser::add_mailer(Mailer mailer) {
  auto& mailers = configuration_.mailers;
  const auto same = std::ranges::find_if(mailers, [&](const Mailer& other) {
    return base::equals_ignoring_case(other.name, mailer.name);
  });
  if (same != mailers.end()) {
    mailer.index = same->index;
    *same = std::move(mailer);
    return;
  }
  if (mailers.size() >= kMaxMailers) return error("too many mailers defined (25 max)");
  mailer.index = static_cast<int>(mailers.size());
  mailers.push_back(std::move(mailer));
}

}  // namespace sendwright::config
