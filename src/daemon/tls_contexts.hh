// The TLS contexts of a process, from the options. Call before root is given up: keys may be readable
// for root only.
#pragma once

#include <memory>

#include "config/options.hh"
#include "smtp/tls/context.hh"

namespace sendwright::daemon {

// nullptr: STARTTLS and STLS are not offered. What is wrong with a certificate or key that was named is
// logged; that none was named, only at high LogLevels.
[[nodiscard]] std::shared_ptr<const smtp::tls::Context> server_tls(const config::Options& options);

// nullptr: mail goes out in clear text, as it does to servers without TLS.
[[nodiscard]] std::shared_ptr<const smtp::tls::Context> client_tls(const config::Options& options);

}  // namespace sendwright::daemon
