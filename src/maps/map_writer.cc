#include "maps/map_writer.hh"

#include <unistd.h>

#include <map>

#include "maps/cdb_writer.hh"
#include "maps/database_file.hh"
#include "maps/file_replacement.hh"
#include "maps/lmdb_writer.hh"
#include "maps/map_reader.hh"

namespace sendwright::maps {
namespace {

class GdbmWriter final : public MapWriter {
 public:
  explicit GdbmWriter(DatabaseWriter writer) : writer_(std::move(writer)) {}
  base::Result<bool> store(std::string_view key, std::string_view value,
                           Duplicate duplicate) override {
    return writer_.store(key, value, duplicate);
  }
  base::Result<void> finish() override { return writer_.finish(); }

 private:
  DatabaseWriter writer_;
};

// Formats that are written in one pass: the entries are in memory until then.
class OnePassWriter final : public MapWriter {
 public:
  using Format = base::Result<void> (*)(const SortedEntries& entries, FileReplacement& file);

  OnePassWriter(FileReplacement file, Format format, std::size_t max_key)
      : file_(std::move(file)), format_(format), max_key_(max_key) {}

  base::Result<bool> store(std::string_view key, std::string_view value,
                           Duplicate duplicate) override {
    if (key.empty() || key.size() > max_key_)
      return base::permanent("keys of this class have 1 to " + std::to_string(max_key_) +
                             " octets, not " + std::to_string(key.size()));
    const auto [entry, is_new] = entries_.try_emplace(std::string(key), value);
    if (!is_new && duplicate == Duplicate::kKeep) return false;
    if (!is_new) entry->second = value;
    return true;
  }
  base::Result<void> finish() override {
    if (const auto written = format_(entries_, file_); !written) return written;
    return file_.install();
  }

 private:
  FileReplacement file_;
  const Format format_;
  const std::size_t max_key_;
  SortedEntries entries_;
};

}  // namespace

base::Result<std::unique_ptr<MapWriter>> open_map_writer(const std::string& path,
                                                         Beginning beginning, mode_t mode,
                                                         std::optional<uid_t> owner) {
  if (is_gdbm(path)) {
    auto writer = DatabaseWriter::open(path, beginning, mode, owner);
    if (!writer) return std::unexpected(writer.error());
    return std::make_unique<GdbmWriter>(std::move(*writer));
  }
  auto file = FileReplacement::begin(path, mode, owner);
  if (!file) return std::unexpected(file.error());
  const bool is_cdb = path.ends_with(kCdbSuffix);
  auto writer = is_cdb
                    ? std::make_unique<OnePassWriter>(std::move(*file), write_cdb, kMaxCdbKey)
                    : std::make_unique<OnePassWriter>(std::move(*file), write_lmdb, kMaxLmdbKey);
  if (beginning == Beginning::kEmpty || ::access(path.c_str(), F_OK) != 0) return writer;
  base::Result<bool> stored = true;
  const auto copied =
      for_each_entry(path, [&](std::string_view key, std::string_view value) {
        stored = writer->store(key, value, Duplicate::kKeep);
        return stored.has_value();
      });
  if (!copied) return std::unexpected(copied.error());
  if (!stored) return std::unexpected(stored.error());
  return writer;
}

}  // namespace sendwright::maps
