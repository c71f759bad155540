#include "config/file_contents.hh"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/unique_fd.hh"
#include "config/limits.hh"

namespace sendwright::config {
namespace {

constexpr std::size_t kLeastBlock = 4096;

// The size of the file, and a little more to see its end.
std::size_t expected_octets(int file) {
  struct stat status {};
  if (::fstat(file, &status) != 0 || status.st_size < 0) return kLeastBlock;
  return std::min(static_cast<std::size_t>(status.st_size), kMaxFileOctets) + kLeastBlock;
}

}  // namespace

base::Result<std::string> file_contents(const std::string& path) {
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file) return base::temporary(std::strerror(errno));
  return file_contents(file.get());
}

base::Result<std::string> file_contents(int file) {
  std::string text(expected_octets(file), '\0');
  std::size_t used = 0;
  while (used <= kMaxFileOctets) {
    if (used == text.size()) text.resize(2 * used);
    const ssize_t size = ::read(file, text.data() + used, text.size() - used);
    if (size == 0) {
      text.resize(used);
      return text;
    }
    if (size > 0) used += static_cast<std::size_t>(size);
    if (size < 0 && errno != EINTR) return base::temporary(std::strerror(errno));
  }
  return base::permanent("too large");
}

}  // namespace sendwright::config
