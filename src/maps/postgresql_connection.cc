// PostgreSQL for sql maps. libpq is used without blocking and each wait ends at the deadline, so
// that a server that hangs costs the time limit and no more; what it sends is counted as it comes.
// (Only libpq's look-up of a host's name may take longer: that is the system's resolver.)
#include <poll.h>
#include <sys/ioctl.h>

#include <cerrno>

#include "base/strings.hh"
#include "config.h"
#include "maps/shared_library.hh"
#include "maps/sql_connection.hh"

#if defined HAVE_POSTGRESQL_LIBPQ_FE_H
#include <postgresql/libpq-fe.h>
#define SENDWRIGHT_HAS_LIBPQ 1
#elif defined HAVE_LIBPQ_FE_H
#include <libpq-fe.h>
#define SENDWRIGHT_HAS_LIBPQ 1
#endif

namespace sendwright::maps {

#ifdef SENDWRIGHT_HAS_LIBPQ
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kStatement = "sendwright_lookup";
constexpr std::size_t kMaxReceived = 16 * kMaxSqlAnswer;  // octets for one lookup, frames included

struct Library {
  decltype(&::PQconnectStartParams) connect_start;
  decltype(&::PQconnectPoll) connect_poll;
  decltype(&::PQfinish) finish;
  decltype(&::PQstatus) status;
  decltype(&::PQsocket) socket;
  decltype(&::PQerrorMessage) error_text;
  decltype(&::PQsetNoticeProcessor) set_notice_processor;
  decltype(&::PQsetnonblocking) set_nonblocking;
  decltype(&::PQsendPrepare) send_prepare;
  decltype(&::PQsendQueryPrepared) send_query;
  decltype(&::PQsetSingleRowMode) set_single_row_mode;
  decltype(&::PQflush) flush;
  decltype(&::PQisBusy) is_busy;
  decltype(&::PQconsumeInput) consume_input;
  decltype(&::PQgetResult) get_result;
  decltype(&::PQresultStatus) result_status;
  decltype(&::PQresultErrorField) result_error_field;
  decltype(&::PQntuples) row_count;
  decltype(&::PQnfields) column_count;
  decltype(&::PQgetisnull) is_null;
  decltype(&::PQgetvalue) value;
  decltype(&::PQgetlength) length;
  decltype(&::PQclear) clear;
};

base::Result<Library> load_library() {
  const auto library = SharedLibrary::open("libpq.so.5", "libpq5");
  if (!library) return std::unexpected(library.error());
  Library of{};
  const auto bind = [&library](const char* name, auto& function) {
    return library->bind(name, function);
  };
  if (bind("PQconnectStartParams", of.connect_start) && bind("PQconnectPoll", of.connect_poll) &&
      bind("PQfinish", of.finish) && bind("PQstatus", of.status) && bind("PQsocket", of.socket) &&
      bind("PQerrorMessage", of.error_text) &&
      bind("PQsetNoticeProcessor", of.set_notice_processor) &&
      bind("PQsetnonblocking", of.set_nonblocking) && bind("PQsendPrepare", of.send_prepare) &&
      bind("PQsendQueryPrepared", of.send_query) &&
      bind("PQsetSingleRowMode", of.set_single_row_mode) && bind("PQflush", of.flush) &&
      bind("PQisBusy", of.is_busy) && bind("PQconsumeInput", of.consume_input) &&
      bind("PQgetResult", of.get_result) && bind("PQresultStatus", of.result_status) &&
      bind("PQresultErrorField", of.result_error_field) && bind("PQntuples", of.row_count) &&
      bind("PQnfields", of.column_count) && bind("PQgetisnull", of.is_null) &&
      bind("PQgetvalue", of.value) && bind("PQgetlength", of.length) && bind("PQclear", of.clear))
    return of;
  return base::temporary("libpq.so.5 is too old");
}

const base::Result<Library>& library() {
  static const base::Result<Library> loaded = load_library();
  return loaded;
}

// A key that the column's type or the database's encoding cannot hold is in no row.
bool is_impossible_key(std::string_view sql_state) {
  return sql_state == "22021" || sql_state == "22P02" || sql_state == "22003" ||
         sql_state == "22007" || sql_state == "22008";
}

class PostgresqlConnection final : public SqlConnection {
 public:
  explicit PostgresqlConnection(const Library& of) : of_(of) {}
  ~PostgresqlConnection() override { of_.finish(connection_); }
  PostgresqlConnection(const PostgresqlConnection&) = delete;
  PostgresqlConnection& operator=(const PostgresqlConnection&) = delete;

  base::Result<void> open(const std::string& address, const SqlQuery& query,
                          SqlDeadline deadline) {
    const char* const names[] = {"dbname", "fallback_application_name", nullptr};
    const char* const values[] = {address.c_str(), "sendwright", nullptr};
    connection_ = of_.connect_start(names, values, 1);
    if (!connection_ || of_.status(connection_) == CONNECTION_BAD) return failure("cannot connect");
    for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;
         state = of_.connect_poll(connection_)) {
      if (state == PGRES_POLLING_FAILED) return failure("cannot connect");
      if (!wait(state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) return too_late();
    }
    of_.set_notice_processor(connection_, [](void*, const char*) {}, nullptr);
    if (of_.set_nonblocking(connection_, 1) != 0) return failure("cannot connect");
    if (of_.send_prepare(connection_, kStatement, query.text.c_str(), 0, nullptr) == 0)
      return failure("cannot prepare the query");
    if (const auto done = read_rows(0, deadline); !done) return std::unexpected(done.error());
    return {};
  }

