// dead.letter: where a message that cannot be sent is kept for its sender.
#pragma once

#include <string>

#include "message/header.hh"
#include "modes/caller.hh"

namespace sendwright::modes {

// Appends the message to ~/dead.letter (a regular file, created 0600). Returns the line that tells the
// caller what became of it.
[[nodiscard]] std::string save_dead_letter(const Caller& caller, const std::string& sender,
                                           const message::HeaderList& headers,
                                           const std::string& body);

}  // namespace sendwright::modes
