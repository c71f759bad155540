#include "routing/expander.hh"

#include <algorithm>
#include <utility>

#include "base/strings.hh"
#include "config/expand.hh"
#include "routing/alias_list.hh"
#include "rules/engine.hh"

namespace sendwright::routing {
namespace {

rules::ReplyError refusal(int code, std::string enhanced_status, std::string text,
                          base::ExitCode exit_code) {
  return {code, std::move(enhanced_status), std::move(text), exit_code};
}

std::string_view plural(MemberKind kind) {
  if (kind == MemberKind::kProgram) return "programs";
  return kind == MemberKind::kFile ? "files" : ":include:s";
}

// As the text of an R record and of alias files: quotes around what lists would cut.
std::string quoted_member(const Member& member) {
  const std::string text = (member.kind == MemberKind::kProgram ? "|" : "") + member.text;
  if (text.find_first_of(" \t,;()<>\"\\") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

Expander::Expander(const RouterParts& parts, const DefaultUser& default_user,
                   std::string_view sender, rules::Evaluation& evaluation)
    : parts_(parts), default_user_(default_user), sender_(sender), evaluation_(evaluation) {}

Expansion Expander::finish() && { return std::move(result_); }

void Expander::add_recipient(size_t source, const ExpansionRecipient& recipient) {
  if (result_.is_expanded.size() <= source) result_.is_expanded.resize(source + 1);
  Step step;
  step.origin.source = source;
  step.origin.controller = recipient.controller;
  // A member that an earlier attempt wrote back stands for a list, though its path is forgotten.
  if (!recipient.is_primary && !step.origin.controller) step.origin.controller = Controller{};
  add_member(recipient.address, step);
}

void Expander::add_member(const std::string& text, const Step& step) {
  const auto member = classify_member(text);
  switch (member.kind) {
    case MemberKind::kAddress: return add_address(text, step);
    case MemberKind::kInclude: return add_include(member.text, step);
    case MemberKind::kProgram:
    case MemberKind::kFile: return add_program_or_file(member, step);
  }
}

void Expander::add_address(const std::string& text, const Step& step) {
  if (delivered_.size() + expanded_.size() >= kMaxExpandedRecipients)
    return fail(text, step, refusal(554, "5.3.0", "Attempt to forward to more than " +
                                        std::to_string(kMaxExpandedRecipients) + " addresses!",
                                    base::ExitCode::kUnavailable));
  auto resolved = resolve_member(parts_, text, evaluation_);
  if (resolved.error) return fail(text, step, std::move(*resolved.error));
  if (const auto member = classify_resolved(resolved.target)) {
    if (member->kind == MemberKind::kInclude) return add_include(member->text, step);
    return add_program_or_file(*member, step);
  }
  const std::string key = resolved.target.key();
  const bool is_own_member = std::ranges::find(step.ancestors, key) != step.ancestors.end();
  const bool is_final_name = is_own_member || resolved.is_quoted;
  if (!is_final_name && !expanded_.insert(key).second) return;
  const bool is_direct = is_own_member && step.ancestors.back() == key;

  const auto answer = look_up_local(parts_, std::move(resolved.target), is_final_name, evaluation_);
  const bool is_deferred = answer.error && answer.error->is_temporary();
  if (is_own_member && !is_direct && !answer.user && !is_deferred)
    return fail(text, step, refusal(554, "5.4.6", "aliasing/forwarding loop broken (" +
                                        std::to_string(step.ancestors.size()) + " aliases deep; " +
                                        std::to_string(parts_.options().max_alias_recursion) +
                                        " max)",
                                    base::ExitCode::kUnavailable));
  if (answer.error) return fail(text, step, *answer.error, answer.target.mailer);
  if (answer.alias) return add_alias(text, answer, key, step);
  if (!is_final_name && answer.user && forward(text, answer, key, step)) return;
  add_final(is_own_member && !resolved.is_quoted ? '\\' + text : text, answer, step);
}

Expander::Step Expander::inside(const std::string& text, const std::string& key, const Step& step) {
  Step inner = step;
  inner.origin.path.push_back(text);
  inner.ancestors.push_back(key);
  result_.is_expanded[step.origin.source] = true;
  return inner;
}

void Expander::add_alias(const std::string& text, const LocalAnswer& answer, const std::string& key,
                         const Step& step) {
  const auto members = split_members(*answer.alias);
  result_.log_lines.push_back("alias " + base::printable(text, 100) + " => " +
                              base::printable(base::join(members, ","), 300));
  Step inner = inside(text, key, step);
  if (!inner.origin.controller || inner.origin.controller->name.empty()) {
    inner.origin.controller = Controller{.name = {}, .uid = -1, .gid = -1, .alias = text};
    inner.origin.unsafe_list.clear();
  }
  if (!sender_.empty())
    if (auto owner = find_owner(answer.alias_name)) inner.origin.sender = std::move(owner);
  add_list(members, inner);
}

void Expander::add_list(const std::vector<std::string>& members, const Step& step) {
  const auto depth = static_cast<std::int64_t>(step.ancestors.size());
  if (depth > parts_.options().max_alias_recursion)
    return fail(step.origin.path.back(), step,
                refusal(554, "5.4.6", "aliasing/forwarding loop broken (" + std::to_string(depth) +
                            " aliases deep; " +
                            std::to_string(parts_.options().max_alias_recursion) + " max)",
                        base::ExitCode::kUnavailable));
  for (const auto& member : members) add_member(member, step);
}

// owner-NAME, if there is such an alias: its value if that is one address, else its name.
std::optional<std::string> Expander::find_owner(const std::string& alias) {
  const bool is_owner_itself = alias.starts_with("owner-") || alias.ends_with("-request");
  const std::string name = "owner-" + (is_owner_itself ? "owner" : alias);
  const auto found = parts_.aliases.find(name, evaluation_.waiter);
  if (!found || !found->has_value()) return std::nullopt;
  const auto members = split_members(**found);
  const bool is_one_address = members.size() == 1 &&
                              members.front().find_first_of(",:/|\"") == std::string::npos;
  return is_one_address ? members.front() : name;
}

void Expander::add_include(const std::string& path, const Step& step) {
  const std::string text = ":include:" + path;
  if (!step.origin.controller)
    return fail(text, step, refusal(550, "5.7.1", "Cannot mail directly to :include:s",
                                    base::ExitCode::kUsage));
  if (!expanded_.insert('\n' + text).second) return;
  const auto& controller = *step.origin.controller;
  const auto file = parts_.files.read(path, UserFileKind::kInclude, controller.name,
                                      controller.uid, controller.gid, evaluation_.waiter);
  const std::string problem =
      "Cannot open " + path + ": " +
      (file.status == UserFileStatus::kMissing ? "No such file or directory" : file.message);
  switch (file.status) {
    case UserFileStatus::kRead: break;
    case UserFileStatus::kUnavailable: return fail(text, step, temporary_reply("4.2.4", problem));
    case UserFileStatus::kMissing:
    case UserFileStatus::kUnsafe:
      return fail(text, step, refusal(550, "5.2.4", problem, base::ExitCode::kUsage));
  }
  Step inner = inside(text, '\n' + text, step);
  if (!file.is_safe_for_programs) inner.origin.unsafe_list = text;
  // Whoever owns a list that an alias names answers for the programs in it.
  if (controller.name.empty() && file.owner_uid > 0)
    inner.origin.controller = {
        file.owner_login.empty() ? std::to_string(file.owner_uid) : file.owner_login,
        file.owner_uid, file.owner_gid, text};
  add_list(split_member_file(file.content), inner);
}

bool Expander::forward(const std::string& text, const LocalAnswer& answer, const std::string& key,
                       const Step& step) {
  const auto& user = *answer.user;
  std::string detail = answer.target.host;
  std::ranges::replace(detail, '/', '_');
  config::MacroScope scope(&evaluation_.macros);
  scope.set("z", user.home);
  scope.set("u", user.name);
  scope.set("h", detail);
  for (const auto& pattern : parts_.options().forward_path) {
    const std::string path = config::expand_source(pattern, scope);
    if (!path.starts_with('/') || (user.home.empty() && pattern.find("$z") != std::string::npos))
      continue;
    const auto file = parts_.files.read(path, UserFileKind::kForward, user.name, user.uid,
                                        user.gid, evaluation_.waiter);
    switch (file.status) {
      case UserFileStatus::kMissing: break;
      case UserFileStatus::kUnsafe:
        result_.log_lines.push_back("forward " + path + ": " + file.message);
        break;
      case UserFileStatus::kUnavailable:
        fail(text, step,
             temporary_reply("4.3.0", "transient .forward open error: message queued"));
        return true;
      case UserFileStatus::kRead:
        if (split_member_file(file.content).empty()) return false;
        add_forwarded(text, path, file, user, key, step);
        return true;
    }
  }
  return false;
}

void Expander::add_forwarded(const std::string& text, const std::string& path,
                             const UserFile& file, const base::User& user,
                             const std::string& key, const Step& step) {
  const auto members = split_member_file(file.content);
  result_.log_lines.push_back("forward " + path + " => " +
                              base::printable(base::join(members, ","), 300));
  Step inner = inside(text, key, step);
  inner.origin.controller = Controller{user.name, user.uid, user.gid, text};
  inner.origin.unsafe_list = file.is_safe_for_programs ? "" : text;
  add_list(members, inner);
}

// The account of a .forward's owner, if it may start programs and write files.
base::Result<base::User> Expander::find_owner_account(const Controller& controller,
                                                      const std::string& purpose) {
  base::Result<std::optional<base::User>> found;
  bool is_allowed = false;
  evaluation_.waiter.run_blocking([&] {
    found = parts_.users.find(controller.name);
    is_allowed = found && found->has_value() && is_valid_shell((*found)->shell);
  });
  if (!found) return std::unexpected(found.error());
  if (!found->has_value())
    return base::permanent("UID " + std::to_string(controller.uid) +
                           " is an unknown user: cannot mail to " + purpose);
  if (!is_allowed)
    return base::permanent("User " + controller.name + '@' +
                           std::string(evaluation_.macros.get("j")) +
                           " doesn't have a valid shell for mailing to " + purpose);
  return std::move(**found);
}

void Expander::add_program_or_file(const Member& member, const Step& step) {
  const std::string text = quoted_member(member);
  const std::string purpose(plural(member.kind));
  if (!step.origin.controller)
    return fail(text, step, refusal(550, "5.7.1", "Cannot mail directly to " + purpose,
                                    base::ExitCode::kUsage));
  if (!step.origin.unsafe_list.empty())
    return fail(text, step, refusal(550, "5.7.1", "Address " + step.origin.unsafe_list +
                                    " is unsafe for mailing to " + purpose, base::ExitCode::kUsage));
  const auto& controller = *step.origin.controller;
  const auto name = member.kind == MemberKind::kProgram ? kProgramMailer : kFileMailer;
  const auto* mailer = parts_.engine.configuration().find_mailer(name);
  if (mailer == nullptr)
    return fail(text, step, refusal(554, "5.3.5", "unknown mailer " + std::string(name),
                                    base::ExitCode::kConfiguration));
  RoutedRecipient recipient;
  recipient.origin = step.origin;
  recipient.address = text;
  recipient.mailer = mailer;
  recipient.user = member.text;
  recipient.login = controller.name;
  if (!controller.name.empty()) {
    const auto account = find_owner_account(controller, purpose);
    if (!account)
      return fail(text, step, account.error().is_temporary()
                                  ? temporary_reply("4.3.0", account.error().message)
                                  : refusal(550, "5.7.1", account.error().message,
                                            base::ExitCode::kUsage));
    recipient.home = account->home;
  }
  const bool is_default = controller.name.empty() || controller.uid <= 0;
  recipient.uid = is_default ? default_user_.uid : controller.uid;
  recipient.gid = is_default ? default_user_.gid : controller.gid;
  add_delivery(std::move(recipient));
}

void Expander::add_final(std::string text, const LocalAnswer& answer, const Step& step) {
  if (step.origin.is_expanded() && is_sender(answer)) return;
  RoutedRecipient recipient;
  recipient.origin = step.origin;
  recipient.address = std::move(text);
  recipient.mailer = answer.target.mailer;
  recipient.host = answer.target.host;
  recipient.user = answer.target.user;
  if (answer.user) {
    recipient.user = without_quotes(answer.target.user);
    recipient.login = answer.user->name;
    recipient.home = answer.user->home;
    recipient.full_name = answer.user->full_name;
    recipient.uid = answer.user->uid;
    recipient.gid = answer.user->gid;
  }
  add_delivery(std::move(recipient));
}

void Expander::add_delivery(RoutedRecipient recipient) {
  const Target target{recipient.mailer, recipient.host, recipient.user};
  const std::string key = target.key() + '\n' + std::to_string(recipient.uid);
  if (delivered_.insert(key).second) result_.recipients.push_back(std::move(recipient));
}

// Without option MeToo the sender gets no copy from the lists it writes to.
bool Expander::is_sender(const LocalAnswer& answer) {
  if (parts_.options().me_too || sender_.empty()) return false;
  if (!sender_key_) {
    const auto resolved = resolve_member(parts_, sender_, evaluation_);
    sender_key_ = resolved.error ? "" : resolved.target.key();
  }
  return *sender_key_ == answer.target.key();
}

void Expander::fail(const std::string& address, const Step& step, rules::ReplyError error,
                    const config::Mailer* mailer) {
  std::string text = error.is_temporary() ? "Deferred: " + error.text : error.text;
  result_.failures.push_back({step.origin, address, mailer, std::move(error), std::move(text)});
}

}  // namespace sendwright::routing
