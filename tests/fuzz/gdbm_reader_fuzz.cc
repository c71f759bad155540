// Any bytes as a GDBM file: lookups and the look at the first entries stay within the bytes, end soon,
// and what they find is in the file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "maps/gdbm_reader.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sendwright::maps;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const auto reader = GdbmReader::open(file);
  if (!reader) return 0;
  const std::less_equal<const char*> is_before;
  // Keys that the seeds have, one that they lack, and what ends the input.
  for (const std::string_view key :
       {std::string_view(), std::string_view("foo"), std::string_view("key1"),
        std::string_view("someone@skills.com"), file.substr(size - size % 8)}) {
    const auto answer = reader->find(key);
    const bool is_found = answer.kind == GdbmAnswer::Kind::kFound;
    if (is_found && !(is_before(file.data() + key.size(), answer.value.data()) &&
                      is_before(answer.value.data() + answer.value.size(), file.data() + size) &&
                      std::string_view(answer.value.data() - key.size(), key.size()) == key))
      std::abort();
    if (answer.damage.empty() != (answer.kind != GdbmAnswer::Kind::kDamaged)) std::abort();
  }
  reader->for_first_entries([&](std::string_view key, std::string_view value) {
    if (!is_before(file.data(), key.data()) || key.data() + key.size() != value.data() ||
        !is_before(value.data() + value.size(), file.data() + size))
      std::abort();
    return true;
  });
  return 0;
}
