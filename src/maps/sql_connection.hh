// A connection to a database with the one statement of an sql map prepared in it. Calls block: they
// run where blocking is allowed, in one thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hh"
#include "maps/sql_query.hh"

namespace sendwright::maps {

using SqlDeadline = std::chrono::steady_clock::time_point;

inline constexpr std::size_t kMaxSqlAnswer = 65536;  // octets of all values of one lookup

class SqlConnection {
 public:
  virtual ~SqlConnection() = default;

  // The first column of the first rows, without NULLs; at most `max_rows` of them. Errors are
  // temporary.
  [[nodiscard]] virtual base::Result<std::vector<std::string>> ask(
      std::span<const std::string> parameters, std::size_t max_rows, SqlDeadline deadline) = 0;

  // False: the server is gone, or the file was replaced; a new connection may have more luck.
  [[nodiscard]] virtual bool is_usable() = 0;
};

using SqlConnectionResult = base::Result<std::unique_ptr<SqlConnection>>;

// `path` of the file, which is opened for reading only.
[[nodiscard]] SqlConnectionResult connect_sqlite(const std::string& path, const SqlQuery& query,
                                                 SqlDeadline deadline);
// `address` as libpq takes it: postgresql://...
[[nodiscard]] SqlConnectionResult connect_postgresql(const std::string& address,
                                                     const SqlQuery& query, SqlDeadline deadline);

}  // namespace sendwright::maps
