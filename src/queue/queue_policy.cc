#include "queue/queue_policy.hh"

#include <algorithm>
#include <random>
#include <string>

#include "base/strings.hh"

namespace sendwright::queue {
namespace {

// The first recipient's domain, labels reversed, so that hosts of one domain stand together.
std::string host_key(const QueueEntry& entry) {
  if (entry.envelope.recipients.empty()) return {};
  const std::string& address = entry.envelope.recipients.front().address;
  const size_t at = address.rfind('@');
  if (at == std::string::npos) return {};
  const std::string host = base::to_lower(std::string_view(address).substr(at + 1));
  std::string key;
  for (size_t end = host.size(); end != std::string::npos;) {
    const size_t dot = end == 0 ? std::string::npos : host.rfind('.', end - 1);
    const size_t start = dot == std::string::npos ? 0 : dot + 1;
    key.append(host, start, end - start).push_back('.');
    end = dot;
  }
  return key;
}

template <typename Key>
void sort_by(std::vector<QueueEntry>& entries, Key key) {
  std::ranges::stable_sort(entries, {}, key);
}

long priority_of(const QueueEntry& entry) { return entry.envelope.priority; }

}  // namespace

int message_class(const message::HeaderList& headers, const config::Configuration& configuration) {
  const message::HeaderField* field = headers.find("Precedence");
  if (field == nullptr) return 0;
  const std::string_view word = base::trim(field->value);
  for (const config::Precedence& precedence : configuration.precedences) {
    if (base::equals_ignoring_case(precedence.name, word)) return precedence.value;
  }
  return 0;
}

long initial_priority(const Envelope& envelope, int message_class, const config::Options& options) {
  return envelope.body_size_octets + static_cast<long>(envelope.headers.size_octets()) +
         options.recipient_factor * static_cast<long>(envelope.recipients.size()) -
         options.class_factor * message_class;
}

bool is_due(const Envelope& envelope, base::TimePoint now, std::chrono::seconds min_queue_age) {
  return envelope.last_attempt <= base::TimePoint() || now - envelope.last_attempt >= min_queue_age;
}

Urgency urgency_of(const Envelope& envelope, int message_class) {
  if (envelope.is_notice) return Urgency::kNotice;
  if (const message::HeaderField* field = envelope.headers.find("Priority"); field != nullptr) {
    const std::string_view word = base::trim(field->value);
    if (base::equals_ignoring_case(word, "urgent")) return Urgency::kUrgent;
    if (base::equals_ignoring_case(word, "non-urgent")) return Urgency::kNonUrgent;
    if (base::equals_ignoring_case(word, "normal")) return Urgency::kNormal;
  }
  if (message_class == 0) return Urgency::kNormal;
  return message_class < 0 ? Urgency::kNonUrgent : Urgency::kUrgent;
}

std::chrono::seconds return_timeout(Urgency urgency, const config::Options& options) {
  switch (urgency) {
    case Urgency::kNonUrgent: return options.timeout_queuereturn_non_urgent;
    case Urgency::kUrgent: return options.timeout_queuereturn_urgent;
    case Urgency::kNotice: return options.timeout_queuereturn_dsn;
    default: return options.timeout_queuereturn_normal;
  }
}

std::chrono::seconds warning_timeout(Urgency urgency, const config::Options& options) {
  switch (urgency) {
    case Urgency::kNonUrgent: return options.timeout_queuewarn_non_urgent;
    case Urgency::kUrgent: return options.timeout_queuewarn_urgent;
    case Urgency::kNotice: return options.timeout_queuewarn_dsn;
    default: return options.timeout_queuewarn_normal;
  }
}

bool has_expired(const Envelope& envelope, base::TimePoint now, std::chrono::seconds timeout) {
  return now - envelope.created >= timeout;
}

void sort_for_run(std::vector<QueueEntry>& entries, config::QueueSortOrder order) {
  using config::QueueSortOrder;
  if (order == QueueSortOrder::kNone) return;
  sort_by(entries, &QueueEntry::queue_id);
  switch (order) {
    case QueueSortOrder::kPriority: return sort_by(entries, priority_of);
    case QueueSortOrder::kHost:
      sort_by(entries, priority_of);
      sort_by(entries, host_key);
      // What others work on comes last.
      return sort_by(entries, [](const QueueEntry& e) { return e.state == EntryState::kLocked; });
    case QueueSortOrder::kTime:
      return sort_by(entries, [](const QueueEntry& e) { return e.envelope.created; });
    case QueueSortOrder::kModification: return sort_by(entries, &QueueEntry::modified);
    case QueueSortOrder::kRandom:
      std::ranges::shuffle(entries, std::mt19937(std::random_device{}()));
      return;
    case QueueSortOrder::kFilename:
    case QueueSortOrder::kNone: return;
  }
}

}  // namespace sendwright::queue
