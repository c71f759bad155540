// A table of commands; each has a function that reads the rest of its line.
#include "rules/test_mode.hh"

#include <array>
#include <fstream>
#include <istream>
#include <memory>
#include <ostream>
#include <set>

#include "address/address_list.hh"
#include "address/prescan.hh"
#include "base/strings.hh"
#include "config/expand.hh"
#include "rules/engine.hh"
#include "rules/resolve.hh"
#include "rules/test_mode_printing.hh"

namespace sendwright::rules {
namespace {

using base::ExitCode;

using address::shortened;

class TestMode {
 public:
  TestMode(TestModeContext& context, std::istream& input, std::ostream& output)
      : context_(context),
        configuration_(context.configuration),
        input_(input),
        output_(output),
        trace_(output),
        macros_(&configuration_.macros),
        evaluation_(macros_, context.waiter) {
    evaluation_.trace = &trace_;
    evaluation_.report = [this](std::string_view message) { show(message); };
    evaluation_.complain = [this](std::string_view message) {
      output_ << address::message_about(subject_, message) << '\n';
    };
    macros_.set("addr_type", "e r");
    recompile();
  }

  int run() {
    output_ << "ADDRESS TEST MODE (ruleset 3 NOT automatically invoked)\n"
               "Enter <ruleset> <address>\n";
    std::string line;
    while (!is_done_) {
      output_ << "> " << std::flush;
      if (!std::getline(input_, line)) break;
      command(line);
    }
    return base::to_int(ExitCode::kOk);
  }

 private:
  // A map that cannot be opened is spoken of once.
  void show(std::string_view message) {
    if (message.find("missing map file") != message.npos && !shown_.emplace(message).second) return;
    output_ << message << '\n';
  }

  void recompile() { engine_ = std::make_unique<Engine>(configuration_, context_.maps); }

  void command(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) return;
    switch (line.front()) {
      case '#':
        return;
      case '?':
        return help();
      case '.':
        return define(line);
      case '=':
        return list(line);
      case '-':
        return debug(line);
      case '$':
        return value(line.substr(1));
      case '/':
        return slash(line);
      default:
        return rewrite(line);
    }
  }

  // The help file's lines of topic -bt.
  void help() {
    std::ifstream file(configuration_.options.help_file);
    std::string line;
    bool is_found = false;
    constexpr std::string_view kTopic = "-bt\t";
    while (std::getline(file, line)) {
      if (!line.starts_with(kTopic)) continue;
      output_ << line.substr(kTopic.size()) << '\n';
      is_found = true;
    }
    if (is_found) {
      output_ << "End of HELP info\n";
    } else {
      output_ << "Sendmail " << context_.version << " -- HELP not implemented\n";
    }
  }

  // `.Dx value`, `.Cx words`: stored as typed, `$` has no meaning.
  void define(std::string_view line) {
    const char what = line.size() > 1 ? line[1] : '\0';
    if (line.size() < 2) {
      output_ << "Usage: .[DC]macro value(s)\n";
      return;
    }
    if (what != 'D' && what != 'C') {
      output_ << "Unknown \".\" command " << line << '\n';
      return;
    }
    std::string_view rest = line.substr(2);
    const std::string name = take_name(rest);
    if (name.empty()) return;
    if (what == 'D') {
      macros_.set(name, std::string(rest));
      return;
    }
    const bool is_new = configuration_.find_class(name) == nullptr;
    for (const std::string_view word : base::split_words(rest)) {
      configuration_.classes[name].insert(word);
    }
    if (is_new) recompile();
  }

  void list(std::string_view line) {
    if (line.size() < 2) {
      output_ << "Usage: =Sruleset or =M\n";
    } else if (line[1] == 'S') {
      std::string_view name = base::trim(line.substr(2));
      name = name.substr(0, name.find_first_of(" \t"));
      if (const std::optional<int> number = ruleset(first_name(name), name)) {
        output_ << engine_->source(*number);
      }
    } else if (line[1] == 'M') {
      for (const config::Mailer& mailer : configuration_.mailers)
        print_mailer(mailer, configuration_, output_);
    } else {
      output_ << "Unknown \"=\" command " << line << '\n';
    }
  }


