// One K line of the configuration, as read: what the map registry is built from.
#pragma once

#include <string>
#include <vector>

namespace sendwright::config {

struct MapDeclaration {
  std::string name;        // case-sensitive: `access`
  std::string class_name;  // `hash`, `text`, `sequence` ...
  std::string arguments;   // the rest of the line, macros expanded: flags, then the file or spec
  std::string source_file;  // where the K line stands, for messages
  int source_line = 0;
  std::vector<std::string> inherited{};  // arguments of earlier K lines with the name: their flags stay
};

}  // namespace sendwright::config
