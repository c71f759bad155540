#include "maps/map_writer.hh"

#include <unistd.h>

#include "maps/cdb_writer.hh"
#include "maps/database_file.hh"
#include "maps/entry_runs.hh"
#include "maps/file_replacement.hh"
#include "maps/key_log.hh"
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
  base::Result<bool> remove(std::string_view key) override { return writer_.remove(key); }
  base::Result<void> finish() override { return writer_.finish(); }

 private:
  DatabaseWriter writer_;
};

// Formats that are written in one pass over the sorted entries.
class OnePassWriter final : public MapWriter {
 public:
  using Format = base::Result<void> (*)(EntryRuns& entries, FileReplacement& file);

  OnePassWriter(const std::string& path, FileReplacement file, Format format, std::size_t max_key)
      : path_(path),
        file_(std::move(file)),
        format_(format),
        max_key_(max_key),
        keys_(path),
        entries_(path) {}

  base::Result<bool> store(std::string_view key, std::string_view value,
                           Duplicate duplicate) override {
    if (key.empty() || key.size() > max_key_)
      return base::permanent("keys of this class have 1 to " + std::to_string(max_key_) +
                             " octets, not " + std::to_string(key.size()));
    const bool is_new = !keys_->has(key);
    if (!is_new && duplicate == Duplicate::kKeep) return false;
    if (is_new)
      if (auto added = keys_->add(key); !added)
        return base::permanent("cannot write " + path_ + ": " + added.error().message);
    return done(entries_.add(key, value));
  }
  base::Result<bool> remove(std::string_view key) override {
    if (!keys_->has(key)) return false;
    keys_->remove(key);
    return done(entries_.remove(key));
  }
  base::Result<void> finish() override {
    keys_.reset();  // its memory is needed now
    if (const auto written = format_(entries_, file_); !written) return written;
    return file_.install();
  }

 private:
  static base::Result<bool> done(const base::Result<void>& result) {
    if (!result) return std::unexpected(result.error());
    return true;
  }

  const std::string path_;
  FileReplacement file_;
  const Format format_;
  const std::size_t max_key_;
  std::optional<KeyLog> keys_;
  EntryRuns entries_;
};

}  // namespace

base::Result<std::unique_ptr<MapWriter>> open_map_writer(const std::string& path,
                                                         Beginning beginning,
                                                         const config::MapWriteSafety& safety) {
  if (is_gdbm(path)) {
    auto writer = DatabaseWriter::open(path, beginning, safety);
    if (!writer) return std::unexpected(writer.error());
    return std::make_unique<GdbmWriter>(std::move(*writer));
  }
  auto file = FileReplacement::begin(path, safety);
  if (!file) return std::unexpected(file.error());
  auto writer = path.ends_with(kCdbSuffix)
                    ? std::make_unique<OnePassWriter>(path, std::move(*file), write_cdb, kMaxCdbKey)
                    : std::make_unique<OnePassWriter>(path, std::move(*file), write_lmdb,
                                                      kMaxLmdbKey);
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