  base::Result<std::vector<std::string>> ask(std::span<const std::string> parameters,
                                             std::size_t max_rows, SqlDeadline deadline) override {
    std::vector<const char*> values;
    for (const auto& parameter : parameters) {
      if (parameter.find('\0') != std::string::npos) return std::vector<std::string>();
      values.push_back(parameter.c_str());
    }
    if (of_.send_query(connection_, kStatement, static_cast<int>(values.size()), values.data(),
                       nullptr, nullptr, 0) == 0 ||
        of_.set_single_row_mode(connection_) == 0) {
      is_lost_ = true;
      return failure("cannot ask");
    }
    return read_rows(max_rows, deadline);
  }

  bool is_usable() override { return !is_lost_ && of_.status(connection_) == CONNECTION_OK; }

 private:
  struct Clear {
    const Library& of;
    void operator()(PGresult* result) const { of.clear(result); }
  };

  bool wait(short events, SqlDeadline deadline) {
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return false;
      pollfd ready{of_.socket(connection_), events, 0};
      const int count = ::poll(&ready, 1, static_cast<int>(left.count()));
      if (count > 0) return true;
      if (count == 0 || errno != EINTR) return false;
    }
  }
  [[nodiscard]] std::unexpected<base::Error> failure(const std::string& what) const {
    const std::string reason = connection_ ? of_.error_text(connection_) : "out of memory";
    return base::temporary(what + ": " + base::printable(base::trim(reason)));
  }
  [[nodiscard]] std::unexpected<base::Error> too_late() {
    is_lost_ = true;
    return base::temporary("no answer from the server within the time limit");
  }

  // Until the next result is whole. False: too late, too much, or the connection is gone.
  base::Result<void> await_result(std::size_t& received, SqlDeadline deadline) {
    for (int left = 1; left != 0;) {
      left = of_.flush(connection_);
      if (left < 0) return lost();
      if (left > 0 && !wait(POLLIN | POLLOUT, deadline)) return too_late();
      if (left > 0 && of_.consume_input(connection_) == 0) return lost();
    }
    while (of_.is_busy(connection_) != 0) {
      if (!wait(POLLIN, deadline)) return too_late();
      int waiting = 0;
      if (::ioctl(of_.socket(connection_), FIONREAD, &waiting) == 0)
        received += static_cast<std::size_t>(waiting);
      if (received > kMaxReceived) {
        is_lost_ = true;
        return base::temporary("the answer is too long");
      }
      if (of_.consume_input(connection_) == 0) return lost();
    }
    return {};
  }
  [[nodiscard]] std::unexpected<base::Error> lost() {
    is_lost_ = true;
    return failure("the connection is lost");
  }

  // All results of what was sent: the connection is free for the next one after them.
  base::Result<std::vector<std::string>> read_rows(std::size_t max_rows, SqlDeadline deadline) {
    std::vector<std::string> values;
    std::string problem;
    std::size_t received = 0, octets = 0;
    for (;;) {
      if (const auto done = await_result(received, deadline); !done)
        return std::unexpected(done.error());
      const std::unique_ptr<PGresult, Clear> result(of_.get_result(connection_), Clear{of_});
      if (!result) break;
      const auto status = of_.result_status(result.get());
      if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
        is_lost_ = true;
        return base::temporary("the query is not one SELECT");
      }
      if (status == PGRES_FATAL_ERROR) {
        const char* const state = of_.result_error_field(result.get(), PG_DIAG_SQLSTATE);
        if (!is_impossible_key(state ? state : ""))
          problem = failure("the server says").error().message;
      }
      if (of_.column_count(result.get()) == 0) continue;
      for (int row = 0; row < of_.row_count(result.get()) && values.size() < max_rows; ++row) {
        if (of_.is_null(result.get(), row, 0) != 0) continue;
        values.emplace_back(of_.value(result.get(), row, 0),
                            static_cast<std::size_t>(of_.length(result.get(), row, 0)));
        octets += values.back().size();
      }
      if (octets > kMaxSqlAnswer) problem = "the answer is too long";
    }
    if (!problem.empty()) return base::temporary(problem);
    return values;
  }

  const Library& of_;
  PGconn* connection_ = nullptr;
  bool is_lost_ = false;
};

}  // namespace

SqlConnectionResult connect_postgresql(const std::string& address, const SqlQuery& query,
                                       SqlDeadline deadline) {
  if (!library()) return std::unexpected(library().error());
  auto connection = std::make_unique<PostgresqlConnection>(*library());
  if (const auto opened = connection->open(address, query, deadline); !opened)
    return std::unexpected(opened.error());
  return connection;
}

#else

SqlConnectionResult connect_postgresql(const std::string&, const SqlQuery&, SqlDeadline) {
  return base::temporary("built without PostgreSQL: configure found no libpq-fe.h (on Debian: "
                         "apt-get install libpq-dev)");
}

#endif

}  // namespace sendwright::maps