  // `-d21.12`; other facilities have nothing to show.
  void debug(std::string_view line) {
    if (line.size() < 2) {
      output_ << "Usage: -d{debug arguments}\n";
      return;
    }
    if (line[1] != 'd') {
      output_ << "Unknown \"-\" command " << line << '\n';
      return;
    }
    for (const std::string_view flag : base::split_words(line.substr(2), ", ")) {
      const std::size_t dot = flag.find('.');
      if (flag.substr(0, dot) != "21") continue;
      const auto level = base::parse_integer(dot == flag.npos ? "1" : flag.substr(dot + 1));
      trace_.set_level(static_cast<int>(level.value_or(1)));
    }
  }

  // `$x`, `${name}`, `$=x`.
  void value(std::string_view text) {
    const bool is_class = text.starts_with('=');
    if (is_class) text.remove_prefix(1);
    const std::string name = take_name(text);
    if (name.empty()) return;
    if (is_class) {
      const config::NameClass* const members = configuration_.find_class(name);
      if (members == nullptr) return;
      for (const std::string& member : members->members())
        output_ << member << '\n';
      return;
    }
    const std::optional<std::string_view> found = macros_.find(name);
    output_ << (found ? address::readable(*found) : std::string("Undefined")) << '\n';
  }

  void slash(std::string_view line);
  void try_flags(std::string_view rest);
  void parse(std::string_view rest);
  void try_mailer(std::string_view rest);
  void map(std::string_view rest);
  void canonical(std::string_view rest);
  void mail_exchangers(std::string_view rest);
  void addresses(std::string_view rest);

  void rewrite(std::string_view line);
  bool rewrite_list(std::string_view names, address::TokenList& workspace);

  // Letters, digits and `_` at the start.
  static std::string_view first_name(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && (base::is_ascii_alnum(text[size]) || text[size] == '_'))
      ++size;
    return text.substr(0, size);
  }

  // Reports unknown ones; `typed` is what the message shows.
  std::optional<int> ruleset(std::string_view name, std::string_view typed) {
    std::optional<int> number;
    if (name.empty()) {
      output_ << "invalid ruleset name: \"" << typed << "\"\n";
    } else {
      number = configuration_.find_ruleset(name);
      if (!number && base::is_ascii_digit(name.front())) {
        output_ << "bad ruleset " << name << " (100 max)\n";
      }
    }
    if (!number) output_ << "Undefined ruleset " << typed << '\n';
    return number;
  }

  std::string take_name(std::string_view& text) {
    std::size_t consumed = 0;
    std::vector<std::string> messages;
    std::string name = config::parse_name(text, consumed, messages);
    text.remove_prefix(consumed);
    for (const std::string& message : messages)
      output_ << message << '\n';
    return name;
  }

  [[nodiscard]] std::string_view direction_text() const {
    return direction_ == Direction::kSender ? "sender" : "recipient";
  }
  [[nodiscard]] std::string_view part_text() const {
    return part_ == Part::kHeader ? "header" : "envelope";
  }

  TestModeContext& context_;
  config::Configuration& configuration_;
  std::istream& input_;
  std::ostream& output_;
  PrintingTrace trace_;
  config::MacroScope macros_;
  Evaluation evaluation_;
  std::unique_ptr<Engine> engine_;
  std::set<std::string, std::less<>> shown_;
  std::string subject_;  // the address messages are about
  Direction direction_ = Direction::kRecipient;
  Part part_ = Part::kEnvelope;
  bool is_done_ = false;
};

