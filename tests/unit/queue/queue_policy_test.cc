// Selection, order of a run, priorities and timeouts.
#include <boost/test/unit_test.hpp>

#include "queue/queue_policy.hh"
#include "queue/selection.hh"

using namespace sendwright;
using namespace sendwright::queue;

namespace {

QueueEntry entry(const std::string& id, const std::string& sender,
                 const std::vector<std::string>& recipients) {
  QueueEntry entry;
  entry.queue_id = entry.envelope.queue_id = id;
  entry.envelope.sender = sender;
  for (const std::string& one : recipients) entry.envelope.recipients.emplace_back().address = one;
  return entry;
}

Selection selection(std::initializer_list<std::string_view> arguments) {
  Selection selection;
  for (const std::string_view one : arguments) BOOST_TEST(selection.add(one));
  return selection;
}

std::string sorted(std::vector<QueueEntry> entries, config::QueueSortOrder order) {
  sort_for_run(entries, order);
  std::string ids;
  for (const QueueEntry& one : entries) ids += one.queue_id;
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(selection_of_messages)

BOOST_AUTO_TEST_CASE(by_field_without_regard_to_case) {
  const QueueEntry one = entry("6AM17MAA000001", "Joe@b.c", {"x@y.z", "second@x"});
  BOOST_TEST(selection({}).matches(one));
  BOOST_TEST(selection({"SJOE@"}).matches(one));
  BOOST_TEST(selection({"S<joe"}).matches(one));
  BOOST_TEST(selection({"Rsecond"}).matches(one));
  BOOST_TEST(selection({"Imaa0"}).matches(one));
  BOOST_TEST(!selection({"Rthird"}).matches(one));
  BOOST_TEST(!selection({"!Rsecond"}).matches(one));
  BOOST_TEST(selection({"!Rthird"}).matches(one));
}

BOOST_AUTO_TEST_CASE(same_fields_are_alternatives_others_are_not) {
  const QueueEntry one = entry("6AM17MAA000001", "a@b.c", {"x@y.z"});
  BOOST_TEST(selection({"Szzz", "Sb.c"}).matches(one));
  BOOST_TEST(!selection({"Szzz", "Rx@"}).matches(one));
}

BOOST_AUTO_TEST_CASE(quarantined_and_lost_only_when_asked_for) {
  QueueEntry one = entry("6AM17MAA000001", "a@b.c", {"x@y.z"});
  one.state = EntryState::kQuarantined;
  one.envelope.quarantine_reason = "virus found";
  BOOST_TEST(!selection({}).matches(one));
  BOOST_TEST(selection({"Q"}).matches(one));
  BOOST_TEST(selection({"QVirus"}).matches(one));
  BOOST_TEST(!selection({"Qspam"}).matches(one));
  BOOST_TEST(!selection({"!Qvirus"}).matches(one));
  one.state = EntryState::kLost;
  BOOST_TEST(selection({"L"}).matches(one));
  BOOST_TEST(!selection({}).matches(one));
}

BOOST_AUTO_TEST_CASE(other_arguments_are_not_taken) {
  Selection selection;
  for (const char* argument : {"", "30m", "f", "Gname", "!", "I", "p1h"}) {
    BOOST_TEST(!selection.add(argument));
  }
  BOOST_TEST(!selection.is_specific());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(queue_policy)

BOOST_AUTO_TEST_CASE(orders_of_a_run) {
  using config::QueueSortOrder;
  QueueEntry a = entry("a", "s", {"u@b.test"});
  QueueEntry b = entry("b", "s", {"u@a.test"});
  QueueEntry c = entry("c", "s", {"u@x.b.test"});
  a.envelope.priority = 3;
  b.envelope.priority = 2;
  c.envelope.priority = 1;
  a.envelope.created = base::from_epoch(20);
  b.envelope.created = base::from_epoch(10);
  c.envelope.created = base::from_epoch(30);
  a.modified = base::from_epoch(3);
  BOOST_TEST(sorted({a, b, c}, QueueSortOrder::kPriority) == "cba");
  BOOST_TEST(sorted({a, b, c}, QueueSortOrder::kTime) == "bac");
  BOOST_TEST(sorted({c, b, a}, QueueSortOrder::kFilename) == "abc");
  BOOST_TEST(sorted({c, b, a}, QueueSortOrder::kNone) == "cba");
  BOOST_TEST(sorted({a, b, c}, QueueSortOrder::kModification) == "bca");
  BOOST_TEST(sorted({c, b, a}, QueueSortOrder::kHost) == "bac");
  b.state = EntryState::kLocked;
  BOOST_TEST(sorted({c, b, a}, QueueSortOrder::kHost) == "acb");
  BOOST_TEST(sorted({a, b, c}, QueueSortOrder::kRandom).size() == 3U);
}

BOOST_AUTO_TEST_CASE(priority_of_a_new_message) {
  config::Options options;
  config::Configuration configuration;
  configuration.precedences = {{"bulk", -60}, {"special-delivery", 100}};
  Envelope envelope = entry("a", "s", {"x", "y"}).envelope;
  envelope.body_size_octets = 67;
  BOOST_TEST(initial_priority(envelope, 0, options) == 60067);
  BOOST_TEST(initial_priority(envelope, -60, options) == 60067 + 60 * 1800);
  envelope.headers.append("precedence", " Bulk ");
  BOOST_TEST(message_class(envelope.headers, configuration) == -60);
  envelope.headers.fields()[0].value = " unknown";
  BOOST_TEST(message_class(envelope.headers, configuration) == 0);
}

BOOST_AUTO_TEST_CASE(age) {
  Envelope envelope;
  const auto now = base::from_epoch(1000);
  BOOST_TEST(is_due(envelope, now, std::chrono::hours(1)));
  envelope.last_attempt = base::from_epoch(900);
  BOOST_TEST(!is_due(envelope, now, std::chrono::seconds(101)));
  BOOST_TEST(is_due(envelope, now, std::chrono::seconds(100)));
  envelope.created = base::from_epoch(0);
  BOOST_TEST(has_expired(envelope, now, std::chrono::seconds(1000)));
  BOOST_TEST(!has_expired(envelope, now, std::chrono::seconds(1001)));
}

BOOST_AUTO_TEST_CASE(timeouts_by_urgency) {
  config::Options options;
  BOOST_TEST(options.set_long("Timeout.queuereturn.urgent", "2d").has_value());
  BOOST_TEST(options.set_long("Timeout.queuewarn.normal", "4h").has_value());
  Envelope envelope;
  BOOST_TEST((urgency_of(envelope, 0) == Urgency::kNormal));
  BOOST_TEST((urgency_of(envelope, 10) == Urgency::kUrgent));
  BOOST_TEST((urgency_of(envelope, -10) == Urgency::kNonUrgent));
  envelope.headers.append("Priority", " Urgent");
  BOOST_TEST((urgency_of(envelope, -10) == Urgency::kUrgent));
  envelope.is_notice = true;
  BOOST_TEST((urgency_of(envelope, 0) == Urgency::kNotice));
  BOOST_TEST((return_timeout(Urgency::kUrgent, options) == std::chrono::hours(48)));
  BOOST_TEST((return_timeout(Urgency::kNormal, options) == std::chrono::hours(120)));
  BOOST_TEST((warning_timeout(Urgency::kNormal, options) == std::chrono::hours(4)));
  BOOST_TEST((warning_timeout(Urgency::kUrgent, options) == std::chrono::seconds(0)));
}

BOOST_AUTO_TEST_SUITE_END()
