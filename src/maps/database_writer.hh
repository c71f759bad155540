// Writing a GDBM map file so that nobody ever sees half of one, see FileReplacement. A writer that goes
// away before `finish` leaves the old file as it was.
//
// A file that begins empty is written in bulk (BulkWriter); libgdbm changes what is there already,
// and takes over from the bulk when a key is removed or when there are more than that is made for.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "config/file_safety.hh"
#include "maps/bulk_writer.hh"

namespace sendwright::maps {

enum class Beginning { kEmpty, kCopy };  // of the new file: nothing, or what the old one holds

class DatabaseWriter {
 public:
  // Waits for other writers of maps in the same directory. With kCopy a missing old file is an empty
  // one.
  static base::Result<DatabaseWriter> open(const std::string& path, Beginning beginning,
                                           const config::MapWriteSafety& safety = {});
  DatabaseWriter(DatabaseWriter&&) noexcept;
  DatabaseWriter& operator=(DatabaseWriter&&) noexcept;
  ~DatabaseWriter();

  // False if the key was there already and is kept.
  [[nodiscard]] base::Result<bool> store(std::string_view key, std::string_view value,
                                         Duplicate duplicate);
  // False if there was no such key.
  [[nodiscard]] base::Result<bool> remove(std::string_view key);
  // The new file takes the place of the old one.
  [[nodiscard]] base::Result<void> finish();

 private:
  struct State;
  explicit DatabaseWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sendwright::maps