void TestMode::slash(std::string_view line) {
  struct Command {
    std::string_view name;
    std::string_view usage;  // printed when nothing follows; empty: may stand alone
    void (TestMode::*run)(std::string_view rest);
  };
  static constexpr std::array kCommands{
      Command{"/canon", "Usage: /canon address", &TestMode::canonical},
      Command{"/gethostbyname", "", &TestMode::addresses},
      Command{"/map", "Usage: /map mapname key", &TestMode::map},
      Command{"/mx", "Usage: /mx address", &TestMode::mail_exchangers},
      Command{"/parse", "Usage: /parse address", &TestMode::parse},
      Command{"/try", "Usage: /try mailer address", &TestMode::try_mailer},
      Command{"/tryflags", "Usage: /tryflags [Hh|Ee][Ss|Rr]", &TestMode::try_flags},
  };
  const std::size_t end = line.find_first_of(" \t");
  const std::string_view name = line.substr(0, end);
  const std::string_view rest = end == line.npos ? "" : base::trim(line.substr(end));
  if (base::equals_ignoring_case(name, "/quit")) {
    is_done_ = true;
    return;
  }
  if (name == "/") {
    output_ << "Usage: /[canon|map|mx|parse|try|tryflags]\n";
    return;
  }
  if (base::equals_ignoring_case(name, "/expand")) {
    output_ << rest << '\n';
    return;
  }
  for (const Command& command : kCommands) {
    if (!base::equals_ignoring_case(name, command.name)) continue;
    if (rest.empty() && !command.usage.empty()) {
      output_ << command.usage << '\n';
    } else {
      (this->*command.run)(rest);
    }
    return;
  }
  output_ << "Unknown \"/\" command " << name << '\n';
}

void TestMode::try_flags(std::string_view rest) {
  for (const char c : rest) {
    switch (base::ascii_lower(c)) {
      case 'h':
        part_ = Part::kHeader;
        break;
      case 'e':
        part_ = Part::kEnvelope;
        break;
      case 's':
        direction_ = Direction::kSender;
        break;
      case 'r':
        direction_ = Direction::kRecipient;
        break;
      default:
        break;
    }
  }
}

void TestMode::parse(std::string_view rest) {
  subject_ = rest;
  const address::CrackedAddress cracked =
      address::crack_address(rest, configuration_.options.colon_ok_in_addr);
  output_ << "Cracked address = " << cracked.with("$g") << '\n'
          << "Parsing " << part_text() << ' ' << direction_text() << " address\n";
  const Resolution resolution = resolve_address(*engine_, rest, direction_, evaluation_);
  if (!resolution.is_parsed) {
    output_ << "Cannot parse\n";
    return;
  }
  // What `$#error` says; complaints about the triple itself have been printed as they came.
  if (resolution.error && !resolution.user.empty()) {
    const int code = resolution.error->code;
    if (code % 100 == 50 || code == 553) output_ << shortened(subject_) << "... ";
    output_ << resolution.error->text << '\n';
  }
  if (resolution.is_deferred) {
    evaluation_.complain("Transient parse error -- message queued for future delivery");
  }
  output_ << "mailer " << (resolution.mailer != nullptr ? resolution.mailer->name : "*error*");
  if (!resolution.host.empty()) output_ << ", host " << resolution.host;
  output_ << ", user " << resolution.user << '\n';
}

void TestMode::try_mailer(std::string_view rest) {
  const std::size_t end = rest.find_first_of(" \t");
  if (end == rest.npos) {
    output_ << "Usage: /try mailer address\n";
    return;
  }
  const std::string_view name = rest.substr(0, end);
  const std::string_view address = base::trim(rest.substr(end));
  const config::Mailer* const mailer = configuration_.find_mailer(name);
  if (mailer == nullptr) {
    output_ << "Unknown mailer " << name << '\n';
    return;
  }
  subject_ = address;
  output_ << "Trying " << part_text() << ' ' << direction_text() << " address " << address
          << " for mailer " << name << '\n';
  const RewrittenAddress result =
      rewrite_for_mailer(*engine_, address, *mailer, direction_, part_, evaluation_);
  output_ << "Rcode = " << base::to_int(result.status) << ", addr = " << result.text << '\n';
}

