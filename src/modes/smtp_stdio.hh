// Operation mode -bs: one SMTP session on standard input and output.
#pragma once

#include "daemon/site.hh"

namespace sendwright::modes {

// Returns the exit status. Messages are delivered as option DeliveryMode says once the session is over.
int serve_smtp_on_stdio(daemon::Site& site);

}  // namespace sendwright::modes
