// Octets of map files of classes cdb and lmdb, made up: the first octet says of which.
#include <cstdlib>

#include "maps/map_reader.hh"

using namespace sendwright::maps;

namespace {

// What is found lies within the file, and a search that visits all ends.
template <typename Reader>
void use(std::string_view file) {
  const auto reader = Reader::open(file);
  if (!reader) return;
  std::size_t entries = 0;
  const auto is_inside = [file](std::string_view text) {
    return text.empty() ||
           (text.data() >= file.data() && text.data() + text.size() <= file.data() + file.size());
  };
  (void)reader->for_each([&](std::string_view key, std::string_view value) {
    if (!is_inside(key) || !is_inside(value)) std::abort();
    const FileAnswer answer = reader->find(key);
    if (!is_inside(answer.value)) std::abort();
    return ++entries < 1000;
  });
  for (const std::string_view key : {"", "a", "key", "postmaster"})
    if (!is_inside(reader->find(key).value)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  if (input.front() % 2 == 0) use<CdbReader>(input.substr(1));
  else use<LmdbReader>(input.substr(1));
  return 0;
}
