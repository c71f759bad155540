// May what a file says be trusted, judging by who could have written or replaced it? The checks that
// sendmail makes before it reads a file (DontBlameSendmail relaxes them), with its words.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

#include "base/unique_fd.hh"

namespace sendwright::base {

// What is taken all the same. An object made without settings is the strictest.
struct FileSafety {
  bool checks_directories = true;                   // all directories on the way to the file
  bool accepts_group_writable_directories = false;  // as if nobody else were in the group
  bool accepts_sticky_directories = false;  // whoever owns what is in them, see unsafe_directory
  bool accepts_links = false;               // symbolic links in directories that are not safe ...
  bool accepts_links_in_group_writable_directories = false;  // ... or in these alone
  bool accepts_group_writable_files = false;
  bool accepts_world_writable_files = false;
  std::optional<uid_t> trusted_owner;  // besides root and the user we are

  bool operator==(const FileSafety&) const = default;
};

// Of a file that users write. It may be good enough for the addresses in it, and not for programs and
// files that it names.
struct UserFileSafety {
  FileSafety for_addresses;
  FileSafety for_programs;
};

struct UnsafeDirectory {
  std::string reason;  // `World writable directory`, `Group writable directory`
  std::string path;    // which
};

// The first directory on the way to a file (from the root down; where a symbolic link leads to as
// well) in which others could put another file or directory into its place. In one with the sticky
// bit they cannot, if what is on the way belongs to root, to us or to the trusted owner. Whether
// there is such a file does not matter.
[[nodiscard]] std::optional<UnsafeDirectory> unsafe_directory(const std::string& path,
                                                              const FileSafety& safety);

// May we read (S_IROTH) or write (S_IWOTH) a file, as far as the bits of owner, group and others say?
// Root has no more rights here than anybody: a file that its owner closed to all is closed to root
// as well. For other users the kernel decides, which knows more: always true.
[[nodiscard]] bool has_permission(const struct stat& status, mode_t right,
                                  const FileSafety& safety);

// Every plain file that can be read.
inline constexpr FileSafety kAnyPlainFile{.checks_directories = false,
                                          .accepts_group_writable_directories = true,
                                          .accepts_sticky_directories = true,
                                          .accepts_links = true,
                                          .accepts_links_in_group_writable_directories = true,
                                          .accepts_group_writable_files = true,
                                          .accepts_world_writable_files = true,
                                          .trusted_owner = {}};

// A file that is open for reading, or why it is not.
struct OpenedFile {
  UniqueFd file;
  struct stat status {};
  std::string problem;      // empty: it is open. `World writable directory`, or the system's words
  bool is_missing = false;  // there is no such file
  bool is_unsafe = false;   // it is there, but not to be trusted, or closed to us
};

// Opens a plain file that is safe. Never waits for another process, and has no effect on devices.
[[nodiscard]] OpenedFile open_safely(const std::string& path, const FileSafety& safety);

}  // namespace sendwright::base
