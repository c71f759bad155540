// A .mc from another system names the macro library where that system keeps it. Where no file is
// there, the library that belongs to this program is read instead, and a note says so.
#include <cerrno>

#include "m4/processor.hh"

namespace sendwright::m4 {

namespace {

constexpr std::string_view kEntry = "m4/cf.m4";

// Whether a path means a macro library's first file, wherever the library is.
bool names_library(std::string_view path) {
  return path == kEntry || (path.ends_with(kEntry) && path[path.size() - kEntry.size() - 1] == '/');
}

}  // namespace

Processor::OpenedFile Processor::open_input(std::string_view name) {
  OpenedFile file = open_file(name);
  const bool is_absent = file.error == ENOENT || file.error == ENOTDIR;
  if (file.descriptor >= 0 || !is_absent || !names_library(name)) return file;
  if (options_.library.empty()) return file;
  OpenedFile ours = open_file(options_.library + "/" + std::string(kEntry));
  if (ours.descriptor < 0) return file;
  diagnostics_.remark(location_, "note: there is no `" + std::string(name) + "' here: reading `" +
                                     ours.name + "' (SENDWRIGHT_CF_DIR names another library)");
  // The library finds its other files by this name, which the .mc may have set to a place that does
  // not exist either.
  if (symbols_.find("_CF_DIR_") != nullptr) define("_CF_DIR_", options_.library + "/");
  return ours;
}

}  // namespace sendwright::m4
