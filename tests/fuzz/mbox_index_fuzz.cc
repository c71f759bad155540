// Mailbox files that anybody may have written, and index files that were damaged.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "retrieval/mbox_index.hh"

using namespace sendwright::retrieval;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const MboxStamp stamp{1, static_cast<long>(text.size()), 2, 3};
  MboxScanner scanner;
  const size_t step = 1 + data[0];
  for (size_t i = 0; i < text.size(); i += step) scanner.feed(text.substr(i, step));
  std::vector<MboxMessage> messages;
  if (scanner.finish(messages)) {
    for (const auto& message : messages) {
      if (message.offset + message.size > message.end || message.end > stamp.size) std::abort();
    }
    // What a scan finds passes the index's checks.
    if (!decode_index(encode_index(stamp, messages), stamp)) std::abort();
  }
  (void)decode_index(text, stamp);
  return 0;
}
