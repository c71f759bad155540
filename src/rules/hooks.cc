#include "rules/hooks.hh"

#include <algorithm>
#include <array>
#include <charconv>

#include "address/prescan.hh"
#include "base/log.hh"
#include "base/strings.hh"
#include "rules/triple.hh"

namespace sendwright::rules {
namespace {

using address::Meta;
using base::ExitCode;

constexpr std::string_view kDefaultQueueGroup = "mqueue";
// How reports about limits of a rewrite begin.
constexpr std::string_view kRewriteFault = "rewrite: ";

struct Keyword {
  std::string_view name;  // what may stand after `$@`
  ExitCode exit_code;
  std::string_view enhanced_status;
  int reply_code;
};

constexpr std::array kKeywords{
    Keyword{"usage", ExitCode::kUsage, "5.5.4", 550},
    Keyword{"dataerr", ExitCode::kDataError, "5.6.0", 550},
    Keyword{"noinput", ExitCode::kNoInput, "5.3.0", 550},
    Keyword{"nouser", ExitCode::kNoUser, "5.1.1", 550},
    Keyword{"nohost", ExitCode::kNoHost, "5.1.2", 550},
    Keyword{"unavailable", ExitCode::kUnavailable, "5.0.0", 550},
    Keyword{"software", ExitCode::kSoftware, "5.3.0", 550},
    Keyword{"oserr", ExitCode::kSystemError, "4.0.0", 450},
    Keyword{"osfile", ExitCode::kSystemFile, "5.3.5", 550},
    Keyword{"cantcreat", ExitCode::kCannotCreate, "5.0.0", 550},
    Keyword{"ioerr", ExitCode::kIoError, "4.0.0", 450},
    Keyword{"tempfail", ExitCode::kTemporaryFailure, "4.0.0", 450},
    Keyword{"protocol", ExitCode::kProtocol, "5.5.0", 550},
    Keyword{"noperm", ExitCode::kNoPermission, "5.0.0", 550},
    Keyword{"config", ExitCode::kConfiguration, "5.3.5", 550},
};

// Octets of an enhanced status code (RFC 3463) at the start of `text`; 0 if there is none.
std::size_t enhanced_status_octets(std::string_view text) {
  if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return 0;
  std::size_t at = 1;
  for (int part = 0; part < 2; ++part) {
    if (at >= text.size() || text[at] != '.') return 0;
    const std::size_t start = ++at;
    while (at < text.size() && base::is_ascii_digit(text[at]))
      ++at;
    if (at == start || at - start > 3) return 0;
  }
  return at < text.size() && text[at] != ' ' ? 0 : at;
}

// A reply code at the start of `text`, which is shortened by it and the blank or hyphen after it.
int take_reply_code(std::string_view& text) {
  if (text.size() < 3 || !std::all_of(text.begin(), text.begin() + 3, base::is_ascii_digit))
    return 0;
  if (text.size() < 4 || (text[3] != ' ' && text[3] != '-')) return 0;
  if (text[0] < '2' || text[0] > '5') return 0;
  const int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  text.remove_prefix(4);
  return code;
}

// Without the quotes, wherever they stand; a backslash keeps what follows it.
std::string unquoted(std::string_view text) {
  std::string out;
  text = base::trim(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      out += text[++i];
    } else if (text[i] != '"') {
      out += text[i];
    }
  }
  return out;
}

// What `$@` says: a keyword, an exit status or an enhanced status code.
void apply_host(std::string_view host, ReplyError& error) {
  if (const std::size_t size = enhanced_status_octets(host); size == host.size() && size > 0) {
    error.enhanced_status = host;
    error.exit_code = host.front() == '4' ? ExitCode::kTemporaryFailure : ExitCode::kUnavailable;
    if (host.front() == '4') error.code = 450;
    if (host == "5.1.1") error.exit_code = ExitCode::kNoUser;
    if (host == "5.1.2") error.exit_code = ExitCode::kNoHost;
    return;
  }
  int number = -1;
  std::from_chars(host.data(), host.data() + host.size(), number);
  const auto known = std::ranges::find_if(kKeywords, [&](const Keyword& keyword) {
    return base::equals_ignoring_case(keyword.name, host) ||
           base::to_int(keyword.exit_code) == number;
  });
  if (known == kKeywords.end()) return;
  error.exit_code = known->exit_code;
  error.enhanced_status = known->enhanced_status;
  if (known->reply_code == 450) error.code = 450;
}

// A check's `$#error`. Only a reply code in the text makes what `$@` says count for the reply; with
// a keyword there, or with nothing, the enhanced status follows from the code.
ReplyError refusal(const Triple& triple) {
  ReplyError error = parse_error(triple.host, triple.user);
  const std::string plain = unquoted(triple.user);
  std::string_view text = plain;
  const int code = take_reply_code(text);
  if (code == 0) {
    error.code = 553;
    error.enhanced_status = "5.3.0";
    error.text = plain;
    if (error.exit_code == ExitCode::kTemporaryFailure) error.exit_code = ExitCode::kUnavailable;
  } else if (enhanced_status_octets(triple.host) == 0 &&
             enhanced_status_octets(text.substr(0, text.find(' '))) == 0) {
    error.enhanced_status = std::to_string(code / 100) + ".0.0";
  }
  return error;
}

CheckVerdict from_triple(const Triple& triple, std::string_view whole,
                         std::span<const address::Token> tokens) {
  CheckVerdict verdict;
  if (base::equals_ignoring_case(triple.mailer, "error")) {
    if (base::equals_ignoring_case(triple.host, "quarantine")) {
      verdict.kind = CheckVerdict::Kind::kQuarantine;
      verdict.reason = unquoted(triple.user);
      return verdict;
    }
    verdict.kind = CheckVerdict::Kind::kError;
    verdict.error = refusal(triple);
    return verdict;
  }
  if (base::equals_ignoring_case(triple.mailer, "discard")) {
    verdict.kind = CheckVerdict::Kind::kDiscard;
    return verdict;
  }
  verdict.kind = CheckVerdict::Kind::kValue;
  verdict.reason = whole;
  for (const address::Token& token : tokens)
    verdict.values.emplace_back(token.text);
  return verdict;
}

// Listens to what is wrong with the rules themselves while they are called.
class FaultListener {
 public:
  explicit FaultListener(Evaluation& evaluation)
      : evaluation_(evaluation), outer_(std::move(evaluation.report)) {
    evaluation_.report = [this](std::string_view message) {
      if (fault_.empty() && is_fault(message)) fault_ = message;
      if (outer_) outer_(message);
    };
  }
  ~FaultListener() { evaluation_.report = std::move(outer_); }
  FaultListener(const FaultListener&) = delete;
  FaultListener& operator=(const FaultListener&) = delete;

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  static bool is_fault(std::string_view message) {
    return message.starts_with("Unknown ruleset ") || message.starts_with("bad ruleset ") ||
           message.starts_with("Infinite loop in ") || message.starts_with(kRewriteFault);
  }

