#include "makemap/map_safety.hh"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sendwright::makemap {

config::MapWriteSafety command_safety(const config::Options& options, bool accepts_links) {
  config::MapWriteSafety safety;
  safety.file.trusted_owner = config::trusted_uid(options);
  safety.accepts_symbolic_link = safety.accepts_hard_link = accepts_links;
  return safety;
}

void warn_of_directory(const std::string& path, const config::MapWriteSafety& safety,
                       std::ostream& err) {
  if (::geteuid() != 0) return;
  base::FileSafety strict;
  strict.trusted_owner = safety.file.trusted_owner;
  if (const auto unsafe = base::unsafe_directory(path, strict))
    err << "WARNING: " << unsafe->reason << ' ' << unsafe->path << '\n';
}

std::string objection_to_reading(const std::string& path, const config::MapWriteSafety& safety) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (S_ISLNK(status.st_mode)) {
    if (!safety.accepts_symbolic_link) return "Symbolic links not allowed";
    if (::stat(path.c_str(), &status) != 0) return {};
  }
  if (!S_ISREG(status.st_mode)) return "Regular files only";
  if (status.st_nlink > 1 && !safety.accepts_hard_link) return "Hard links not allowed";
  return base::has_permission(status, S_IROTH, safety.file) ? "" : std::strerror(EACCES);
}

}  // namespace sendwright::makemap
