#include "queue/processor.hh"

#include <boost/test/unit_test.hpp>

#include "queue/delivery_log.hh"
#include "tests/unit/queue/processor_fakes.hh"

using namespace sendwright;
using queue::Outcome;
using queue::ProcessStatus;
using test::QueueSite;
using test::ScriptedTransport;

namespace {

struct Fixture : QueueSite {
  using QueueSite::QueueSite;
  queue::ProcessResult process(const std::string& id, bool is_run = false) {
    queue::ProcessOptions options;
    options.is_queue_run = is_run;
    return processor.process(id, waiter, options);
  }
  std::vector<std::string> waiting(const std::string& id) {
    std::vector<std::string> addresses;
    for (const auto& recipient : stored(id).recipients) addresses.push_back(recipient.address);
    return addresses;
  }
  void defer(const std::string& user, const std::string& code = "4.2.0") {
    transport.answers[user] =
        ScriptedTransport::status(Outcome::kDeferred, code, "Deferred: not now");
  }
  void fail(const std::string& user) {
    transport.answers[user] = ScriptedTransport::status(Outcome::kFailed, "5.1.1", "User unknown");
  }
};

using Addresses = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(processor, Fixture)

BOOST_AUTO_TEST_CASE(delivered_messages_leave_the_queue) {
  const auto id = add({"alice", "bob"});
  const auto result = process(id);
  BOOST_TEST((result.status == ProcessStatus::kDone));
  BOOST_TEST(result.delivered == 2);
  BOOST_TEST(base::to_int(result.exit_code) == 0);
  BOOST_TEST(store.messages.empty());
  BOOST_REQUIRE(transport.attempts.size() == 1);
  BOOST_TEST(transport.attempts[0].mailer == "local");
  BOOST_TEST(transport.attempts[0].sender == "x@far.example");
  BOOST_TEST((transport.attempts[0].users == Addresses{"alice", "bob"}));
}

BOOST_AUTO_TEST_CASE(gone_and_locked_messages_are_told_apart) {
  BOOST_TEST((process("nothing").status == ProcessStatus::kGone));
  const auto id = add({"alice"});
  const auto held = store.lock(id);
  BOOST_TEST((process(id).status == ProcessStatus::kLocked));
  BOOST_TEST(transport.attempts.empty());
}

BOOST_AUTO_TEST_CASE(quarantined_messages_are_left_alone) {
  const auto id = add({"alice"});
  stored(id).quarantine_reason = "odd";
  BOOST_TEST((process(id).status == ProcessStatus::kHeld));
  BOOST_TEST(transport.attempts.empty());
}

BOOST_AUTO_TEST_CASE(deferred_recipients_stay_with_a_reason) {
  defer("u@far.example");
  const auto id = add({"alice", "u@far.example"});
  const long priority = stored(id).priority;
  const auto result = process(id);
  BOOST_TEST((result.status == ProcessStatus::kWaiting));
  BOOST_TEST(base::to_int(result.exit_code) == 0);
  BOOST_TEST((waiting(id) == Addresses{"u@far.example"}));
  BOOST_TEST(stored(id).status_text == "Deferred: not now");
  BOOST_TEST(stored(id).attempts == 1);
  BOOST_TEST((stored(id).last_attempt == clock.time));
  BOOST_TEST(stored(id).priority == priority + 90000);
  transport.answers.clear();
  BOOST_TEST((process(id, true).status == ProcessStatus::kDone));
  BOOST_TEST(transport.count("alice") == 1);
}

BOOST_AUTO_TEST_CASE(recipients_of_a_host_go_together_up_to_the_mailers_limit) {
  const auto id = add({"a@one.example", "b@two.example", "c@one.example", "d@one.example", "e@one.example"});
  BOOST_TEST((process(id).status == ProcessStatus::kDone));
  BOOST_REQUIRE(transport.attempts.size() == 3);
  BOOST_TEST((transport.attempts[0].users == Addresses{"a@one.example", "c@one.example", "d@one.example"}));
  BOOST_TEST(transport.attempts[1].host == "two.example");
  BOOST_TEST((transport.attempts[2].users == Addresses{"e@one.example"}));
}

BOOST_AUTO_TEST_CASE(expanded_recipients_are_written_back) {
  aliases.values["group"] = "alice, bob, \"|/bin/cat >> /tmp/x\"";
  defer("bob");
  defer("/bin/cat >> /tmp/x");
  const auto id = add({"group"});
  (void)process(id);
  BOOST_TEST((waiting(id) == Addresses{"bob", "\"|/bin/cat >> /tmp/x\""}));
  const auto& program = stored(id).recipients[1];
  BOOST_TEST(!program.is_primary);
  BOOST_TEST(program.final_recipient == "group");
  BOOST_TEST(program.controlling_user.value().alias == "group");
  transport.answers.clear();
  BOOST_TEST((process(id, true).status == ProcessStatus::kDone));
  BOOST_TEST(transport.count("alice") == 1);
  BOOST_TEST(transport.count("/bin/cat >> /tmp/x") == 2);
}

BOOST_AUTO_TEST_CASE(a_mailbox_reached_through_its_own_alias_is_not_expanded_again) {
  aliases.values["alice"] = "alice, bob";
  defer("alice");
  const auto id = add({"alice"});
  (void)process(id);
  BOOST_TEST((waiting(id) == Addresses{"\\alice"}));
  transport.answers.clear();
  (void)process(id, true);
  BOOST_TEST(transport.count("bob") == 1);
}

BOOST_AUTO_TEST_CASE(failures_make_one_notice_before_the_message_goes) {
  fail("u@far.example");
  const auto id = add({"u@far.example", "nobody", "alice"});
  const auto result = process(id);
  BOOST_TEST((result.status == ProcessStatus::kDone));
  BOOST_TEST(base::to_int(result.exit_code) == 67);
  BOOST_TEST(result.failed.size() == 2);
  BOOST_REQUIRE(result.new_messages.size() == 1);
  const auto& notice = store.messages.at(result.new_messages[0]);
  BOOST_TEST(notice.envelope.sender == "");
  BOOST_TEST(notice.envelope.is_notice);
  BOOST_REQUIRE(notice.envelope.recipients.size() == 1);
  BOOST_TEST(notice.envelope.recipients[0].address == "x@far.example");
  BOOST_TEST(notice.body.find("u@far.example") != std::string::npos);
  BOOST_TEST(notice.body.find("nobody") != std::string::npos);
  BOOST_TEST(notice.body.find("Action: failed") != std::string::npos);
  BOOST_TEST(notice.body.find("alice") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(failed_recipients_wait_while_no_notice_can_be_written) {
  const auto id = add({"nobody", "alice"});
  store.fails_commit = true;
  BOOST_TEST((process(id).status == ProcessStatus::kWaiting));
  BOOST_TEST((waiting(id) == Addresses{"nobody"}));
  store.fails_commit = false;
  const auto result = process(id, true);
  BOOST_TEST((result.status == ProcessStatus::kDone));
  BOOST_TEST(result.new_messages.size() == 1);
  BOOST_TEST(transport.count("alice") == 1);
}

BOOST_AUTO_TEST_CASE(failures_of_null_senders_go_to_the_postmaster) {
  users.add("postmaster", 1100);
  const auto id = add({"nobody"}, "");
  const auto result = process(id);
  BOOST_REQUIRE(result.new_messages.size() == 1);
  BOOST_TEST(stored(result.new_messages[0]).recipients.at(0).address == "postmaster");
  // And that is the end: what fails there makes no third message.
  users.users.erase("postmaster");
  const auto last = process(result.new_messages[0]);
  BOOST_TEST((last.status == ProcessStatus::kDone));
  BOOST_TEST(last.new_messages.empty());
  BOOST_TEST(store.messages.empty());
}

BOOST_AUTO_TEST_CASE(notify_never_drops_silently_and_success_is_reported) {
  const auto silent = add({"nobody"});
  stored(silent).recipients[0].notify = {true, false, false, false};
  BOOST_TEST(process(silent).new_messages.empty());
  BOOST_TEST(store.messages.empty());

  const auto asked = add({"alice"});
  stored(asked).recipients[0].notify = {true, true, false, false};
  const auto result = process(asked);
  BOOST_REQUIRE(result.new_messages.size() == 1);
  const auto& notice = store.messages.at(result.new_messages[0]);
  BOOST_TEST(notice.body.find("Action: delivered") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lists_with_an_owner_become_a_message_of_its) {
  aliases.values["list"] = "alice, nobody";
  aliases.values["owner-list"] = "bob";
  const auto id = add({"list", "carol"});
  const auto result = process(id);
  BOOST_TEST((result.status == ProcessStatus::kDone));
  BOOST_TEST(transport.count("alice") == 0);
  BOOST_REQUIRE(result.new_messages.size() == 1);
  const auto copy = store.messages.at(result.new_messages[0]);
  BOOST_TEST(copy.envelope.sender == "bob");
  BOOST_TEST(copy.body == "text\n");
  const auto copied = process(result.new_messages[0]);
  BOOST_TEST(transport.count("alice") == 1);
  BOOST_TEST(transport.attempts.back().sender == "bob");
  BOOST_REQUIRE(copied.new_messages.size() == 1);
  BOOST_TEST(stored(copied.new_messages[0]).recipients.at(0).address == "bob");
}

BOOST_AUTO_TEST_CASE(old_messages_return_to_the_sender) {
  defer("u@far.example");
  const auto id = add({"u@far.example"});
  BOOST_TEST((process(id).status == ProcessStatus::kWaiting));
  clock.time += std::chrono::hours(24 * 5 + 1);
  const auto result = process(id, true);
  BOOST_TEST((result.status == ProcessStatus::kDone));
  BOOST_REQUIRE(result.new_messages.size() == 1);
  BOOST_TEST(store.messages.at(result.new_messages[0]).body.find("Status: 4.4.7") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(too_many_hops_bounce) {
  const auto id = add({"alice"});
  for (int i = 0; i < 26; ++i) stored(id).headers.append("Received", " from somewhere");
  const auto result = process(id);
  BOOST_TEST(transport.attempts.empty());
  BOOST_REQUIRE(result.failed.size() == 1);
  BOOST_TEST(result.failed[0].text == "Too many hops 26 (25 max)");
}

BOOST_AUTO_TEST_CASE(a_crash_repeats_at_most_the_attempt_under_way) {
  const auto id = add({"a@one.example", "b@two.example", "c@three.example"});
  int attempts = 0;
  transport.during = [&] {
    if (++attempts == 2) throw std::runtime_error("killed");
  };
  BOOST_CHECK_THROW((void)process(id), std::runtime_error);
  BOOST_TEST((waiting(id) == Addresses{"b@two.example", "c@three.example"}));
  transport.during = {};
  BOOST_TEST((process(id).status == ProcessStatus::kDone));
  BOOST_TEST(transport.count("a@one.example") == 1);
  BOOST_TEST(transport.count("b@two.example") == 2);
  BOOST_TEST(transport.count("c@three.example") == 1);
}

BOOST_AUTO_TEST_CASE(without_a_checkpoint_nothing_more_is_delivered) {
  const auto id = add({"a@one.example", "b@two.example", "c@three.example"});
  store.fails_save = true;
  BOOST_TEST((process(id).status == ProcessStatus::kWaiting));
  BOOST_TEST(transport.attempts.size() == 1);
  BOOST_TEST(waiting(id).size() == 3);
}

BOOST_AUTO_TEST_CASE(a_dead_host_is_asked_once_a_run) {
  defer("a@far.example", "4.4.1");
  queue::Destinations destinations;
  queue::ProcessOptions options;
  options.is_queue_run = true;
  options.destinations = &destinations;
  const auto first = add({"a@far.example"});
  const auto second = add({"b@far.example"});
  (void)processor.process(first, waiter, options);
  (void)processor.process(second, waiter, options);
  BOOST_TEST(transport.attempts.size() == 1);
  BOOST_TEST(stored(second).status_text == "Deferred: not now");
  destinations.forget_down();
  BOOST_TEST((processor.process(second, waiter, options).status == ProcessStatus::kDone));
}

BOOST_AUTO_TEST_CASE(log_lines_have_sendmails_order) {
  queue::Envelope envelope;
  envelope.created = base::from_epoch(1000);
  envelope.priority = 30500;
  queue::WorkItem item;
  item.record.address = "u@far.example";
  item.mailer = configuration->find_mailer("esmtp");
  auto status = ScriptedTransport::status(Outcome::kRelayed, "2.0.0", "Sent (OK)");
  status.relay = "far.example. [192.0.2.1]";
  item.settle(status);
  const queue::DeliveryTimes times{base::from_epoch(1003), base::from_epoch(1005)};
  BOOST_TEST(queue::delivery_line(envelope, "<u@far.example>", item, times, {8, 12}) ==
             "to=<u@far.example>, delay=00:00:05, xdelay=00:00:02, mailer=esmtp, pri=30500, "
             "relay=far.example. [192.0.2.1], dsn=2.0.0, stat=Sent (OK)");
  item.record.controlling_user = queue::ControllingUser{"", -1, -1, "group"};
  item.status.relay.clear();
  BOOST_TEST(queue::delivery_line(envelope, "a", item, times, {8, 12}) ==
             "to=a, ctladdr=group (8/12), delay=00:00:05, xdelay=00:00:02, mailer=esmtp, "
             "pri=30500, dsn=2.0.0, stat=Sent (OK)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(delay_warnings_go_out_once) {
  Fixture site("O Timeout.queuewarn=4h\n");
  site.defer("u@far.example");
  const auto id = site.add({"u@far.example"});
  BOOST_TEST(site.process(id).new_messages.empty());
  site.clock.time += std::chrono::hours(5);
  const auto warned = site.process(id, true);
  BOOST_REQUIRE(warned.new_messages.size() == 1);
  BOOST_TEST(site.store.messages.at(warned.new_messages[0]).body.find("Action: delayed") !=
             std::string::npos);
  BOOST_TEST(site.stored(id).is_delay_reported);
  site.clock.time += std::chrono::hours(5);
  BOOST_TEST(site.process(id, true).new_messages.empty());
}
