// Lookups in the octets of an LMDB data file, for many threads at once: no lock, no system call, no
// allocation. docs/map-files.md describes the format.
//
// Our own writers never change a file. Others' (postmap, mdb_load) write the next version of the
// tree into pages that the current one does not use, and the one after that into those the current
// one does: so an answer counts if the version is the same after the search as before.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "maps/file_answer.hh"

namespace sendwright::maps {

class LmdbReader {
 public:
  // nullopt: not an LMDB file, or one with another order of keys or several values a key. `file`
  // must outlive the reader.
  static std::optional<LmdbReader> open(std::string_view file);

  // The key is compared octet by octet.
  [[nodiscard]] FileAnswer find(std::string_view key) const;

  // All entries in the order of keys, until `visit` returns false. False: damaged.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  [[nodiscard]] bool for_each(const Visit& visit) const;
  void for_first_entries(const Visit& visit) const { (void)for_each(visit); }

 private:
  struct Version {
    std::uint64_t transaction = 0, root = 0;
  };
  struct Page {
    std::uint64_t begin = 0;
    bool is_leaf = false;
    std::uint32_t count = 0;
  };
  struct Node {
    std::uint64_t begin = 0;
    std::string_view key;
  };

  explicit LmdbReader(std::string_view file) : file_(file) {}
  [[nodiscard]] Version newest() const;
  [[nodiscard]] FileAnswer find_from(std::uint64_t root, std::string_view key) const;
  [[nodiscard]] FileAnswer find_in_leaf(const Page& page, std::string_view key) const;
  [[nodiscard]] std::optional<Page> page(std::uint64_t number) const;
  [[nodiscard]] std::optional<Node> node(const Page& page, std::uint32_t index) const;
  [[nodiscard]] std::optional<std::uint32_t> last_not_after(const Page& page,
                                                            std::string_view key) const;
  [[nodiscard]] std::uint64_t page_below(const Node& node) const;
  [[nodiscard]] FileAnswer value(const Page& page, const Node& node) const;
  [[nodiscard]] bool visit_page(std::uint64_t number, int depth, std::uint64_t& budget,
                                bool& goes_on, const Visit& visit) const;

  FileOctets file_;
  std::uint64_t page_size_ = 0;
};

}  // namespace sendwright::maps