  Evaluation& evaluation_;
  std::function<void(std::string_view)> outer_;
  std::string fault_;
};

CheckVerdict judge(const Engine& engine, RulesetId id, address::TokenList& workspace,
                   Evaluation& evaluation) {
  const FaultListener listener(evaluation);
  const RewriteResult result = engine.rewrite(id, workspace, evaluation);
  CheckVerdict verdict = verdict_of(workspace.tokens(), result.status);
  if (!listener.fault().empty() && verdict.kind != CheckVerdict::Kind::kError) {
    verdict.kind = CheckVerdict::Kind::kError;
    const bool is_limit = listener.fault().starts_with(kRewriteFault);
    verdict.error = {554, is_limit ? "5.0.0" : "5.3.5", listener.fault(),
                     ExitCode::kConfiguration, true};
  }
  return verdict;
}

// Text of any kind as a workspace; what does not parse is taken as far as it went.
void scan_unstructured(const Engine& engine, std::string_view text, bool keeps_comments,
                       address::TokenList& workspace) {
  std::string clean(text);
  std::ranges::replace_if(clean, address::is_meta, '?');
  const address::PrescanOptions options{.operators = engine.configuration().operators,
                                        .strips_comments = !keeps_comments,
                                        .checks_angles = false,
                                        .refuses_metas = false};
  std::vector<std::string> messages;
  (void)prescan(clean, options, workspace, messages);
}

}  // namespace

std::string ReplyError::reply_line() const {
  std::string line = std::to_string(code);
  if (!enhanced_status.empty()) line += " " + enhanced_status;
  return line + " " + text;
}

ReplyError parse_error(std::string_view host, std::string_view user,
                       std::string_view default_status, int default_code) {
  ReplyError error;
  error.code = default_code;
  apply_host(base::trim(host), error);
  const std::string plain = unquoted(user);
  std::string_view text = plain;
  if (const int code = take_reply_code(text); code != 0) error.code = code;
  if (const std::size_t size = enhanced_status_octets(text); size > 0) {
    error.enhanced_status = text.substr(0, size);
    text = base::trim(text.substr(size));
  }
  if (error.enhanced_status.empty()) {
    error.enhanced_status = default_status;
    if (error.code / 100 == 4 && default_status.starts_with('5')) {
      error.enhanced_status.front() = '4';
    }
  }
  if (error.code / 100 == 4 && error.exit_code == ExitCode::kUnavailable) {
    error.exit_code = ExitCode::kTemporaryFailure;
  }
  error.text = text;
  return error;
}

