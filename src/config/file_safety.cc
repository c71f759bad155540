#include "config/file_safety.hh"

#include <pwd.h>
#include <unistd.h>

#include "base/strings.hh"

namespace sendwright::config {
namespace {

// Asked first while the configuration is read, before any process gives up the rights of root.
bool was_started_by_root() {
  static const bool is_root = ::geteuid() == 0;
  return is_root;
}

// What holds for files of all kinds that belong to the administrator.
base::FileSafety common_safety(const Options& options) {
  const WordSet<Relaxation>& relaxed = options.dont_blame_sendmail;
  base::FileSafety safety;
  safety.checks_directories = was_started_by_root();
  safety.accepts_group_writable_directories = relaxed.has(Relaxation::kGroupWritableDirPathSafe);
  safety.accepts_links_in_group_writable_directories =
      safety.accepts_group_writable_directories;
  safety.accepts_sticky_directories = relaxed.has(Relaxation::kTrustStickyBit);
  safety.accepts_group_writable_files = true;
  safety.accepts_world_writable_files = true;
  safety.trusted_owner = trusted_uid(options);
  return safety;
}

void accept_any_directory(const Options& options, Relaxation name, base::FileSafety& safety) {
  if (options.dont_blame_sendmail.has(name)) safety.checks_directories = false;
}

// Of files that are only shown to people.
base::FileSafety shown_file_safety(const Options& options, Relaxation any_directory) {
  base::FileSafety safety = common_safety(options);
  accept_any_directory(options, any_directory, safety);
  safety.accepts_links = !safety.checks_directories;
  return safety;
}

// The names of DontBlameSendmail for one kind of users' files.
struct UserFileNames {
  Relaxation group_writable_directory, any_directory, any_directory_for_programs;
  Relaxation group_writable, group_writable_for_programs, world_writable, linked;
};

base::UserFileSafety user_file_safety(const Options& options, const UserFileNames& names) {
  const auto has = [&options](Relaxation name) { return options.dont_blame_sendmail.has(name); };
  base::UserFileSafety safety;
  base::FileSafety& file = safety.for_addresses;
  file.accepts_group_writable_directories = has(Relaxation::kGroupWritableDirPathSafe);
  file.accepts_links_in_group_writable_directories = file.accepts_group_writable_directories;
  file.accepts_sticky_directories = has(Relaxation::kTrustStickyBit);
  file.accepts_links = has(names.linked);
  file.trusted_owner = trusted_uid(options);
  file.accepts_group_writable_files = has(names.group_writable);
  file.accepts_world_writable_files = has(names.group_writable) && has(names.world_writable);
  safety.for_programs = file;
  safety.for_programs.accepts_group_writable_files = has(names.group_writable_for_programs);
  safety.for_programs.accepts_world_writable_files = false;
  if (has(names.any_directory)) {
    file.checks_directories = false;
    safety.for_programs.checks_directories = !has(names.any_directory_for_programs);
  } else if (has(names.group_writable_directory)) {
    file.accepts_group_writable_directories = true;
    safety.for_programs.accepts_group_writable_directories = true;
  }
  return safety;
}

}  // namespace

base::FileSafety class_file_safety(const Options& options) {
  base::FileSafety safety = common_safety(options);
  accept_any_directory(options, Relaxation::kClassFileInUnsafeDirPath, safety);
  safety.accepts_links = options.dont_blame_sendmail.has(Relaxation::kLinkedClassFileInWritableDir);
  return safety;
}

base::FileSafety map_file_safety(const Options& options) {
  base::FileSafety safety = common_safety(options);
  accept_any_directory(options, Relaxation::kMapInUnsafeDirPath, safety);
  safety.accepts_links = options.dont_blame_sendmail.has(Relaxation::kLinkedMapInWritableDir);
  return safety;
}

base::FileSafety help_file_safety(const Options& options) {
  return shown_file_safety(options, Relaxation::kHelpFileInUnsafeDirPath);
}

base::FileSafety error_header_safety(const Options& options) {
  return shown_file_safety(options, Relaxation::kErrorHeaderInUnsafeDirPath);
}

base::FileSafety service_switch_safety(const Options& options) {
  base::FileSafety safety = common_safety(options);
  safety.checks_directories = false;  // it says only in which order to ask
  safety.accepts_links =
      options.dont_blame_sendmail.has(Relaxation::kLinkedServiceSwitchFileInWritableDir);
  return safety;
}

base::FileSafety alias_text_safety(const Options& options) {
  const WordSet<Relaxation>& relaxed = options.dont_blame_sendmail;
  base::FileSafety safety = common_safety(options);
  safety.checks_directories = false;  // those of the database are checked, which is beside it
  safety.accepts_links = relaxed.has(Relaxation::kLinkedAliasFileInWritableDir);
  safety.accepts_group_writable_files = relaxed.has(Relaxation::kGroupWritableAliasFile);
  safety.accepts_world_writable_files = relaxed.has(Relaxation::kWorldWritableAliasFile);
  return safety;
}

base::UserFileSafety forward_file_safety(const Options& options) {
  return user_file_safety(
      options,
      {Relaxation::kForwardFileInGroupWritableDirPath, Relaxation::kForwardFileInUnsafeDirPath,
       Relaxation::kForwardFileInUnsafeDirPathSafe, Relaxation::kGroupWritableForwardFile,
       Relaxation::kGroupWritableForwardFileSafe, Relaxation::kWorldWritableForwardFile,
       Relaxation::kLinkedForwardFileInWritableDir});
}

// The directories of lists are never good enough for programs, whatever the option says: sendmail has
// a name for that, but does not heed it.
base::UserFileSafety include_file_safety(const Options& options) {
  base::UserFileSafety safety = user_file_safety(
      options,
      {Relaxation::kIncludeFileInGroupWritableDirPath, Relaxation::kIncludeFileInUnsafeDirPath,
       Relaxation::kIncludeFileInUnsafeDirPathSafe, Relaxation::kGroupWritableIncludeFile,
       Relaxation::kGroupWritableIncludeFileSafe, Relaxation::kWorldWritableIncludeFile,
       Relaxation::kLinkedIncludeFileInWritableDir});
  safety.for_programs.checks_directories = true;
  safety.for_programs.accepts_group_writable_directories =
      options.dont_blame_sendmail.has(Relaxation::kGroupWritableDirPathSafe);
  return safety;
}

MapWriteSafety map_write_safety(const Options& options) {
  MapWriteSafety safety;
  safety.file = map_file_safety(options);
  safety.accepts_symbolic_link = options.dont_blame_sendmail.has(Relaxation::kWriteMapToSymLink);
  safety.accepts_hard_link = options.dont_blame_sendmail.has(Relaxation::kWriteMapToHardLink);
  return safety;
}

std::optional<uid_t> trusted_uid(const Options& options) {
  if (options.trusted_user.empty()) return std::nullopt;
  if (const auto number = base::parse_integer(options.trusted_user))
    return static_cast<uid_t>(*number);
  const passwd* const entry = ::getpwnam(options.trusted_user.c_str());
  return entry != nullptr ? std::optional(entry->pw_uid) : std::nullopt;
}

bool has_dangerous_permissions(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

}  // namespace sendwright::config
