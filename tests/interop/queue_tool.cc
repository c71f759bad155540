// A queue directory from the command line, for the test that shares one with the real sendmail:
//   queue_tool list DIR [-v]          what mailq prints
//   queue_tool put DIR SENDER RCPT... a message from standard input (header, empty line, body)
//   queue_tool save DIR               every message read and written again
#include <iostream>
#include <iterator>
#include <string>

#include "message/header_parser.hh"
#include "queue/file_queue_store.hh"
#include "queue/listing.hh"
#include "queue/queue_policy.hh"

namespace {

using namespace sendwright;
using namespace sendwright::queue;

int list(FileQueueStore& store, bool is_verbose) {
  auto entries = store.list().value();
  std::erase_if(entries, [](const QueueEntry& e) { return e.state == EntryState::kQuarantined; });
  sort_for_run(entries, config::QueueSortOrder::kPriority);
  ListingOptions options;
  options.is_verbose = is_verbose;
  std::cout << render_listing(store.name(), entries, options) << render_total(entries.size());
  return 0;
}

int put(FileQueueStore& store, const std::string& sender, int count, char** recipients) {
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  message::HeaderParser parser;
  const size_t taken = parser.feed(text);
  parser.finish();
  auto incoming = store.begin().value();
  incoming->write_body(parser.body_start() + text.substr(taken)).value();
  Envelope envelope;
  envelope.created = base::system_environment().now();
  envelope.sender = sender;
  envelope.macros = {{"_", "localhost [127.0.0.1]"}, {"r", "ESMTP"}, {"daemon_flags", ""}};
  envelope.headers = parser.headers();
  for (int i = 0; i < count; ++i) envelope.recipients.emplace_back().address = recipients[i];
  envelope.priority = initial_priority(envelope, 0, config::Options());
  incoming->commit(envelope).value();
  std::cout << envelope.queue_id << '\n';
  return 0;
}

int save(FileQueueStore& store) {
  const auto ids = store.ids().value();
  for (const std::string& id : ids) store.lock(id).value()->save().value();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  const std::string command = argv[1];
  FileQueueStore store({argv[2]});
  if (command == "list") return list(store, argc > 3);
  if (command == "put" && argc > 4) return put(store, argv[3], argc - 4, argv + 4);
  if (command == "save") return save(store);
  return 64;
}
