#include "routing/local_address.hh"

#include <utility>
#include <vector>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "rules/engine.hh"
#include "rules/resolve.hh"
#include "rules/triple.hh"

namespace sendwright::routing {
namespace {

constexpr int kFinalRuleset = 4;
constexpr int kRecipientRuleset = 2;
constexpr int kLocalAddressRuleset = 5;
// user+detail, user+*, user: more rounds through ruleset 5 than any rules need.
constexpr int kMaxLocalRounds = 10;

// Listens to what the rules complain about while an address is resolved.
class ReportListener {
 public:
  explicit ReportListener(rules::Evaluation& evaluation)
      : evaluation_(evaluation), previous_(std::move(evaluation.report)) {
    evaluation_.report = [this](std::string_view message) {
      last_ = message;
      if (previous_) previous_(message);
    };
  }
  ~ReportListener() { evaluation_.report = std::move(previous_); }
  ReportListener(const ReportListener&) = delete;
  ReportListener& operator=(const ReportListener&) = delete;

  [[nodiscard]] const std::string& last() const { return last_; }

 private:
  rules::Evaluation& evaluation_;
  std::function<void(std::string_view)> previous_;
  std::string last_;
};

// The user part as its mailer's recipient rulesets leave it.
std::string finish_user(const rules::Engine& engine, const Target& target,
                        std::span<const address::Token> tokens, rules::Evaluation& evaluation) {
  address::TokenList workspace;
  workspace.append_copy(tokens);
  evaluation.macros.set("h", target.host);
  for (const int ruleset : {kRecipientRuleset, target.mailer->recipient_envelope, kFinalRuleset})
    if (ruleset > 0) (void)engine.rewrite(ruleset, workspace, evaluation);
  std::string user =
      address::text_of(workspace.tokens(), engine.configuration().blank_substitute());
  return target.has_flag('u') ? user : base::to_lower(user);
}

// Ruleset 5 on a local name that is no alias: true if it named another triple. A user that it
// marks with `@` is final: `is_final` says that it wants no further round.
bool apply_local_ruleset(const rules::Engine& engine, LocalAnswer& answer, bool& is_final,
                         rules::Evaluation& evaluation) {
  const auto& configuration = engine.configuration();
  if (!configuration.rulesets[kLocalAddressRuleset].is_defined) return false;
  address::TokenList workspace;
  std::vector<std::string> messages;
  const address::PrescanOptions options{.operators = configuration.operators};
  if (!address::prescan(answer.target.user, options, workspace, messages).is_ok) return false;
  evaluation.macros.set("h", answer.target.host);
  const auto rewritten = engine.rewrite(kLocalAddressRuleset, workspace, evaluation);
  if (rewritten.status == base::ExitCode::kTemporaryFailure) {
    answer.error = temporary_reply("4.3.0", "Temporary system failure. Please try again later.");
    return false;
  }
  const auto triple =
      rules::split_triple(workspace.tokens(), configuration.blank_substitute());
  if (!triple) return false;
  if (base::equals_ignoring_case(triple->mailer, "error")) {
    const auto plain = rules::split_triple(workspace.tokens(), ' ');
    answer.error = rules::parse_error(plain->host, plain->user, "5.3.0", 553);
    return false;
  }
  Target next{configuration.find_mailer(triple->mailer), triple->host, {}};
  if (next.mailer == nullptr) {
    answer.error = rules::ReplyError{554, "5.3.5", "Local configuration error",
                                     base::ExitCode::kConfiguration};
    return false;
  }
  if (!next.has_flag('h')) next.host = base::to_lower(next.host);
  next.user = finish_user(engine, next, triple->user_tokens, evaluation);
  is_final = next.user.starts_with('@');
  if (is_final) next.user.erase(0, 1);
  const bool is_other = next.key() != answer.target.key();
  if (is_other) answer.target = std::move(next);
  return is_other;
}

// True if the alias database ended the search: with a value or an error.
bool ask_aliases(const RouterParts& parts, LocalAnswer& answer, base::Waiter& waiter) {
  const std::string name = without_quotes(answer.target.user);
  auto found = parts.aliases.find(name, waiter);
  if (!found) {
    answer.error = temporary_reply("4.3.0", found.error().message);
    return true;
  }
  if (!found->has_value()) return false;
  answer.alias = std::move(**found);
  answer.alias_name = base::to_lower(name);
  return true;
}

void ask_users(const RouterParts& parts, LocalAnswer& answer, base::Waiter& waiter) {
  base::Result<std::optional<base::User>> found;
  waiter.run_blocking([&] { found = parts.users.find(without_quotes(answer.target.user)); });
  if (!found)
    answer.error = temporary_reply("4.3.0", found.error().message);
  else if (found->has_value())
    answer.user = std::move(**found);
  else
    answer.error = rules::ReplyError{550, "5.1.1", "User unknown", base::ExitCode::kNoUser};
}

}  // namespace

std::string Target::key() const {
  std::string key = mailer->name;
  for (const auto* part : {&host, &user}) (key += '\n') += *part;
  return key;
}

rules::ReplyError temporary_reply(std::string enhanced_status, std::string text) {
  return {451, std::move(enhanced_status), std::move(text), base::ExitCode::kTemporaryFailure};
}

ResolvedAddress resolve_member(const RouterParts& parts, std::string_view address,
                               rules::Evaluation& evaluation) {
  ResolvedAddress resolved;
  address = base::trim(address);
  resolved.is_quoted = address.starts_with('\\');
  if (resolved.is_quoted) address.remove_prefix(1);
  const ReportListener listener(evaluation);
  auto resolution = rules::resolve_recipient(parts.engine, address, evaluation);
  resolved.address = resolution.address.empty() ? std::string(address) : resolution.address;
  resolved.target = {resolution.mailer, std::move(resolution.host), std::move(resolution.user)};
  resolved.error = std::move(resolution.error);
  resolved.is_deferred = resolution.is_deferred;
  if (resolved.is_deferred)
    resolved.error = temporary_reply(
        "4.4.3", listener.last().empty() ? "map lookup failed for now" : listener.last());
  else if (!resolved.error && resolution.mailer == nullptr)
    resolved.error = rules::ReplyError{553, "5.1.3", "Cannot parse", base::ExitCode::kUsage};
  return resolved;
}

std::optional<Member> classify_resolved(const Target& target) {
  auto member = classify_member(target.user);
  const std::string& name = target.mailer->name;
  if (name == kProgramMailer) {
    if (member.kind != MemberKind::kProgram)
      member = {MemberKind::kProgram, without_quotes(target.user)};
    return member;
  }
  if (name == kFileMailer) return Member{MemberKind::kFile, without_quotes(target.user)};
  if (name == kIncludeMailer) return Member{MemberKind::kInclude, without_quotes(target.user)};
  const char flag = member.kind == MemberKind::kProgram   ? '|'
                    : member.kind == MemberKind::kFile    ? '/'
                    : member.kind == MemberKind::kInclude ? ':'
                                                          : '\0';
  if (flag == '\0' || !target.has_flag(flag)) return std::nullopt;
  return member;
}

LocalAnswer look_up_local(const RouterParts& parts, Target target, bool skips_aliases,
                          rules::Evaluation& evaluation) {
  LocalAnswer answer;
  answer.target = std::move(target);
  bool is_final = false;
  for (int round = 0; round < kMaxLocalRounds; ++round) {
    const bool asks_aliases = answer.target.has_flag('A') && !skips_aliases;
    if (asks_aliases && ask_aliases(parts, answer, evaluation.waiter)) return answer;
    if (is_final || !answer.target.has_flag('5') ||
        !apply_local_ruleset(parts.engine, answer, is_final, evaluation))
      break;
  }
  if (!answer.error && answer.target.has_flag('w')) ask_users(parts, answer, evaluation.waiter);
  return answer;
}

}  // namespace sendwright::routing
