// What a notice says about each recipient, and how it is logged. Only this room sees it.
#pragma once

#include <string>
#include <vector>

#include "message/notice.hh"
#include "queue/work_list.hh"

namespace sendwright::queue {

// An item as the notice's report has it. `shows_actual` is false for PrivacyOptions=noactualrecipient.
[[nodiscard]] message::NoticeRecipient notice_recipient(const Envelope& envelope,
                                                        const WorkItem& item, bool shows_actual,
                                                        base::TimePoint last_attempt);
// An address that became a list or several addresses.
[[nodiscard]] message::NoticeRecipient notice_source(const Envelope& envelope,
                                                     const WorkSource& source,
                                                     base::TimePoint last_attempt);

// The dialogue that led to the item's status, or a line in its place.
[[nodiscard]] std::vector<std::string> transcript_of(const Envelope& envelope,
                                                     const WorkItem& item);

}  // namespace sendwright::queue
