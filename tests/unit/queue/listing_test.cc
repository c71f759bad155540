// mailq's text. The expected texts are what sendmail 8.17 prints of the same control files.
#include <stdlib.h>
#include <time.h>

#include <boost/test/unit_test.hpp>

#include "queue/listing.hh"
#include "queue/queue_file.hh"

using namespace sendwright;
using namespace sendwright::queue;

namespace {

QueueEntry entry(const std::string& id, long size, const std::string& records,
                 EntryState state = EntryState::kWaiting) {
  const auto file =
      parse_queue_file("V8\nT1795309642\n" + records + "H??Subject: x\n.\n", "qf" + id);
  BOOST_REQUIRE_MESSAGE(file, (file ? "" : file.error().message));
  QueueEntry entry{id, state, {}, file->envelope};
  entry.envelope.body_size_octets = size;
  return entry;
}

const std::string kDeferred =
    "MDeferred: Connection refused by remote.test. which is quite a long line that will be cut "
    "somewhere I think so let me see\n";

std::vector<QueueEntry> samples() {
  return {
      entry("6AM17MAA000006", 5,
            "K0\nN0\nP10\nFwr\nSjoe user <joe@x>\nCmary:1000:1000:mary\nMrcpt message\n"
            "RFD:|\"/bin/prog x\"\nC:\nRPFD:b@c\nC:joe\nRFD:q\n"),
      entry("6AM17MAA000003", -1, "K0\nN0\nP30000\nF8\nB8BITMIME\nS<>\nRPFD:<x@y.z>\n"),
      entry("6AM17MAA000002", 123456,
            "K0\nN0\nP40000\nS<longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglong"
            "longlonglong@example.com>\nRPFD:<verylongverylongverylongverylongverylongverylong"
            "verylongverylongverylongverylong@example.com>\nRFD:second@x\n"),
      entry("6AM17MAA000001", 5,
            "K1795309700\nN1\nP50000\nB8BITMIME\n" + kDeferred + "S<a@b.c>\nRPFD:<x@y.z>\n",
            EntryState::kLocked),
  };
}

struct UtcFixture {
  UtcFixture() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(listing, UtcFixture)

BOOST_AUTO_TEST_CASE(plain) {
  BOOST_TEST(
      render_listing("/q", samples(), {}) ==
      "\t\t/q (4 requests)\n"
      "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------\n"
      "6AM17MAA000006        5 Sun Nov 22 01:07 joe user <joe@x>\n"
      "\t\t\t\t\t |\"/bin/prog x\"\n"
      "\t\t\t\t\t b@c\n"
      "\t\t\t\t\t q\n"
      "6AM17MAA000003       -1 Sun Nov 22 01:07 <>\n"
      "      8BITMIME\n"
      "\t\t\t\t\t <x@y.z>\n"
      "6AM17MAA000002   123456 Sun Nov 22 01:07 <longlonglonglonglonglonglonglonglonglo\n"
      "\t\t\t\t\t <verylongverylongverylongverylongveryl\n"
      "\t\t\t\t\t second@x\n"
      "6AM17MAA000001*       5 Sun Nov 22 01:07 <a@b.c>\n"
      "      8BITMIME   (Deferred: Connection refused by remote.test. which is quite )\n"
      "\t\t\t\t\t <x@y.z>\n");
}

BOOST_AUTO_TEST_CASE(verbose) {
  ListingOptions options;
  options.is_verbose = true;
  BOOST_TEST(
      render_listing("/q", samples(), options) ==
      "\t\t/q (4 requests)\n"
      "-----Q-ID----- --Size-- -Priority- ---Q-Time--- --------Sender/Recipient--------\n"
      "6AM17MAA000006        5         10+Nov 22 01:07 joe user <joe@x>\n"
      "\t\t\t\t\t\t(---mary:1000:1000:mary---)\n"
      "\t\t\t\t\t\t|\"/bin/prog x\"\n"
      "\t\t (rcpt message)\n"
      "\t\t\t\t\t\t(---:---)\n"
      "\t\t\t\t\t\tb@c\n"
      "\t\t\t\t\t\t(---:joe---)\n"
      "\t\t\t\t\t\tq\n"
      "6AM17MAA000003       -1      30000 Nov 22 01:07 <>\n"
      "      8BITMIME\n"
      "\t\t\t\t\t\t<x@y.z>\n"
      "6AM17MAA000002   123456      40000 Nov 22 01:07 "
      "<longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglonglongl\n"
      "\t\t\t\t\t\t<verylongverylongverylongverylongverylongverylongverylongverylongverylo\n"
      "\t\t\t\t\t\tsecond@x\n"
      "6AM17MAA000001*       5      50000 Nov 22 01:07 <a@b.c>\n"
      "      8BITMIME   (Deferred: Connection refused by remote.test. which is quite a long line "
      "that will be cut somewhere I)\n"
      "\t\t\t\t\t\t<x@y.z>\n");
}

BOOST_AUTO_TEST_CASE(empty_and_total) {
  BOOST_TEST(render_listing("/var/spool/mqueue", {}, {}) == "/var/spool/mqueue is empty\n");
  BOOST_TEST(render_total(3) == "\t\tTotal requests: 3\n");
}

BOOST_AUTO_TEST_CASE(markers) {
  const auto line_of = [](const QueueEntry& one, const ListingOptions& options) {
    const std::string text = render_listing("/q", {&one, 1}, options);
    BOOST_TEST(text.starts_with("\t\t/q (1 request)\n"));
    return text.substr(text.find("\n6AM") + 1, 15);
  };
  ListingOptions options;
  options.now = base::from_epoch(1795309800);
  options.min_queue_age = std::chrono::seconds(300);
  QueueEntry young = entry("6AM17MAA000001", 5, "K1795309700\nS<a>\n");
  BOOST_TEST(line_of(young, options) == "6AM17MAA000001-");
  QueueEntry fresh = entry("6AM17MAA000001", 5, "K0\nS<a>\n");
  BOOST_TEST(line_of(fresh, options) == "6AM17MAA000001 ");
  options.is_held_by_load = [](const Envelope&) { return true; };
  BOOST_TEST(line_of(fresh, options) == "6AM17MAA000001X");
  fresh.state = EntryState::kLost;
  BOOST_TEST(line_of(fresh, options) == "6AM17MAA000001?");
}

BOOST_AUTO_TEST_CASE(quarantine) {
  const QueueEntry one = entry("6AM17MAA000011", 5, "qreason\nMDeferred: x\nS<a@b.c>\n",
                               EntryState::kQuarantined);
  const std::string text = render_listing("/q", {&one, 1}, {});
  BOOST_TEST(text.ends_with("<a@b.c>\n     QUARANTINE: reason\n                 (Deferred: x)\n"));
}

BOOST_AUTO_TEST_SUITE_END()
