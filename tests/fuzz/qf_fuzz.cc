// Control files of the queue: whatever the octets, parsing ends with an answer, and what was accepted
// reads back the same after it was written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "queue/queue_file.hh"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sendwright::queue;
  const auto file = parse_queue_file({reinterpret_cast<const char*>(data), size}, "qf");
  if (!file) return 0;
  const std::string written = render_queue_file(*file);
  const auto again = parse_queue_file(written, "qf");
  if (!again || render_queue_file(*again) != written) std::abort();
  return 0;
}
