// Values whose form in a record differs from that in the envelope. In header fields octets that are
// metatokens in sendmail's memory are quoted; an unquoted one is a reference to a macro that is known
// only at delivery. Final recipients have a type.
#pragma once

#include <string>
#include <string_view>

#include "message/header.hh"

namespace sendwright::queue {

// The version of control files that we write; files of a later one are refused.
inline constexpr int kQueueFileVersion = 8;

[[nodiscard]] std::string stored_value(const message::HeaderField& field);
// The value of `field` (name and condition are set) from what its record holds.
[[nodiscard]] std::string loaded_value(const message::HeaderField& field, std::string_view stored);

// `user@host` as `RFC822; user@host`; what has another type (`X-Unix; /file`) keeps it.
[[nodiscard]] std::string stored_final_recipient(const std::string& address);
[[nodiscard]] std::string loaded_final_recipient(std::string_view stored);

}  // namespace sendwright::queue
