// Which map files the commands take, and what they say of others. Unlike the mail system they take a
// file in a directory that others can write, with a warning: who calls them knows where he is. They do
// not heed option DontBlameSendmail, as sendmail's do not.
#pragma once

#include <ostream>
#include <string>

#include "config/file_safety.hh"

namespace sendwright::makemap {

// The owner of new files is option TrustedUser's; `accepts_links` (makemap -s): of both kinds.
[[nodiscard]] config::MapWriteSafety command_safety(const config::Options& options,
                                                    bool accepts_links = false);

// `WARNING: World writable directory /a/b`, if root uses a file there.
void warn_of_directory(const std::string& path, const config::MapWriteSafety& safety,
                       std::ostream& err);

// Why the map file must not be read; empty: it may be, or is not there.
[[nodiscard]] std::string objection_to_reading(const std::string& path,
                                               const config::MapWriteSafety& safety);

}  // namespace sendwright::makemap
