#include <boost/test/unit_test.hpp>

#include "base/mailbox_lock.hh"
#include "retrieval/mailbox_store.hh"
#include "retrieval/mbox_index.hh"
#include "tests/unit/delivery/temporary_directory.hh"

#include <sys/stat.h>

using namespace sendwright;
using namespace sendwright::retrieval;
using tests::TemporaryDirectory;

namespace {

const std::string kFirst = "From a@b Sun Nov 22\nSubject: one\n\nhello\n\nFrom the start\n";
const std::string kSecond = "From c@d Sun Nov 22\nStatus: RO\nSubject: two\n\n.dot\n";

std::string content(MailboxStore& store, size_t index) {
  auto reader = store.open(index);
  BOOST_REQUIRE(reader);
  std::string text;
  while (true) {
    auto piece = (*reader)->next();
    BOOST_REQUIRE(piece);
    if (piece->empty()) return text;
    text += *piece;
  }
}

std::unique_ptr<MailboxStore> opened(const std::string& path) {
  auto store = open_mailbox(path);
  BOOST_REQUIRE(store);
  return std::move(*store);
}

std::vector<MboxMessage> scanned(std::string_view text, size_t step) {
  MboxScanner scanner;
  for (size_t i = 0; i < text.size(); i += step) scanner.feed(text.substr(i, step));
  std::vector<MboxMessage> messages;
  BOOST_TEST(scanner.finish(messages));
  return messages;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mbox)

BOOST_AUTO_TEST_CASE(messages_begin_at_from_lines_after_empty_lines) {
  TemporaryDirectory directory;
  // kFirst's own `From the start` follows an empty line: deliveries escape such lines, so that it is
  // a message of its own here.
  directory.write("box", kFirst + "\n" + kSecond + "\n");
  const auto store = opened(directory / "box");
  BOOST_REQUIRE(store->messages().size() == 3U);
  BOOST_TEST(content(*store, 0) == "Subject: one\r\n\r\nhello\r\n");
  BOOST_TEST(content(*store, 1) == "\r\n");
  BOOST_TEST(content(*store, 2) == "Status: RO\r\nSubject: two\r\n\r\n.dot\r\n");
  for (size_t i = 0; i < 3; ++i) {
    BOOST_TEST(store->messages()[i].size_octets == content(*store, i).size());
  }
}

BOOST_AUTO_TEST_CASE(the_size_is_what_is_sent_whatever_the_file_looks_like) {
  for (const std::string text :
       {"From a\nA: b\n\n", "From a\nA: b\n\n\n", "From a\nA: b\n\nx", "From a\nA: b\n\nx\r\ny\n\n",
        "From a\nA: b\n\n\n\n\nx\n\n\n", "From a\nA: b", "From a\n\n\nFrom b\n\nx\n"}) {
    TemporaryDirectory directory;
    directory.write("box", text);
    const auto store = opened(directory / "box");
    for (size_t i = 0; i < store->messages().size(); ++i) {
      BOOST_TEST(store->messages()[i].size_octets == content(*store, i).size());
    }
    for (size_t step = 1; step < 8; ++step) {
      const auto pieces = scanned(text, step), whole = scanned(text, text.size());
      BOOST_REQUIRE(pieces.size() == whole.size());
      for (size_t i = 0; i < whole.size(); ++i) {
        BOOST_TEST(pieces[i].info.size_octets == whole[i].info.size_octets);
        BOOST_TEST(pieces[i].info.unique_id == whole[i].info.unique_id);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(unique_ids_stay_and_differ) {
  TemporaryDirectory directory;
  directory.write("box", kSecond + "\n" + kSecond + "\n");
  const auto ids = [&] {
    std::vector<std::string> result;
    const auto store = opened(directory / "box");
    for (const auto& message : store->messages()) result.push_back(message.unique_id);
    return result;
  };
  const auto before = ids();
  BOOST_REQUIRE(before.size() == 2U);
  BOOST_TEST(before[0] != before[1]);
  BOOST_TEST(ids() == before);
  // A mail reader that notes a status does not make it another message.
  std::string changed = directory.read("box");
  changed.replace(changed.find("Status: RO"), 10, "Status: O");
  directory.write("box", changed);
  BOOST_TEST(ids() == before);
}

BOOST_AUTO_TEST_CASE(removing_keeps_the_rest_and_what_came_meanwhile) {
  TemporaryDirectory directory;
  directory.write("box", kSecond + "\nFrom x\nA: 1\n\nbody\n\nFrom y\nA: 2\n\nbody\n\n");
  BOOST_REQUIRE(::chmod((directory / "box").c_str(), 0660) == 0);
  const auto store = opened(directory / "box");
  BOOST_REQUIRE(store->messages().size() == 3U);
  directory.write("box", directory.read("box") + "From new\nA: 3\n\nbody\n\n");
  BOOST_TEST(store->remove({0, 2}).has_value());
  BOOST_TEST(directory.read("box") == "From x\nA: 1\n\nbody\n\nFrom new\nA: 3\n\nbody\n\n");
  struct stat status {};
  BOOST_REQUIRE(::stat((directory / "box").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0660U);
  // The session still sees the mailbox as it was.
  BOOST_TEST(content(*store, 0) == "Status: RO\r\nSubject: two\r\n\r\n.dot\r\n");
  const auto rest = opened(directory / "box");
  BOOST_TEST(rest->remove({0, 1}).has_value());
  BOOST_TEST(directory.read("box") == "");
  BOOST_TEST(::access((directory / "box.lock").c_str(), F_OK) != 0);
}

BOOST_AUTO_TEST_CASE(a_missing_or_empty_mailbox_has_no_messages) {
  TemporaryDirectory directory;
  BOOST_TEST(opened(directory / "none")->messages().empty());
  directory.write("box", "");
  BOOST_TEST(opened(directory / "box")->messages().empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_mailbox_is_refused) {
  TemporaryDirectory directory;
  directory.write("box", "hello\n");
  BOOST_TEST(!open_mailbox(directory / "box").has_value());
}

BOOST_AUTO_TEST_CASE(an_index_is_believed_for_its_state_only) {
  const auto messages = scanned(kSecond + "\n" + kSecond, 10);
  const MboxStamp stamp{7, static_cast<long>(kSecond.size() * 2 + 1), 5, 6};
  const std::string text = encode_index(stamp, messages);
  const auto decoded = decode_index(text, stamp);
  BOOST_REQUIRE(decoded);
  BOOST_TEST(encode_index(stamp, *decoded) == text);
  MboxStamp other = stamp;
  ++other.nanoseconds;
  BOOST_TEST(!decode_index(text, other).has_value());
  for (size_t size = 0; size < text.size(); ++size) {
    BOOST_TEST(!decode_index(std::string_view(text).substr(0, size), stamp).has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_large_mailbox_gets_an_index_that_gives_the_same_answers) {
  TemporaryDirectory directory;
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += "From a\nN: " + std::to_string(i) + "\n\n" + std::string(5000, 'x') + "\n\n";
  }
  directory.write("box", text);
  const auto first = opened(directory / "box");
  BOOST_TEST(::access((directory / "box.index").c_str(), F_OK) == 0);
  const auto second = opened(directory / "box");
  BOOST_REQUIRE(second->messages().size() == 300U);
  for (size_t i = 0; i < 300; ++i) {
    BOOST_TEST(first->messages()[i].unique_id == second->messages()[i].unique_id);
  }
  BOOST_TEST(content(*second, 299) == content(*first, 299));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(maildir_store)

BOOST_AUTO_TEST_CASE(files_are_messages_in_order_of_delivery) {
  TemporaryDirectory directory;
  for (const char* folder : {"box", "box/new", "box/cur", "box/tmp"}) {
    BOOST_REQUIRE(::mkdir((directory / folder).c_str(), 0700) == 0);
  }
  directory.write("box/new/20.b.host", "A: 2\n\ntwo\n");
  directory.write("box/cur/3.a.host:2,S", "A: 1\n\none");
  directory.write("box/tmp/1.z.host", "A: 0\n\n");
  const auto store = opened(directory / "box/");
  BOOST_REQUIRE(store->messages().size() == 2U);
  BOOST_TEST(store->messages()[0].unique_id == "3.a.host");
  BOOST_TEST(content(*store, 0) == "A: 1\r\n\r\none\r\n");
  BOOST_TEST(store->messages()[0].size_octets == content(*store, 0).size());
  // Another program reads the second one meanwhile.
  BOOST_REQUIRE(::rename((directory / "box/new/20.b.host").c_str(),
                         (directory / "box/cur/20.b.host:2,S").c_str()) == 0);
  BOOST_TEST(content(*store, 1) == "A: 2\r\n\r\ntwo\r\n");
  BOOST_TEST(store->remove({0, 1}).has_value());
  BOOST_TEST(opened(directory / "box/")->messages().empty());
}

BOOST_AUTO_TEST_SUITE_END()
