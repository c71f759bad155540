// Map files that sendmail's makemap wrote with the Berkeley DB library: reading all of one, so that a
// site can convert what it has no text of any more.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hh"

namespace sendwright::makemap {

[[nodiscard]] bool is_berkeley_db(const std::string& path);

// Calls `visit(key, value)` for all entries, in the file's own order; stops when it returns false. The
// file is verified first, so that a damaged one is an error before anything was visited. So is every
// file if we were built without Berkeley DB; the message names the command that rebuilds it.
[[nodiscard]] base::Result<void> for_each_berkeley_entry(
    const std::string& path,
    const std::function<bool(std::string_view key, std::string_view value)>& visit);

}  // namespace sendwright::makemap
