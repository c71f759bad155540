// Class sql: one query to SQLite or PostgreSQL for each lookup.
//   Kname sql FLAGS sqlite:/path/to/file QUERY
//   Kname sql FLAGS postgresql://user@host/database?... QUERY
// Connections are kept and shared by all sessions; docs/map-classes.md has the flags.
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/strings.hh"
#include "maps/connection_pool.hh"
#include "maps/map_classes.hh"
#include "maps/sql_connection.hh"

namespace sendwright::maps {
namespace {

using Clock = std::chrono::steady_clock;
using Rows = base::Result<std::vector<std::string>>;

constexpr std::int64_t kDefaultTimeLimit = 30;  // seconds
constexpr std::int64_t kDefaultConnections = 4, kMaxConnections = 100;
constexpr std::size_t kMaxJoinedRows = 1000;  // with -z
constexpr std::string_view kSqlite = "sqlite:";

struct SqlSettings {
  std::string database;  // SQLite's path, or the address of a PostgreSQL server
  bool is_sqlite = false;
  SqlQuery query;
  std::chrono::seconds time_limit{};
  std::size_t connections = 0;
};

class SqlSource final : public MapSource {
 public:
  SqlSource(const SourceRequest& request, SqlSettings settings)
      : description_("sql map \"" + std::string(request.name) + "\": "),
        folds_(!request.flags.keeps_case),
        is_optional_(request.flags.is_optional),
        is_single_(request.flags.has('1')),
        delimiter_(request.flags.delimiter),
        settings_(std::move(settings)),
        pool_(settings_.connections) {}

  SourceAnswer find(std::string_view key, std::span<const std::string> arguments,
                    const rules::LookupContext& context) override {
    const std::string folded = folds_ ? base::to_lower(key) : std::string(key);
    const auto parameters = settings_.query.parameters(folded, arguments);
    const std::size_t max_rows = delimiter_ ? kMaxJoinedRows : is_single_ ? 2 : 1;
    Rows rows;
    context.waiter.run_blocking([&] {
      if (!is_absent()) rows = ask(parameters, max_rows);
    });
    if (!rows) return SourceAnswer::temporary(description_ + rows.error().message);
    if (rows->empty() || (is_single_ && rows->size() > 1)) return SourceAnswer::not_found();
    std::string value = std::move(rows->front());
    for (std::size_t i = 1; delimiter_ && i < rows->size(); ++i)
      value.append(1, *delimiter_).append((*rows)[i]);
    return SourceAnswer::found(std::move(value));
  }

 private:
  Rows ask(const std::vector<std::string>& parameters, std::size_t max_rows) {
    const auto deadline = Clock::now() + settings_.time_limit;
    const auto connect = [&] {
      return (settings_.is_sqlite ? connect_sqlite : connect_postgresql)(
          settings_.database, settings_.query, deadline);
    };
    return pool_.use(deadline, connect, [&](SqlConnection& connection) {
      return connection.ask(parameters, max_rows, deadline);
    });
  }

  // With -o a missing file is an empty map.
  [[nodiscard]] bool is_absent() const {
    return is_optional_ && settings_.is_sqlite &&
           ::access(settings_.database.c_str(), F_OK) != 0;
  }

  const std::string description_;
  const bool folds_, is_optional_, is_single_;
  const std::optional<char> delimiter_;
  const SqlSettings settings_;
  ConnectionPool<SqlConnection> pool_;
};

std::int64_t number_of(const SourceRequest& request, char flag, std::int64_t fallback,
                       std::int64_t largest) {
  const auto number = base::parse_integer(request.flags.own_value(flag));
  if (request.flags.has(flag) && (!number || *number < 1 || *number > largest))
    request.messages.push_back("sql map " + std::string(request.name) + ": -" + flag +
                               " should be a number from 1 to " + std::to_string(largest));
  return number ? std::clamp<std::int64_t>(*number, 1, largest) : fallback;
}

}  // namespace

std::unique_ptr<MapSource> make_sql_source(const SourceRequest& request) {
  const std::string_view spec = request.flags.spec;
  const std::size_t blank = std::min(spec.find_first_of(" \t"), spec.size());
  SqlSettings settings;
  settings.database = spec.substr(0, blank);
  settings.is_sqlite = settings.database.starts_with(kSqlite);
  const auto complain = [&request](const std::string& text) {
    request.messages.push_back("sql map " + std::string(request.name) + ": " + text);
    return nullptr;
  };
  if (settings.is_sqlite) settings.database.erase(0, kSqlite.size());
  else if (!settings.database.starts_with("postgresql://") &&
           !settings.database.starts_with("postgres://"))
    return complain("database should be sqlite:/FILE or postgresql://HOST/NAME");
  if (settings.is_sqlite && !settings.database.starts_with('/'))
    return complain("file name must be fully qualified");
  auto query = parse_sql_query(base::trim(spec.substr(blank)), settings.is_sqlite ? '?' : '$');
  if (!query) return complain(query.error().message);
  settings.query = std::move(*query);
  settings.time_limit = std::chrono::seconds(number_of(request, 'l', kDefaultTimeLimit, 3600));
  settings.connections = static_cast<std::size_t>(
      number_of(request, 'C', kDefaultConnections, kMaxConnections));
  return std::make_unique<SqlSource>(request, std::move(settings));
}

}  // namespace sendwright::maps
