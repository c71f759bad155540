// Log lines about deliveries, field for field as sendmail writes them.
#pragma once

#include <string>
#include <vector>

#include "queue/envelope.hh"
#include "queue/work_list.hh"
#include "routing/default_user.hh"

namespace sendwright::queue {

struct DeliveryTimes {
  base::TimePoint started;  // of the attempt
  base::TimePoint ended;
};

// `to=A,B, ctladdr=C (uid/gid), delay=, xdelay=, mailer=, pri=, relay=, dsn=, stat=`: one line for all
// of `items` that share a status and a controlling user, several if the list gets long.
void log_deliveries(const Envelope& envelope, const std::vector<const WorkItem*>& items,
                    const DeliveryTimes& times, const routing::DefaultUser& default_user);

// The line for recipients with one status, without the queue id.
[[nodiscard]] std::string delivery_line(const Envelope& envelope, const std::string& addresses,
                                        const WorkItem& item, const DeliveryTimes& times,
                                        const routing::DefaultUser& default_user);

}  // namespace sendwright::queue