void TestMode::map(std::string_view rest) {
  const std::size_t end = rest.find_first_of(" \t");
  if (end == rest.npos) {
    output_ << "No key specified\n";
    return;
  }
  const std::string name(rest.substr(0, end));
  const std::string key(base::trim(rest.substr(end)));
  Map* const found = context_.maps.find(name);
  if (found == nullptr) {
    output_ << "Map named \"" << name << "\" not found\n";
    return;
  }
  output_ << "map_lookup: " << name << " (" << key << ") " << std::flush;
  const LookupContext lookup_context{context_.waiter, macros_, false};
  const MapAnswer answer = found->lookup(key, {}, lookup_context);
  if (!answer.diagnostic.empty()) show(answer.diagnostic);
  if (answer.value && answer.status == MapStatus::kFound) {
    output_ << "returns " << *answer.value;
  } else {
    output_ << "no match";
  }
  output_ << " (" << base::to_int(answer.exit_code) << ")\n";
}

void TestMode::canonical(std::string_view rest) {
  std::optional<std::string> name;
  if (context_.hosts != nullptr) name = context_.hosts->canonical_name(rest, context_.waiter);
  output_ << "getcanonname(" << rest << ") returns " << name.value_or(std::string(rest)) << '\n';
}

void TestMode::mail_exchangers(std::string_view rest) {
  HostDirectory::MxAnswer answer{-1, false, {}};
  if (context_.hosts != nullptr) answer = context_.hosts->mail_exchangers(rest, context_.waiter);
  output_ << "getmxrr(" << rest << ") returns ";
  if (answer.is_null_mx) {
    output_ << "null MX (See RFC7505)\n";
    return;
  }
  output_ << answer.count << " value(s):\n";
  for (const std::string& host : answer.hosts)
    output_ << '\t' << host << '\n';
}

void TestMode::addresses(std::string_view rest) {
  if (context_.hosts == nullptr) return;
  for (const std::string& address : context_.hosts->addresses(rest, context_.waiter)) {
    output_ << '\t' << address << '\n';
  }
}

// `ruleset,ruleset address`: the address is cut at commas, each piece goes through all rulesets.
void TestMode::rewrite(std::string_view line) {
  line = base::trim(line);
  if (line.empty()) return;
  const std::size_t end = line.find_first_of(" \t");
  const std::string_view names = line.substr(0, end);
  std::string_view rest = end == line.npos ? "" : base::trim(line.substr(end));
  if (rest.empty()) {
    output_ << "No address!\n";
    return;
  }
  const address::PrescanOptions options{
      .operators = configuration_.operators, .strips_comments = false, .delimiter = ','};
  while (!rest.empty()) {
    subject_ = rest;
    address::TokenList workspace;
    std::vector<std::string> messages;
    address::PrescanOutcome outcome = prescan(rest, options, workspace, messages);
    const std::string too_long = address::too_long_message(rest.substr(0, outcome.consumed));
    if (!too_long.empty()) {
      output_ << too_long << '\n';
      return;
    }
    for (const std::string& message : messages) {
      if (message.starts_with("8-bit ")) {
        output_ << message << '\n';
      } else {
        evaluation_.complain(message);
      }
    }
    if (!outcome.is_ok) return;
    if (!workspace.empty() && !rewrite_list(names, workspace)) return;
    rest.remove_prefix(std::min(outcome.consumed + 1, rest.size()));
    rest = base::trim(rest);
  }
}

// False: a ruleset is unknown, the rest of the line is dropped.
bool TestMode::rewrite_list(std::string_view names, address::TokenList& workspace) {
  while (!names.empty()) {
    const std::string_view name = first_name(names);
    const std::optional<int> number = ruleset(name, names);
    if (!number) return false;
    const RewriteResult result = engine_->rewrite(*number, workspace, evaluation_);
    if (!result.is_ok()) {
      output_ << "== Ruleset " << names << " (" << *number << ") status "
              << base::to_int(result.status) << '\n';
    }
    names.remove_prefix(name.size());
    if (names.starts_with(',')) names.remove_prefix(1);
  }
  return true;
}

}  // namespace

int run_test_mode(TestModeContext& context, std::istream& input, std::ostream& output) {
  return TestMode(context, input, output).run();
}

}  // namespace sendwright::rules
