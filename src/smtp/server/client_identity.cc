#include "smtp/server/client_identity.hh"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "base/strings.hh"

namespace sendwright::smtp::server {
namespace {

SocketAddress from_sockaddr(const sockaddr_storage& storage) {
  SocketAddress result;
  if (storage.ss_family == AF_INET) {
    const auto* const inet = reinterpret_cast<const sockaddr_in*>(&storage);
    dns::IpAddress address;
    std::memcpy(address.octets.data(), &inet->sin_addr, 4);
    result.ip = address;
    result.port = ntohs(inet->sin_port);
  } else if (storage.ss_family == AF_INET6) {
    const auto* const inet = reinterpret_cast<const sockaddr_in6*>(&storage);
    dns::IpAddress address;
    if (IN6_IS_ADDR_V4MAPPED(&inet->sin6_addr)) {
      std::memcpy(address.octets.data(), inet->sin6_addr.s6_addr + 12, 4);
    } else {
      address.is_v6 = true;
      std::memcpy(address.octets.data(), &inet->sin6_addr, 16);
    }
    result.ip = address;
    result.port = ntohs(inet->sin6_port);
  }
  return result;
}

std::string uncompressed(const dns::IpAddress& address) {
  std::string text;
  for (size_t i = 0; i < 16; i += 2) {
    char group[8];
    std::snprintf(group, sizeof group, "%s%x", i == 0 ? "" : ":",
                  address.octets[i] * 256U + address.octets[i + 1]);
    text += group;
  }
  return text;
}

// A client waits for its greeting no longer than this for the sake of its name: all questions
// together. A resolver with a shorter limit (Timeout.resolver) keeps to that.
constexpr std::chrono::seconds kNameTime{5};

// Names come from anybody's name server: only what a host name may have gets through.
bool is_usable_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, [](char c) {
    return base::is_ascii_alnum(c) || c == '-' || c == '.' || c == '_';
  });
}

Resolved confirm(const std::string& name, const dns::IpAddress& address, dns::HostLookup& hosts,
                 dns::Resolver::Deadline deadline, base::Waiter& waiter) {
  const auto forward = hosts.addresses(name, waiter, deadline);
  if (forward.status == dns::Status::kTemporaryFailure) return Resolved::kTemporary;
  return std::ranges::find(forward.records, address) != forward.records.end() ? Resolved::kOk
                                                                              : Resolved::kForged;
}

}  // namespace

std::string ClientIdentity::shown() const {
  const std::string bracketed = "[" + address + "]";
  if (ptr.empty() || ptr == bracketed) return bracketed;
  if (address.empty()) return ptr;
  return ptr + ' ' + bracketed + (resolved == Resolved::kForged ? " (may be forged)" : "");
}

SocketAddress peer_address(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return from_sockaddr(storage);
}

SocketAddress own_address(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return from_sockaddr(storage);
}

std::string address_text(const dns::IpAddress& address, bool is_compressed) {
  if (!address.is_v6) return address.text();
  return "IPv6:" + (is_compressed ? address.text() : uncompressed(address));
}

ClientIdentity identify_client(const SocketAddress& peer, dns::HostLookup* hosts,
                               bool is_compressed, base::Waiter& waiter) {
  if (!peer.ip) return local_client("local");
  ClientIdentity client;
  client.address = address_text(*peer.ip, is_compressed);
  client.port = peer.port;
  client.is_loopback = peer.ip->is_loopback();
  client.name = client.ptr = "[" + client.address + "]";
  if (hosts == nullptr) return client;
  const auto deadline = std::chrono::steady_clock::now() + kNameTime;
  const auto names = hosts->names(*peer.ip, waiter, deadline);
  if (names.status == dns::Status::kTemporaryFailure) client.resolved = Resolved::kTemporary;
  if (names.status != dns::Status::kFound || names.records.empty()) return client;
  std::string name = names.records.front();
  if (name.ends_with('.')) name.pop_back();
  if (!is_usable_name(name)) return client;
  client.ptr = name;
  client.resolved = confirm(name, *peer.ip, *hosts, deadline, waiter);
  if (client.resolved == Resolved::kOk) client.name = name;
  return client;
}

ClientIdentity local_client(const std::string& user) {
  ClientIdentity client;
  client.ptr = base::printable(user) + "@localhost";
  client.name = "localhost";
  client.resolved = Resolved::kOk;
  client.is_loopback = true;
  return client;
}

}  // namespace sendwright::smtp::server
