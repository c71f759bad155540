// Writes the source map (option --source-map): for each line of standard output the chain of calls
// and files it came from. In: the output as it is put out, then the places of its lines. Out: a
// text file, described in docs/source-map.md; src/config/source_map.hh reads it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fnv.hh"
#include "m4/origin.hh"

namespace sendwright::m4 {

class SourceMapWriter {
 public:
  explicit SourceMapWriter(std::string path) : path_(std::move(path)) {}

  // The next bytes of the output.
  void add(std::string_view output);
  // The whole map. `library' is what file names of the library begin with, or empty.
  std::string text(const LineOrigins& lines, const OriginTable& origins,
                   const std::string& library);
  // Writes it in one step: a reader sees the old file or the new one. Returns 0 or errno.
  int write(std::string_view map) const;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void append_place(std::string& text, const ChainLink& link);
  const std::string& shown_name(const std::string* file);

  std::string path_;
  base::Fnv1a digest_;
  std::uint64_t octets_ = 0;
  std::string library_;
  std::map<const std::string*, std::string> shown_;  // by file; the pointers are interned
  std::map<std::string, const std::string*> by_shown_;
  std::vector<const std::string*> files_;  // in the order of their first mention
};

}  // namespace sendwright::m4
