// Any bytes as what the server of a socket map sends, in pieces: what is waited for is bounded, a
// verdict on the first octets is also the one on all of them, and content lies inside of the bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "maps/map_server.hh"
#include "maps/netstring.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sendwright::maps;
  using State = Netstring::State;
  constexpr std::size_t kMaxContent = 1000;
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const Netstring whole = read_netstring(octets, kMaxContent);
  if (whole.state == State::kIncomplete && size > kMaxContent + 12) std::abort();
  if (whole.state == State::kComplete && make_netstring(whole.content).size() > size) std::abort();
  const std::size_t most = size < 2 * kMaxContent ? size : 2 * kMaxContent;
  for (std::size_t count = 0; count < most; ++count) {
    const Netstring part = read_netstring(octets.substr(0, count), kMaxContent);
    if (part.state == State::kIncomplete) continue;
    if (part.state != whole.state || part.content != whole.content) std::abort();
    break;
  }
  if (read_netstring(make_netstring(octets), size).content != octets) std::abort();
  (void)parse_map_server(octets);
  return 0;
}
