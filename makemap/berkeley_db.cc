#include "makemap/berkeley_db.hh"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <new>

#include "config.h"
#include "maps/database_file.hh"
#include "maps/map_reader.hh"
#include "maps/shared_library.hh"

#ifdef HAVE_BERKELEY_DB
#include <db.h>
#endif

namespace sendwright::makemap {

// The octets that tell are a number of slots in a cdb file.
bool is_berkeley_db(const std::string& path) {
  return maps::is_gdbm(path) && maps::foreign_format(path).has_value();
}

#ifdef HAVE_BERKELEY_DB
namespace {

constexpr std::uint32_t kCache = 16 * 1024 * 1024;  // octets

// All else is reached through the handle, whose layout is that of the header's version.
struct Library {
  decltype(&::db_create) create;
  decltype(&::db_strerror) error_text;
};

base::Result<Library> load_library() {
  const std::string version =
      std::to_string(DB_VERSION_MAJOR) + '.' + std::to_string(DB_VERSION_MINOR);
  const auto library = maps::SharedLibrary::open("libdb-" + version + ".so", "libdb" + version);
  if (!library) return std::unexpected(library.error());
  Library of{};
  if (library->bind("db_create", of.create) && library->bind("db_strerror", of.error_text))
    return of;
  return base::temporary("libdb-" + version + ".so has other functions than its header");
}

struct Close {
  void operator()(DB* database) const { database->close(database, DB_NOSYNC); }
  void operator()(DBC* cursor) const { cursor->close(cursor); }
};
using Database = std::unique_ptr<DB, Close>;
using Cursor = std::unique_ptr<DBC, Close>;

std::string_view text_of(const DBT& item) { return {static_cast<const char*>(item.data), item.size}; }

// One file and the library that reads it. The library's functions return 0 or an error number.
class File {
 public:
  File(const Library& library, const std::string& path) : library_(library), path_(path) {}

  base::Result<void> verify() {
    DB* database = create();
    // Destroys the handle, whatever comes of it.
    return checked(database->verify(database, path_.c_str(), nullptr, nullptr, 0));
  }

  template <typename Visit>
  base::Result<void> for_each(const Visit& visit) {
    const Database database(create());
    if (auto opened = checked(database->open(database.get(), nullptr, path_.c_str(), nullptr,
                                             DB_UNKNOWN, DB_RDONLY, 0));
        !opened)
      return opened;
    DBC* made = nullptr;
    if (auto begun = checked(database->cursor(database.get(), nullptr, &made, 0)); !begun)
      return begun;
    const Cursor cursor(made);
    DBT key{}, value{};
    int status = 0;
    while ((status = cursor->get(cursor.get(), &key, &value, DB_NEXT)) == 0)
      if (!visit(text_of(key), text_of(value))) return {};
    return status == DB_NOTFOUND ? base::Result<void>() : checked(status);
  }

 private:
  [[nodiscard]] DB* create() const {
    DB* database = nullptr;
    if (library_.create(&database, nullptr, 0) != 0) throw std::bad_alloc();
    // What it would print itself is details of pages, and on our output; the error is said by us.
    database->set_errcall(database, [](const DB_ENV*, const char*, const char*) {});
    database->set_msgcall(database, [](const DB_ENV*, const char*) {});
    (void)database->set_cachesize(database, 0, kCache, 1);
    return database;
  }

  [[nodiscard]] base::Result<void> checked(int status) const {
    if (status == 0) return {};
    return base::permanent("cannot read Berkeley DB file " + path_ + ": " +
                           library_.error_text(status));
  }

  const Library& library_;
  const std::string& path_;
};

}  // namespace

base::Result<void> for_each_berkeley_entry(
    const std::string& path,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) {
  const auto library = load_library();
  if (!library)
    return base::permanent(maps::foreign_format(path).value_or(path) + "; or have it read: " +
                           library.error().message);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return base::permanent(std::strerror(errno));
  File file(*library, path);
  if (auto verified = file.verify(); !verified) return verified;
  // Each entry has an octet at least: more of them than octets come from pages that lead in a circle.
  off_t left = status.st_size;
  auto read = file.for_each([&](std::string_view key, std::string_view value) {
    return --left >= 0 && visit(key, value);
  });
  if (read && left < 0) return base::permanent("Berkeley DB file " + path + " is damaged");
  return read;
}

#else

base::Result<void> for_each_berkeley_entry(
    const std::string& path, const std::function<bool(std::string_view, std::string_view)>&) {
  return base::permanent(maps::foreign_format(path).value_or(path));
}

#endif

}  // namespace sendwright::makemap