CheckVerdict verdict_of(std::span<const address::Token> workspace, ExitCode status) {
  const std::string whole = address::text_of(workspace, ' ');
  CheckVerdict verdict;
  if (const std::optional<Triple> triple = split_triple(workspace, ' ')) {
    verdict = from_triple(*triple, std::string_view(whole).substr(1), workspace.subspan(1));
  } else if (status == ExitCode::kDataError) {
    verdict.kind = CheckVerdict::Kind::kError;
    verdict.error = {451, "4.3.0", "Temporary system failure. Please try again later.",
                     ExitCode::kTemporaryFailure};
  }
  verdict.returned = whole;
  verdict.status = status;
  return verdict;
}

CheckVerdict check(const Engine& engine, std::string_view ruleset,
                   std::initializer_list<std::string_view> arguments, Evaluation& evaluation) {
  const std::optional<RulesetId> id = engine.find(ruleset);
  if (!id) return {};
  const config::Configuration& configuration = engine.configuration();
  address::TokenList workspace;
  const address::PrescanOptions options{.operators = configuration.operators};
  std::vector<std::string> messages;
  bool is_first = true;
  for (const std::string_view argument : arguments) {
    if (!is_first) workspace.append(address::make_token(Meta::kSeparator));
    is_first = false;
    const address::PrescanOutcome outcome = prescan(argument, options, workspace, messages);
    if (outcome.is_ok) continue;
    CheckVerdict verdict;
    verdict.kind = CheckVerdict::Kind::kError;
    verdict.error = {553, "5.1.0", messages.empty() ? "Syntax error" : messages.back(),
                     ExitCode::kDataError};
    return verdict;
  }
  return judge(engine, *id, workspace, evaluation);
}

CheckVerdict check_unstructured(const Engine& engine, std::string_view ruleset,
                                std::string_view text, bool keeps_comments,
                                Evaluation& evaluation) {
  const std::optional<RulesetId> id = engine.find(ruleset);
  if (!id) return {};
  address::TokenList workspace;
  scan_unstructured(engine, text, keeps_comments, workspace);
  return judge(engine, *id, workspace, evaluation);
}

CheckVerdict check_command(const Engine& engine, std::string_view line, int code,
                           Evaluation& evaluation) {
  const std::optional<RulesetId> id = engine.find(name_of(Hook::kCheckOther));
  if (!id) return {};
  address::TokenList workspace;
  scan_unstructured(engine, line, false, workspace);
  workspace.append(address::make_token(Meta::kSeparator));
  const std::string digit = std::to_string(code / 100);
  scan_unstructured(engine, digit, false, workspace);
  return judge(engine, *id, workspace, evaluation);
}

base::Result<std::string> settings_from(const Engine& engine, Hook hook,
                                        std::initializer_list<std::string_view> arguments,
                                        Evaluation& evaluation) {
  const std::string name(name_of(hook));
  const CheckVerdict verdict = check(engine, hook, arguments, evaluation);
  if (verdict.status == ExitCode::kTemporaryFailure) {
    return base::temporary(name + ": a map could not be asked");
  }
  if (verdict.kind == CheckVerdict::Kind::kError) {
    return base::temporary(name + ": " + verdict.error.reply_line());
  }
  if (verdict.kind != CheckVerdict::Kind::kAccept) {
    return base::temporary(name + " answered with $#, expected key=value;...");
  }
  return unquoted(verdict.returned);
}

std::expected<std::string, ReplyError> queue_group_for(const Engine& engine,
                                                       std::string_view address,
                                                       Evaluation& evaluation) {
  const CheckVerdict verdict = check(engine, Hook::kQueueGroup, {address}, evaluation);
  if (verdict.kind == CheckVerdict::Kind::kError && verdict.error.is_fault_of_rules) {
    return std::unexpected(verdict.error);
  }
  if (verdict.kind != CheckVerdict::Kind::kValue || verdict.values.empty()) return {};
  const std::string& name = verdict.values.front();
  const auto& groups = engine.configuration().queue_groups;
  const bool is_known = std::ranges::any_of(
      groups, [&](const auto& group) { return base::equals_ignoring_case(group.name, name); });
  if (is_known || name == kDefaultQueueGroup) return name;
  base::log(10, base::LogPriority::kInfo, {},
            "can not find queue group name " + base::printable(name) + ", selection ignored");
  return {};
}

std::expected<std::string, ReplyError> bcc_for(const Engine& engine, std::string_view recipient,
                                               Evaluation& evaluation) {
  CheckVerdict verdict = check(engine, Hook::kBcc, {recipient}, evaluation);
  if (verdict.kind == CheckVerdict::Kind::kError) return std::unexpected(std::move(verdict.error));
  if (verdict.status == ExitCode::kTemporaryFailure && verdict.returned.empty()) {
    return std::unexpected(ReplyError{451, "4.3.0", "Ruleset bcc could not ask a map",
                                      ExitCode::kTemporaryFailure});
  }
  if (!verdict.is_accepted()) return {};
  return std::move(verdict.returned);
}

}  // namespace sendwright::rules
