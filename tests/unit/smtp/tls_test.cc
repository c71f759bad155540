#include "smtp/tls/stream.hh"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <thread>

#include "session_fixture.hh"

using namespace sendwright;
using namespace sendwright::smtp;
using namespace std::chrono_literals;

namespace {

// A certificate for `mx.example`, signed by itself, in a directory of its own.
class Certificate {
 public:
  Certificate() {
    char name[] = "/tmp/sendwright-tls-XXXXXX";
    BOOST_REQUIRE(::mkdtemp(name) != nullptr);
    directory = name;
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* const subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("A (test)"), -1, -1, 0);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("mx.example"), -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    add_names(certificate, "DNS:mx.example,DNS:*.wild.example,email:a@b.example,DNS:b(c,IP:192.0.2.1");
    X509_sign(certificate, key, EVP_sha256());
    write(cert_file(), [&](FILE* file) { return PEM_write_X509(file, certificate); });
    write(key_file(), [&](FILE* file) {
      return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~Certificate() { std::filesystem::remove_all(directory); }

  [[nodiscard]] std::string cert_file() const { return directory + "/cert.pem"; }
  [[nodiscard]] std::string key_file() const { return directory + "/key.pem"; }
  [[nodiscard]] tls::ContextSettings settings(tls::Role role, bool has_certificate) const {
    tls::ContextSettings settings;
    settings.role = role;
    if (has_certificate) {
      settings.cert_file = cert_file();
      settings.key_file = key_file();
    }
    return settings;
  }

  std::string directory;

 private:
  static void add_names(X509* certificate, const char* names) {
    X509_EXTENSION* const extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names);
    BOOST_REQUIRE(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  template <typename Writer>
  static void write(const std::string& path, Writer writer) {
    FILE* const file = std::fopen(path.c_str(), "w");
    BOOST_REQUIRE(file != nullptr);
    ::fchmod(::fileno(file), 0600);
    BOOST_REQUIRE(writer(file) == 1);
    std::fclose(file);
  }
};

struct Handshake {
  tls::StreamResult<tls::Facts> server;
  tls::StreamResult<tls::Facts> client;
  std::string echoed;
  // What the client says of the server's certificate.
  bool names_host = false, names_wild_host = false, names_others = false;
};

// Both sides over a socket pair, the server on a thread of its own; then one line each way.
Handshake shake_hands(const tls::ContextSettings& server, const tls::ContextSettings& client) {
  const auto server_context = tls::Context::create(server);
  const auto client_context = tls::Context::create(client);
  BOOST_REQUIRE(server_context);
  BOOST_REQUIRE(client_context);
  int pair[2];
  BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  Handshake result;
  std::thread other([&] {
    base::BlockingWaiter waiter;
    tls::Stream stream(base::UniqueFd(pair[0]), waiter);
    result.server = stream.start_tls(*server_context, 10s);
    char buffer[100];
    const auto size = stream.read_some(buffer, 10s);
    if (size) (void)stream.write_all({buffer, *size}, 10s);
    stream.close();
  });
  base::BlockingWaiter waiter;
  tls::Stream stream(base::UniqueFd(pair[1]), waiter);
  result.client = stream.start_tls(*client_context, 10s, "mx.example");
  result.names_host = stream.is_peer_certified_for("MX.example");
  result.names_wild_host = stream.is_peer_certified_for("a.wild.example");
  for (const char* const other_name : {"", "example", "x.mx.example", "wild.example", "a.b.wild.example"}) {
    result.names_others = result.names_others || stream.is_peer_certified_for(other_name);
  }
  if (result.client && stream.write_all("hello", 10s)) {
    char buffer[100];
    while (const auto size = stream.read_some(buffer, 10s)) result.echoed.append(buffer, *size);
  }
  stream.close();
  other.join();
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_streams)

BOOST_AUTO_TEST_CASE(handshake_without_client_certificate) {
  const Certificate certificate;
  const Handshake result = shake_hands(certificate.settings(tls::Role::kServer, true),
                                       certificate.settings(tls::Role::kClient, false));
  BOOST_REQUIRE(result.server);
  BOOST_REQUIRE(result.client);
  BOOST_TEST(result.echoed == "hello");
  BOOST_TEST(result.server->verify == "NO");
  BOOST_TEST(result.server->version == "TLSv1.3");
  BOOST_TEST(result.server->cipher_bits >= 128);
  BOOST_TEST(result.client->verify == "FAIL");
  BOOST_TEST(result.client->cn_subject == "mx.example");
  BOOST_TEST(result.client->cert_subject == "/O=A+20+28test+29/CN=mx.example");
  const std::vector<std::string> names{"mx.example", "*.wild.example", "b+28c"};
  BOOST_TEST(result.client->alternative_names == names);
  BOOST_TEST(result.server->alternative_names.empty());
  // Nobody vouches for the names.
  BOOST_TEST(!result.names_host);
  BOOST_TEST(!result.names_wild_host);
}

BOOST_AUTO_TEST_CASE(certificates_of_known_authorities_verify) {
  const Certificate certificate;
  tls::ContextSettings server = certificate.settings(tls::Role::kServer, true);
  tls::ContextSettings client = certificate.settings(tls::Role::kClient, true);
  server.ca_cert_file = client.ca_cert_file = certificate.cert_file();
  const Handshake result = shake_hands(server, client);
  BOOST_REQUIRE(result.server);
  BOOST_TEST(result.server->verify == "OK");
  BOOST_TEST(result.client->verify == "OK");
  BOOST_TEST(result.names_host);
  BOOST_TEST(result.names_wild_host);
  BOOST_TEST(!result.names_others);
  server.requests_client_certificate = false;
  BOOST_TEST(shake_hands(server, client).server->verify == "NOT");
}

BOOST_AUTO_TEST_CASE(unsafe_and_missing_files_are_named) {
  const Certificate certificate;
  ::chmod(certificate.key_file().c_str(), 0644);
  const auto unsafe = tls::Context::create(certificate.settings(tls::Role::kServer, true));
  BOOST_REQUIRE(!unsafe);
  BOOST_TEST(unsafe.error().message.find("key.pem unsafe") != std::string::npos);
  const auto missing = tls::Context::create(certificate.settings(tls::Role::kServer, false));
  BOOST_REQUIRE(!missing);
  BOOST_TEST(missing.error().message == "STARTTLS=server, ServerCertFile missing");
}

BOOST_AUTO_TEST_CASE(starttls_in_a_session) {
  const Certificate certificate;
  server::SessionFixture fixture("O ServerCertFile=" + certificate.cert_file() +
                                 "\nO ServerKeyFile=" + certificate.key_file() + "\n");
  const auto context =
      tls::Context::create(tls::server_settings(fixture.configuration->options));
  BOOST_REQUIRE(context);
  fixture.services.tls = *context;
  fixture.start();
  (void)fixture.reply();
  fixture.send("EHLO c\r\n");
  BOOST_TEST(fixture.expect("250 HELP\r\n").find("250-STARTTLS\r\n") != std::string::npos);
  // What stands behind STARTTLS in clear must not be taken for the first encrypted command.
  BOOST_TEST(fixture.command("STARTTLS") == "220 2.0.0 Ready to start TLS");
  base::BlockingWaiter waiter;
  tls::Stream stream(base::UniqueFd(::dup(fixture.client.get())), waiter);
  const auto facts = stream.start_tls(*tls::Context::create(certificate.settings(tls::Role::kClient, false)), 10s);
  BOOST_REQUIRE(facts);
  const auto talk = [&](std::string_view line, std::string_view end) {
    std::string text;
    char octet[1];
    BOOST_REQUIRE(stream.write_all(line, 10s));
    while (!text.ends_with(end) && stream.read_some(octet, 10s)) text += octet[0];
    return text;
  };
  const std::string keywords = talk("EHLO c\r\n", "250 HELP\r\n");
  BOOST_TEST(keywords.find("STARTTLS") == std::string::npos);
  (void)talk("MAIL FROM:<a@b>\r\n", "\r\n");
  (void)talk("RCPT TO:<user1@here>\r\n", "\r\n");
  (void)talk("DATA\r\n", "\r\n");
  BOOST_TEST(talk("\r\nx\r\n.\r\n", "\r\n").starts_with("250 2.0.0 "));
  BOOST_TEST(talk("QUIT\r\n", "\r\n").starts_with("221 2.0.0 "));
  stream.close();
  fixture.finish();
  BOOST_REQUIRE(fixture.queue.messages.size() == 1);
  BOOST_TEST(fixture.queue.messages[0].envelope.macros.at("r") == "ESMTPS");
}

BOOST_AUTO_TEST_SUITE_END()
