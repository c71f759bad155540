// Packets that the master reads from a queue manager that may have been taken over.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "delivery/agent_codec.hh"

using namespace sendwright::delivery;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view packet(reinterpret_cast<const char*>(data), size);
  if (const auto request = decode_request(packet)) {
    if (!request->request.path.starts_with('/')) std::abort();
    // Flags and modes are normalised at the first reading; after that nothing changes.
    const auto again = encode_request(request->id, request->request);
    const auto reread = decode_request(again);
    if (!reread || encode_request(reread->id, reread->request) != again) std::abort();
  }
  (void)decode_result(packet);
  return 0;
}
