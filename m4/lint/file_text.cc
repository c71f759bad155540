#include "m4/lint/file_text.hh"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace sendwright::m4::lint {

namespace {
constexpr std::size_t kMaxText = std::size_t{4} << 20;  // no .mc and no library file is larger
constexpr std::string_view kSuffix = ".m4";

// Reads from the start, also where someone else has read the descriptor before.
std::string read_descriptor(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::string text(std::min(static_cast<std::size_t>(status.st_size), kMaxText), '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t count =
        ::pread(descriptor, text.data() + length, text.size() - length, static_cast<off_t>(length));
    if (count <= 0) break;
    length += static_cast<std::size_t>(count);
  }
  text.resize(length);
  return text;
}
}  // namespace

std::string read_text(const std::string& file) {
  if (file == "stdin") return read_descriptor(STDIN_FILENO);
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return {};
  std::string text = read_descriptor(descriptor);
  ::close(descriptor);
  return text;
}

std::vector<std::string> m4_files_in(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(folder.c_str()), ::closedir);
  if (directory == nullptr) return names;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name.size() > kSuffix.size() && name.ends_with(kSuffix)) {
      names.emplace_back(name.substr(0, name.size() - kSuffix.size()));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace sendwright::m4::lint
