// Postfix's lookup tables, as their source text: TYPE:NAME is read to pairs of key and value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hh"

namespace sendwright::postfix {

struct TableEntry {
  std::string key;
  std::string value;
  std::string place;  // `FILE:LINE`, for messages
};

struct LookupTable {
  // kPairs: hash and its like, and regular expressions that are only a written address; kNetworks:
  // cidr; kAlways: static, one entry whose key is empty.
  enum class Kind { kPairs, kNetworks, kAlways };
  Kind kind = Kind::kPairs;
  std::string name;  // as it was asked for
  std::vector<TableEntry> entries;
  std::vector<std::string> losses;  // lines that have no place in a table of pairs, and why
};

// Reads files for the tables. `root` stands in front of absolute paths: the copy of a machine's
// files.
class TableReader {
 public:
  explicit TableReader(std::string root) : root_(std::move(root)) {}

  // An error for types that have no text (ldap, mysql, tcp ...) and for files that cannot be read.
  [[nodiscard]] base::Result<LookupTable> read(std::string_view reference) const;
  // The text of a file with a whole path, at most kMaxFileOctets.
  [[nodiscard]] base::Result<std::string> read_file(const std::string& path) const;

 private:
  [[nodiscard]] base::Result<LookupTable> read_pairs(std::string_view reference,
                                                     const std::string& path,
                                                     bool has_networks) const;
  [[nodiscard]] base::Result<LookupTable> read_expressions(std::string_view reference,
                                                           const std::string& path) const;
  std::string root_;
};

// Whether it looks like TYPE:NAME rather than a name or a network.
[[nodiscard]] bool is_table_reference(std::string_view element);

// The address or `@domain` that a regular expression means if it has no operators but a ^ in front
// and a $ at the end: `/^ann@example\.com$/`, `/@example\.com$/`. Empty if it is another one.
[[nodiscard]] std::string literal_of_expression(std::string_view expression);

}  // namespace sendwright::postfix
