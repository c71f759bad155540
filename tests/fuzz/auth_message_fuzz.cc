// Packets between workers and the auth process: what is taken survives being written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "smtp/sasl/messages.hh"

using namespace sendwright::smtp::sasl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packet(reinterpret_cast<const char*>(data), size);
  if (const auto request = decode_request(packet)) {
    const auto again = decode_request(encode(*request));
    if (!again || again->id != request->id || again->terms != request->terms ||
        again->mechanism != request->mechanism || again->token != request->token) {
      std::abort();
    }
  }
  if (const auto answer = decode_answer(packet)) {
    const auto again = decode_answer(encode(*answer));
    if (!again || again->id != answer->id || again->text != answer->text) std::abort();
  }
  return 0;
}
