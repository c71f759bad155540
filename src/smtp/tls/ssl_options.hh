// What contexts and single sessions have in common: names of OpenSSL's option bits, and whether a
// key file is safe to use.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hh"
#include "smtp/tls/context.hh"

namespace sendwright::smtp::tls {

struct SslOptionBits {
  std::uint64_t set = 0;
  std::uint64_t cleared = 0;
};

// `SSL_OP_` names or numbers, separated by blanks, commas, `|` or `+`; `-` clears. The error is one
// of `role`.
[[nodiscard]] base::Result<SslOptionBits> parse_ssl_options(Role role,
                                                            std::span<const std::string> words);

// The file is there and only its owner (and the group, if allowed) may read it.
[[nodiscard]] base::Result<void> check_key_file(Role role, const std::string& file,
                                                bool allows_group);

// `STARTTLS=server, WHAT`
[[nodiscard]] std::unexpected<base::Error> tls_failure(Role role, const std::string& what);

}  // namespace sendwright::smtp::tls
