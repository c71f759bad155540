// Members of a class from a map: F lines of the form `F{X}key@class:flags file`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/options.hh"

namespace sendwright::maps {

// The words of the value that the map has for the key (which may be empty). `error` says why there are
// none if the map cannot be asked. Of the options only LDAPDefaultSpec matters.
[[nodiscard]] std::vector<std::string> words_from_map(std::string_view specification,
                                                      const config::Options& options,
                                                      std::string& error);

}  // namespace sendwright::maps
