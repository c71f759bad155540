#include "queue/notice_text.hh"

#include "queue/queue_file.hh"
#include "routing/alias_list.hh"

namespace sendwright::queue {
namespace {

using message::NoticeAction;

NoticeAction action_of(const WorkItem& item) {
  switch (item.state) {
    case WorkState::kFailed: return NoticeAction::kFailed;
    case WorkState::kDelivered:
      return item.status.outcome == Outcome::kRelayed ? NoticeAction::kRelayed
                                                      : NoticeAction::kDeliveredToMailbox;
    case WorkState::kPending:
    case WorkState::kDeferred: break;
  }
  return NoticeAction::kDelayed;
}

std::string final_recipient(const Recipient& record) {
  return record.final_recipient.empty() ? record.address : record.final_recipient;
}

void set_actual(message::NoticeRecipient& told, const WorkItem& item) {
  const auto member = routing::classify_member(item.record.address);
  if (member.kind == routing::MemberKind::kProgram) {
    told.actual_recipient = '|' + member.text;
    told.actual_type = "X-Unix";
  } else if (item.record.address != told.final_recipient) {
    told.actual_recipient = item.record.address;
  }
}

}  // namespace

message::NoticeRecipient notice_recipient(const Envelope& envelope, const WorkItem& item,
                                          bool shows_actual, base::TimePoint last_attempt) {
  message::NoticeRecipient told;
  told.address = listed_address(envelope, item.record);
  told.expanded_from = item.expanded_from;
  if (told.expanded_from.empty() && !item.record.is_primary)
    told.expanded_from = item.record.final_recipient;
  told.original_recipient = item.record.original_recipient;
  told.final_recipient = final_recipient(item.record);
  if (shows_actual) set_actual(told, item);
  told.action = action_of(item);
  told.enhanced_status =
      told.action == NoticeAction::kDeliveredToMailbox ? "2.1.5" : item.status.enhanced_status;
  told.remote_mta = item.status.remote_mta;
  told.diagnostic = item.status.diagnostic;
  told.diagnostic_type = item.status.diagnostic_type;
  told.last_attempt = last_attempt;
  return told;
}

message::NoticeRecipient notice_source(const Envelope& envelope, const WorkSource& source,
                                       base::TimePoint last_attempt) {
  message::NoticeRecipient told;
  told.address = listed_address(envelope, source.record);
  told.original_recipient = source.record.original_recipient;
  told.final_recipient = final_recipient(source.record);
  told.action = source.is_list ? NoticeAction::kDeliveredToList : NoticeAction::kExpanded;
  told.enhanced_status = source.is_list ? "2.1.5" : "2.0.0";
  told.last_attempt = last_attempt;
  return told;
}

std::vector<std::string> transcript_of(const Envelope& envelope, const WorkItem& item) {
  const std::string address = listed_address(envelope, item.record);
  switch (action_of(item)) {
    case NoticeAction::kDeliveredToMailbox: return {address + "... Successfully delivered"};
    case NoticeAction::kRelayed: return {address + "... relayed; expect no further notifications"};
    default: break;
  }
  if (!item.status.transcript.empty()) return item.status.transcript;
  return {item.status.enhanced_status + ' ' + address + "... " + item.status.text};
}

}  // namespace sendwright::queue
