#include "routing/router.hh"

#include <utility>

#include "base/strings.hh"
#include "routing/expander.hh"
#include "routing/local_address.hh"
#include "rules/resolve.hh"

namespace sendwright::routing {
namespace {

std::string_view what_is_refused(MemberKind kind) {
  if (kind == MemberKind::kProgram) return "Cannot mail directly to programs";
  return kind == MemberKind::kFile ? "Cannot mail directly to files"
                                   : "Cannot mail directly to :include:s";
}

rules::ReplyError refuse_member(MemberKind kind) {
  return {550, "5.7.1", std::string(what_is_refused(kind)), base::ExitCode::kUsage};
}

void set_target(Verification& result, const Target& target) {
  result.mailer = target.mailer;
  result.host = target.host;
  result.user = target.user;
}

// A temporary failure is no reason to refuse: the queue will ask again.
void set_error(Verification& result, rules::ReplyError error, bool may_queue) {
  if (may_queue && error.is_temporary())
    result.will_queue = true;
  else
    result.error = std::move(error);
}

}  // namespace

Router::Router(const RouterParts& parts)
    : parts_(parts), default_user_(find_default_user(parts.options().default_user)) {}

Verification Router::verify_recipient(std::string_view address,
                                      rules::Evaluation& evaluation) const {
  Verification result;
  if (const auto member = classify_member(address); member.kind != MemberKind::kAddress) {
    result.address = address;
    result.error = refuse_member(member.kind);
    return result;
  }
  auto resolved = resolve_member(parts_, address, evaluation);
  result.address = resolved.address;
  if (resolved.error) {
    set_error(result, std::move(*resolved.error), resolved.is_deferred);
    return result;
  }
  set_target(result, resolved.target);
  if (const auto member = classify_resolved(resolved.target)) {
    result.error = refuse_member(member->kind);
    return result;
  }
  auto answer =
      look_up_local(parts_, std::move(resolved.target), resolved.is_quoted, evaluation);
  set_target(result, answer.target);
  result.is_alias = answer.alias.has_value();
  if (answer.user) result.full_name = answer.user->full_name;
  if (answer.error) set_error(result, std::move(*answer.error), true);
  return result;
}

Verification Router::verify_sender(std::string_view address, rules::Evaluation& evaluation) const {
  Verification result;
  result.address = address;
  if (address.empty()) return result;
  if (classify_member(address).kind != MemberKind::kAddress &&
      address.find('@') == std::string_view::npos) {
    result.error = rules::ReplyError{553, "5.1.7", "Invalid sender address", base::ExitCode::kUsage};
    return result;
  }
  auto resolution =
      rules::resolve_address(parts_.engine, address, rules::Direction::kSender, evaluation);
  if (!resolution.address.empty()) result.address = std::move(resolution.address);
  result.will_queue = resolution.is_deferred;
  if (resolution.mailer != nullptr)
    set_target(result, {resolution.mailer, std::move(resolution.host), std::move(resolution.user)});
  if (resolution.error && !resolution.is_deferred) result.error = std::move(resolution.error);
  return result;
}

Expansion Router::expand(const ExpansionRequest& request, rules::Evaluation& evaluation) const {
  Expander expander(parts_, default_user_, request.sender, evaluation);
  for (size_t source = 0; source < request.recipients.size(); ++source)
    expander.add_recipient(source, request.recipients[source]);
  return std::move(expander).finish();
}

std::vector<Description> Router::describe(std::string_view address,
                                          rules::Evaluation& evaluation) const {
  const auto expansion =
      expand({.sender = {}, .recipients = {{.address = std::string(address), .controller = {}}}},
             evaluation);
  std::vector<Description> lines;
  for (const auto& failure : expansion.failures)
    lines.push_back({failure.address + "... " + failure.status_text, failure.error.exit_code});
  for (const auto& recipient : expansion.recipients) {
    std::string line = recipient.address + "... deliverable: mailer " + recipient.mailer->name;
    if (!recipient.host.empty()) line += ", host " + recipient.host;
    lines.push_back({line + ", user " + recipient.user, base::ExitCode::kOk});
  }
  return lines;
}

}  // namespace sendwright::routing
