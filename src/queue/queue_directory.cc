#include "queue/queue_directory.hh"

#include <sys/statvfs.h>

#include <cerrno>
#include <optional>

#include "queue/queue_id.hh"

namespace sendwright::queue {
namespace {

struct Prefix {
  FileKind kind;
  std::string_view letters;
};

constexpr Prefix kPrefixes[] = {{FileKind::kControl, "qf"},
                                {FileKind::kBody, "df"},
                                {FileKind::kTemporary, "tf"},
                                {FileKind::kQuarantined, "hf"},
                                {FileKind::kLost, "Qf"}};

std::string_view prefix_of(FileKind kind) {
  for (const Prefix& prefix : kPrefixes) {
    if (prefix.kind == kind) return prefix.letters;
  }
  return {};
}

std::optional<FileKind> control_kind(std::string_view name) {
  for (const Prefix& prefix : kPrefixes) {
    const bool is_control = prefix.kind != FileKind::kBody && prefix.kind != FileKind::kTemporary;
    if (is_control && name.starts_with(prefix.letters)) return prefix.kind;
  }
  return std::nullopt;
}

std::string subdirectory(base::Environment& environment, const std::string& path,
                         const std::string& name) {
  const std::string candidate = path + '/' + name;
  const auto status = environment.status(candidate);
  return status && S_ISDIR(status->st_mode) ? candidate : path;
}

}  // namespace

QueueDirectory::QueueDirectory(base::Environment& environment, std::string path)
    : environment_(environment),
      path_(std::move(path)),
      control_path_(subdirectory(environment, path_, "qf")),
      body_path_(subdirectory(environment, path_, "df")),
      control_sync_(environment, control_path_),
      body_sync_(environment, body_path_) {}

std::string QueueDirectory::path_of(FileKind kind, std::string_view queue_id) const {
  std::string path = kind == FileKind::kBody ? body_path_ : control_path_;
  path += '/';
  path += prefix_of(kind);
  path += queue_id;
  return path;
}

base::Result<std::vector<QueueFileName>> QueueDirectory::control_files() const {
  const auto names = environment_.list(control_path_);
  if (!names) return std::unexpected(names.error());
  std::vector<QueueFileName> files;
  for (const std::string& name : *names) {
    const auto kind = control_kind(name);
    if (kind && is_queue_id(std::string_view(name).substr(2))) files.push_back({*kind, name.substr(2)});
  }
  return files;
}

base::Result<void> QueueDirectory::sync_entries(FileKind kind) {
  return kind == FileKind::kBody && has_separate_bodies() ? body_sync_.sync() : control_sync_.sync();
}

base::Result<long long> QueueDirectory::free_octets() const {
  struct statvfs status {};
  if (::statvfs(path_.c_str(), &status) != 0) {
    return std::unexpected(base::system_error("look at the file system of", path_, errno));
  }
  return static_cast<long long>(status.f_bavail) * static_cast<long long>(status.f_frsize);
}

}  // namespace sendwright::queue
