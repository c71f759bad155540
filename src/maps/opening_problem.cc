#include "maps/opening_problem.hh"

#include <string_view>

namespace sendwright::maps {

std::string why_not_open(const std::string& path, const base::OpenedFile& file) {
  const std::string_view failure = file.is_missing  ? "missing"
                                   : file.is_unsafe ? "unsafe"
                                                    : "cannot open";
  return std::string(failure) + " map file " + path + ": " + file.problem;
}

}  // namespace sendwright::maps
