// What option DontBlameSendmail says about each kind of file. The directories on the way to a file
// are of interest if root started us: then what others write could steer root's processes.
#pragma once

#include <string>

#include "base/file_safety.hh"
#include "config/options.hh"

namespace sendwright::config {

[[nodiscard]] base::FileSafety class_file_safety(const Options& options);
[[nodiscard]] base::FileSafety map_file_safety(const Options& options);
[[nodiscard]] base::FileSafety help_file_safety(const Options& options);
[[nodiscard]] base::FileSafety error_header_safety(const Options& options);
[[nodiscard]] base::FileSafety service_switch_safety(const Options& options);
// The text that newaliases reads, wherever it is.
[[nodiscard]] base::FileSafety alias_text_safety(const Options& options);

[[nodiscard]] base::UserFileSafety forward_file_safety(const Options& options);
[[nodiscard]] base::UserFileSafety include_file_safety(const Options& options);

// Writing maps: what may stand in the place of the new file, whose owner is `file.trusted_owner`.
struct MapWriteSafety {
  base::FileSafety file = base::kAnyPlainFile;
  bool accepts_symbolic_link = false;
  bool accepts_hard_link = false;
};
[[nodiscard]] MapWriteSafety map_write_safety(const Options& options);

// The user of option TrustedUser.
[[nodiscard]] std::optional<uid_t> trusted_uid(const Options& options);

// Can others than its owner write the file?
[[nodiscard]] bool has_dangerous_permissions(const std::string& path);

}  // namespace sendwright::config
