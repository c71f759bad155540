#include "smtp/tls/ssl_options.hh"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <optional>
#include <utility>

#include "base/strings.hh"

namespace sendwright::smtp::tls {
namespace {

// Names of option bits as ServerSSLOptions writes them.
constexpr std::array<std::pair<std::string_view, uint64_t>, 17> kOptionNames{{
    {"SSL_OP_ALL", SSL_OP_ALL},
    {"SSL_OP_NO_SSLv2", 0},
    {"SSL_OP_NO_SSLv3", SSL_OP_NO_SSLv3},
    {"SSL_OP_NO_TLSv1", SSL_OP_NO_TLSv1},
    {"SSL_OP_NO_TLSv1_1", SSL_OP_NO_TLSv1_1},
    {"SSL_OP_NO_TLSv1_2", SSL_OP_NO_TLSv1_2},
    {"SSL_OP_NO_TLSv1_3", SSL_OP_NO_TLSv1_3},
    {"SSL_OP_NO_TICKET", SSL_OP_NO_TICKET},
    {"SSL_OP_NO_COMPRESSION", SSL_OP_NO_COMPRESSION},
    {"SSL_OP_NO_RENEGOTIATION", SSL_OP_NO_RENEGOTIATION},
    {"SSL_OP_CIPHER_SERVER_PREFERENCE", SSL_OP_CIPHER_SERVER_PREFERENCE},
    {"SSL_OP_TLSEXT_PADDING", SSL_OP_TLSEXT_PADDING},
    {"SSL_OP_SINGLE_DH_USE", 0},
    {"SSL_OP_SINGLE_ECDH_USE", 0},
    {"SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS", SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS},
    {"SSL_OP_LEGACY_SERVER_CONNECT", SSL_OP_LEGACY_SERVER_CONNECT},
    {"SSL_OP_PRIORITIZE_CHACHA", SSL_OP_PRIORITIZE_CHACHA},
}};

std::optional<uint64_t> option_bits(std::string_view word) {
  for (const auto& [name, bits] : kOptionNames) {
    if (base::equals_ignoring_case(word, name)) return bits;
  }
  const bool is_hex = word.starts_with("0x");
  const auto number = base::parse_integer(is_hex ? word.substr(2) : word, is_hex ? 16 : 10);
  return number && *number >= 0 ? std::optional(static_cast<uint64_t>(*number)) : std::nullopt;
}

}  // namespace

std::unexpected<base::Error> tls_failure(Role role, const std::string& what) {
  const std::string side = role == Role::kServer ? "server" : "client";
  return base::permanent("STARTTLS=" + side + ", " + what);
}

base::Result<SslOptionBits> parse_ssl_options(Role role, std::span<const std::string> words) {
  SslOptionBits result;
  for (const std::string& each : words) {
    for (std::string_view word : base::split_words(each, " \t,|+")) {
      const bool clears = word.starts_with('-');
      if (clears) word.remove_prefix(1);
      const auto bits = option_bits(word);
      if (!bits) return tls_failure(role, "unknown SSL option " + base::printable(word));
      (clears ? result.cleared : result.set) |= *bits;
      (clears ? result.set : result.cleared) &= ~*bits;
    }
  }
  return result;
}

base::Result<void> check_key_file(Role role, const std::string& file, bool allows_group) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    return tls_failure(role, "key file " + file + " missing");
  }
  const mode_t forbidden = allows_group ? 027 : 077;
  if ((status.st_mode & forbidden) != 0) {
    return tls_failure(role,
                       "key file " + file + " unsafe: it may be read by others; chmod 600 it");
  }
  return {};
}

}  // namespace sendwright::smtp::tls
