// Passes octets both ways between a TLS connection and the process that speaks the protocol: the keys
// stay here, the user's rights there.
#pragma once

#include "base/coroutine.hh"
#include "base/unique_fd.hh"
#include "smtp/tls/stream.hh"

namespace sendwright::retrieval::pop3 {

// Until either side closes or nothing has come for as long as a session may be idle.
void relay(smtp::tls::Stream& client, base::UniqueFd session, base::CoroutineWaiter& waiter);

}  // namespace sendwright::retrieval::pop3
