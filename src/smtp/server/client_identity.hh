// Who is at the other end of a connection: address, and the names the DNS has for it.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/waiter.hh"
#include "dns/host_lookup.hh"

namespace sendwright::smtp::server {

// {client_resolve}: whether the name leads back to the address.
enum class Resolved { kOk, kFail, kForged, kTemporary };

struct ClientIdentity {
  std::string address;  // `192.0.2.1`, `IPv6:2001:db8:0:0:0:0:0:1`
  std::uint16_t port = 0;
  std::string name;     // as rules see it: the name if it is confirmed, else `[address]`
  std::string ptr;      // the name that the address has, confirmed or not; `[address]` if none
  Resolved resolved = Resolved::kFail;
  bool is_loopback = false;

  // `name [address]`, ` (may be forged)` behind it if so; `[address]` without a name: log lines, $_.
  [[nodiscard]] std::string shown() const;
};

struct SocketAddress {
  std::optional<dns::IpAddress> ip;  // nullopt: a local socket
  std::uint16_t port = 0;
};
[[nodiscard]] SocketAddress peer_address(int socket);
[[nodiscard]] SocketAddress own_address(int socket);

// As macros write it. IPv6 without `::` unless `is_compressed` (UseCompressedIPv6Addresses).
[[nodiscard]] std::string address_text(const dns::IpAddress& address, bool is_compressed);

// Asks for the client's names. `hosts` may be nullptr: then it has none.
[[nodiscard]] ClientIdentity identify_client(const SocketAddress& peer, dns::HostLookup* hosts,
                                             bool is_compressed, base::Waiter& waiter);

// The one that talks to `sendmail -bs` on a terminal or pipe: `user@localhost`.
[[nodiscard]] ClientIdentity local_client(const std::string& user);

}  // namespace sendwright::smtp::server
