#include "queue/work_list.hh"


#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "queue/queue_file.hh"

namespace sendwright::queue {
namespace {

std::optional<ControllingUser> stored(const std::optional<routing::Controller>& controller) {
  if (!controller) return std::nullopt;
  return ControllingUser{controller->name, controller->uid, controller->gid, controller->alias};
}

// The record of an address that expansion found.
Recipient member_record(const Recipient& source, const routing::Origin& origin,
                        const std::string& address) {
  Recipient record = source;
  if (!origin.is_expanded()) return record;
  record.address = address;
  record.is_primary = false;
  record.is_expanded = false;
  if (record.final_recipient.empty()) record.final_recipient = source.address;
  record.controlling_user = stored(origin.controller);
  return record;
}

WorkItem make_item(const WorkSource& source, const routing::Origin& origin,
                   const std::string& address, const Envelope& envelope) {
  WorkItem item;
  item.record = member_record(source.record, origin, address);
  item.source = origin.source;
  if (origin.is_expanded()) item.expanded_from = origin.path.back();
  if (origin.sender && *origin.sender != envelope.sender) item.owner = *origin.sender;
  return item;
}

void add_routed(WorkList& work, const Envelope& envelope, routing::RoutedRecipient routed) {
  auto item = make_item(work.sources[routed.origin.source], routed.origin, routed.address, envelope);
  item.mailer = routed.mailer;
  item.host = std::move(routed.host);
  item.delivery.user = std::move(routed.user);
  item.delivery.home = std::move(routed.home);
  item.delivery.login = std::move(routed.login);
  item.delivery.uid = routed.uid;
  item.delivery.gid = routed.gid;
  work.items.push_back(std::move(item));
}

void add_failure(WorkList& work, const Envelope& envelope, const routing::RoutingFailure& failure) {
  auto item = make_item(work.sources[failure.origin.source], failure.origin, failure.address,
                        envelope);
  item.mailer = failure.mailer;
  RecipientStatus status;
  status.outcome = failure.error.is_temporary() ? Outcome::kDeferred : Outcome::kFailed;
  status.enhanced_status = failure.error.enhanced_status;
  if (status.enhanced_status.empty())
    status.enhanced_status = failure.error.is_temporary() ? "4.0.0" : "5.0.0";
  status.text = failure.status_text;
  const std::string address = listed_address(envelope, item.record);
  const auto reply = rules::ReplyError{failure.error.code, status.enhanced_status,
                                       address + "... " + failure.error.text,
                                       failure.error.exit_code};
  status.transcript = {reply.reply_line()};
  item.settle(std::move(status));
  if (item.state == WorkState::kFailed) item.exit_code = failure.error.exit_code;
  work.items.push_back(std::move(item));
}

// One success report goes out for an address that became several; members are not reported on then.
void settle_success_reports(WorkList& work) {
  std::vector<size_t> members(work.sources.size());
  for (const auto& item : work.items) ++members[item.source];
  for (auto& item : work.items) {
    const auto& source = work.sources[item.source];
    if (source.is_expanded && (source.is_list || members[item.source] > 1))
      item.record.notify.on_success = false;
  }
}

}  // namespace

void WorkItem::settle(RecipientStatus new_status) {
  status = std::move(new_status);
  switch (status.outcome) {
    case Outcome::kDelivered:
    case Outcome::kRelayed: state = WorkState::kDelivered; break;
    case Outcome::kDeferred: state = WorkState::kDeferred; break;
    case Outcome::kFailed:
      state = WorkState::kFailed;
      exit_code = exit_code_of(status);
      break;
  }
}

bool WorkList::has(WorkState state) const {
  return std::ranges::any_of(items, [state](const auto& item) { return item.state == state; });
}

std::vector<Recipient> WorkList::records(bool with_failed) const {
  std::vector<Recipient> result;
  for (const auto& item : items) {
    const bool is_wanted = item.state == WorkState::kPending ||
                           item.state == WorkState::kDeferred ||
                           (with_failed && item.state == WorkState::kFailed);
    if (is_wanted) result.push_back(item.record);
  }
  return result;
}

routing::ExpansionRequest expansion_request(const Envelope& envelope) {
  routing::ExpansionRequest request{.sender = envelope.sender, .recipients = {}};
  request.recipients.reserve(envelope.recipients.size());
  for (const auto& recipient : envelope.recipients) {
    routing::ExpansionRecipient asked{.address = recipient.address, .controller = {},
                                      .is_primary = recipient.is_primary};
    if (const auto& user = recipient.controlling_user)
      asked.controller = routing::Controller{user->name, user->uid, user->gid, user->alias};
    request.recipients.push_back(std::move(asked));
  }
  return request;
}

WorkList make_work_list(const Envelope& envelope, routing::Expansion expansion) {
  WorkList work;
  work.sources.reserve(envelope.recipients.size());
  for (size_t i = 0; i < envelope.recipients.size(); ++i)
    work.sources.push_back({envelope.recipients[i], expansion.is_expanded[i], false});
  const auto note_list = [&work](const routing::Origin& origin) {
    if (origin.sender) work.sources[origin.source].is_list = true;
  };
  for (auto& routed : expansion.recipients) {
    note_list(routed.origin);
    add_routed(work, envelope, std::move(routed));
  }
  for (const auto& failure : expansion.failures) {
    note_list(failure.origin);
    add_failure(work, envelope, failure);
  }
  settle_success_reports(work);
  return work;
}

std::vector<WorkGroup> group_pending(const WorkList& work) {
  std::vector<WorkGroup> groups;
  std::map<std::tuple<const config::Mailer*, std::string_view, std::string_view>, size_t> open;
  for (size_t i = 0; i < work.items.size(); ++i) {
    const auto& item = work.items[i];
    if (item.state != WorkState::kPending) continue;
    const size_t limit = item.mailer->flags.has('m') && item.mailer->max_recipients > 0
                             ? item.mailer->max_recipients
                             : 1;
    const auto key = std::tuple(item.mailer, std::string_view(item.host),
                                std::string_view(item.owner));
    const auto found = open.find(key);
    if (found != open.end() && groups[found->second].size() < limit) {
      groups[found->second].push_back(i);
      continue;
    }
    open[key] = groups.size();
    groups.push_back({i});
  }
  return groups;
}

base::ExitCode exit_code_of(const RecipientStatus& status) {
  if (status.outcome == Outcome::kDelivered || status.outcome == Outcome::kRelayed)
    return base::ExitCode::kOk;
  if (status.outcome == Outcome::kDeferred) return base::ExitCode::kTemporaryFailure;
  if (status.enhanced_status == "5.1.1") return base::ExitCode::kNoUser;
  if (status.enhanced_status == "5.1.2") return base::ExitCode::kNoHost;
  if (status.enhanced_status == "5.1.3") return base::ExitCode::kUsage;
  return base::ExitCode::kUnavailable;
}

}  // namespace sendwright::queue
