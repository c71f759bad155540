// The temporary file that diverted text moves to when memory should not hold it: one for all
// diversions, since there may be more of them than files may be open. Pieces go in at its end; the
// room of pieces given back is used again once none is left.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sendwright::m4 {

// Thrown when output or the temporary file cannot be written (a full disk).
struct OutputError {
  const char* what;
  int error;
};

class SpillFile {
 public:
  SpillFile() = default;
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // Puts text at the end and returns its offset; throws OutputError.
  std::uint64_t append(std::string_view text);
  // Reads exactly these bytes; throws OutputError.
  void read(std::uint64_t offset, char* buffer, std::size_t size) const;
  // These many bytes are not needed any more.
  void release(std::uint64_t count);

 private:
  int descriptor_ = -1;
  std::uint64_t end_ = 0;
  std::uint64_t in_use_ = 0;
};

}  // namespace sendwright::m4
