// Fuzzes the reader of frozen state files: whatever the bytes are, its records lie within them and
// it comes to an end, with a fault or without.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "m4/frozen.hh"

namespace {

// Also false for a record that claims bytes of another place.
bool is_within(std::string_view part, std::string_view whole) {
  if (part.empty()) return true;
  const std::less_equal<const char*> at_most;
  return at_most(whole.data(), part.data()) &&
         at_most(part.data() + part.size(), whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  sendwright::m4::FrozenReader reader(bytes);
  if (!reader.read_version()) return 0;
  std::size_t total = 0;
  while (true) {
    const auto record = reader.next();
    if (!record || !*record) return 0;
    if (!is_within((*record)->first, bytes) || !is_within((*record)->second, bytes)) std::abort();
    total += (*record)->first.size() + (*record)->second.size() + 1;
    if (total > size) std::abort();
  }
}
