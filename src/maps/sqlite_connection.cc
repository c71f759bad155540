// SQLite for sql maps. The file may be replaced by a new one, which the next lookup notices; it may
// be damaged, which SQLite notices; and a statement that takes too long is interrupted.
#include <sys/stat.h>

#include "config.h"
#include "maps/shared_library.hh"
#include "maps/sql_connection.hh"

#ifdef HAVE_SQLITE3_H
#include <sqlite3.h>
#endif

namespace sendwright::maps {

#ifdef HAVE_SQLITE3_H
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kStepsBetweenLooks = 1000;  // of SQLite's machine, at the clock

struct Library {
  decltype(&::sqlite3_open_v2) open;
  decltype(&::sqlite3_close) close;
  decltype(&::sqlite3_errmsg) error_text;
  decltype(&::sqlite3_limit) limit;
  decltype(&::sqlite3_busy_timeout) busy_timeout;
  decltype(&::sqlite3_progress_handler) progress_handler;
  decltype(&::sqlite3_prepare_v2) prepare;
  decltype(&::sqlite3_finalize) finalize;
  decltype(&::sqlite3_stmt_readonly) is_read_only;
  decltype(&::sqlite3_column_count) column_count;
  decltype(&::sqlite3_bind_text) bind_text;
  decltype(&::sqlite3_step) step;
  decltype(&::sqlite3_reset) reset;
  decltype(&::sqlite3_column_type) column_type;
  decltype(&::sqlite3_column_text) column_text;
  decltype(&::sqlite3_column_bytes) column_octets;
};

base::Result<Library> load_library() {
  const auto library = SharedLibrary::open("libsqlite3.so.0", "libsqlite3-0");
  if (!library) return std::unexpected(library.error());
  Library of{};
  if (library->bind("sqlite3_open_v2", of.open) && library->bind("sqlite3_close", of.close) &&
      library->bind("sqlite3_errmsg", of.error_text) && library->bind("sqlite3_limit", of.limit) &&
      library->bind("sqlite3_busy_timeout", of.busy_timeout) &&
      library->bind("sqlite3_progress_handler", of.progress_handler) &&
      library->bind("sqlite3_prepare_v2", of.prepare) &&
      library->bind("sqlite3_finalize", of.finalize) &&
      library->bind("sqlite3_stmt_readonly", of.is_read_only) &&
      library->bind("sqlite3_column_count", of.column_count) &&
      library->bind("sqlite3_bind_text", of.bind_text) && library->bind("sqlite3_step", of.step) &&
      library->bind("sqlite3_reset", of.reset) &&
      library->bind("sqlite3_column_type", of.column_type) &&
      library->bind("sqlite3_column_text", of.column_text) &&
      library->bind("sqlite3_column_bytes", of.column_octets))
    return of;
  return base::temporary("libsqlite3.so.0 is too old");
}

const base::Result<Library>& library() {
  static const base::Result<Library> loaded = load_library();
  return loaded;
}

class SqliteConnection final : public SqlConnection {
 public:
  SqliteConnection(const Library& of, std::string path) : of_(of), path_(std::move(path)) {}
  ~SqliteConnection() override {
    of_.finalize(statement_);
    of_.close(database_);
  }
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  base::Result<void> open(const SqlQuery& query, SqlDeadline deadline) {
    if (::stat(path_.c_str(), &seen_) != 0 ||
        of_.open(path_.c_str(), &database_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr) !=
            SQLITE_OK)
      return failure("cannot open");
    of_.limit(database_, SQLITE_LIMIT_LENGTH, 1 << 20);
    of_.progress_handler(database_, kStepsBetweenLooks, is_too_late, this);
    set_deadline(deadline);
    const char* rest = nullptr;
    if (of_.prepare(database_, query.text.c_str(), -1, &statement_, &rest) != SQLITE_OK)
      return failure("cannot prepare the query");
    if (statement_ == nullptr || of_.column_count(statement_) == 0 ||
        !of_.is_read_only(statement_) ||
        std::string_view(rest).find_first_not_of("; \t") != std::string_view::npos)
      return base::temporary(path_ + ": the query is not one SELECT");
    return {};
  }

  base::Result<std::vector<std::string>> ask(std::span<const std::string> parameters,
                                             std::size_t max_rows, SqlDeadline deadline) override {
    set_deadline(deadline);
    int number = 0;
    for (const auto& parameter : parameters)
      if (of_.bind_text(statement_, ++number, parameter.data(), static_cast<int>(parameter.size()),
                        SQLITE_STATIC) != SQLITE_OK)
        return failure("cannot take the key");
    auto values = read_rows(max_rows);
    of_.reset(statement_);
    return values;
  }

  bool is_usable() override {
    struct stat now {};
    return ::stat(path_.c_str(), &now) == 0 && now.st_dev == seen_.st_dev &&
           now.st_ino == seen_.st_ino;
  }

 private:
  static int is_too_late(void* self) {
    return Clock::now() >= static_cast<SqliteConnection*>(self)->deadline_;
  }
  void set_deadline(SqlDeadline deadline) {
    deadline_ = deadline;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    of_.busy_timeout(database_, static_cast<int>(std::max<std::int64_t>(left.count(), 1)));
  }
  [[nodiscard]] std::unexpected<base::Error> failure(const std::string& what) const {
    return base::temporary(path_ + ": " + what + ": " +
                           (database_ ? of_.error_text(database_) : "no such file"));
  }
  base::Result<std::vector<std::string>> read_rows(std::size_t max_rows) {
    std::vector<std::string> values;
    std::size_t octets = 0;
    while (values.size() < max_rows) {
      const int code = of_.step(statement_);
      if (code == SQLITE_DONE) break;
      if (code != SQLITE_ROW) return failure("cannot look up");
      if (of_.column_type(statement_, 0) == SQLITE_NULL) continue;
      const auto* const text = reinterpret_cast<const char*>(of_.column_text(statement_, 0));
      const auto size = static_cast<std::size_t>(of_.column_octets(statement_, 0));
      if (text == nullptr) return failure("cannot look up");
      octets += size;
      if (octets > kMaxSqlAnswer) return base::temporary(path_ + ": the answer is too long");
      values.emplace_back(text, size);
    }
    return values;
  }

  const Library& of_;
  const std::string path_;
  struct stat seen_ {};
  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  SqlDeadline deadline_{};
};

}  // namespace

SqlConnectionResult connect_sqlite(const std::string& path, const SqlQuery& query,
                                   SqlDeadline deadline) {
  if (!library()) return std::unexpected(library().error());
  auto connection = std::make_unique<SqliteConnection>(*library(), path);
  if (const auto opened = connection->open(query, deadline); !opened)
    return std::unexpected(opened.error());
  return connection;
}

#else

SqlConnectionResult connect_sqlite(const std::string&, const SqlQuery&, SqlDeadline) {
  return base::temporary("built without SQLite: configure found no sqlite3.h (on Debian: apt-get "
                         "install libsqlite3-dev)");
}

#endif

}  // namespace sendwright::maps
