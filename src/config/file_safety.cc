#include "config/file_safety.hh"

#include <sys/stat.h>

#include <filesystem>

namespace sendwright::config {
namespace {

// What is wrong with one of the directories on the way to the file; empty: nothing.
std::string unsafe_directory(const std::filesystem::path& file, const Options& options) {
  for (std::filesystem::path at = file.parent_path(); !at.empty(); at = at.parent_path()) {
    struct stat status {};
    if (::stat(at.c_str(), &status) != 0) return {};  // opening the file says why
    const bool is_sticky = (status.st_mode & S_ISVTX) != 0;
    if ((status.st_mode & S_IWOTH) != 0 && !is_sticky) return "World writable directory";
    if ((status.st_mode & S_IWGRP) != 0 && !is_sticky &&
        !options.dont_blame_sendmail.has(Relaxation::kGroupWritableDirPathSafe)) {
      return "Group writable directory";
    }
    if (at == at.parent_path()) break;
  }
  return {};
}

}  // namespace

std::string unsafe_class_file(const std::string& path, const Options& options) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  if (!S_ISREG(status.st_mode)) return "Regular files only";
  const WordSet<Relaxation>& relaxed = options.dont_blame_sendmail;
  if (relaxed.has(Relaxation::kClassFileInUnsafeDirPath)) return {};
  if (std::string problem = unsafe_directory(path, options); !problem.empty()) return problem;
  // A link in a safe directory may lead into one that is not.
  std::error_code failure;
  const std::filesystem::path real = std::filesystem::canonical(path, failure);
  if (failure || relaxed.has(Relaxation::kLinkedClassFileInWritableDir)) return {};
  return unsafe_directory(real, options);
}

bool has_dangerous_permissions(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

}  // namespace sendwright::config
