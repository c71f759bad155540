#include "queue/delivery_log.hh"

#include <chrono>

#include "base/log.hh"
#include "base/strings.hh"
#include "queue/queue_file.hh"

namespace sendwright::queue {
namespace {

// Longest list of addresses on one line: syslog lines have about 1,000 octets.
constexpr size_t kMaxAddressOctets = 512;
constexpr size_t kMaxStatusOctets = 256;

std::string interval(base::TimePoint from, base::TimePoint to) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(to - from);
  return base::clock_interval(std::max(seconds, std::chrono::seconds(0)));
}

std::string controller_text(const Envelope& envelope, const WorkItem& item,
                            const routing::DefaultUser& default_user) {
  const auto& controller = item.record.controlling_user;
  if (!controller || controller->alias.empty()) return {};
  Recipient alias;
  alias.address = controller->alias;
  alias.is_primary = item.record.final_recipient == controller->alias;
  const long uid = controller->name.empty() ? default_user.uid : controller->uid;
  const long gid = controller->name.empty() ? default_user.gid : controller->gid;
  return listed_address(envelope, alias) + " (" + std::to_string(uid) + '/' + std::to_string(gid) +
         ')';
}

bool share_line(const WorkItem& a, const WorkItem& b) {
  const auto alias = [](const WorkItem& item) {
    return item.record.controlling_user ? item.record.controlling_user->alias : std::string();
  };
  return a.status.text == b.status.text && a.status.enhanced_status == b.status.enhanced_status &&
         a.status.relay == b.status.relay && alias(a) == alias(b) && a.mailer == b.mailer;
}

int log_level(const WorkItem& item) {
  if (item.state == WorkState::kDeferred) return 9;
  return item.state == WorkState::kFailed ? 7 : 8;
}

}  // namespace

std::string delivery_line(const Envelope& envelope, const std::string& addresses,
                          const WorkItem& item, const DeliveryTimes& times,
                          const routing::DefaultUser& default_user) {
  std::string line = "to=" + addresses;
  const auto add = [&line](std::string_view name, const std::string& value) {
    if (!value.empty()) ((line += ", ") += name) += value;
  };
  add("ctladdr=", controller_text(envelope, item, default_user));
  add("delay=", interval(envelope.created, times.ended));
  add("xdelay=", interval(times.started, times.ended));
  if (item.mailer != nullptr) add("mailer=", item.mailer->name);
  add("pri=", std::to_string(envelope.priority));
  add("relay=", base::printable(item.status.relay));
  add("dsn=", item.status.enhanced_status);
  add("stat=", base::printable(item.status.text, kMaxStatusOctets));
  return line;
}

void log_deliveries(const Envelope& envelope, const std::vector<const WorkItem*>& items,
                    const DeliveryTimes& times, const routing::DefaultUser& default_user) {
  for (size_t begin = 0; begin < items.size();) {
    const auto& first = *items[begin];
    std::string addresses = listed_address(envelope, first.record);
    size_t end = begin + 1;
    for (; end < items.size() && share_line(first, *items[end]); ++end) {
      const std::string address = listed_address(envelope, items[end]->record);
      if (addresses.size() + address.size() > kMaxAddressOctets) break;
      (addresses += ',') += address;
    }
    begin = end;
    const int level = log_level(first);
    if (!base::is_logged(level)) continue;
    base::log(level, base::LogPriority::kInfo, envelope.queue_id,
              delivery_line(envelope, base::printable(addresses, 2 * kMaxAddressOctets), first,
                            times, default_user));
  }
}

}  // namespace sendwright::queue
