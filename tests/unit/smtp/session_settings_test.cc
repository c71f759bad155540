#include "smtp/tls/session_settings.hh"

#include <openssl/ssl.h>

#include <boost/test/unit_test.hpp>
#include <memory>

namespace {

using namespace sendwright::smtp::tls;

std::unique_ptr<SSL, void (*)(SSL*)> session(Role role = Role::kClient) {
  ContextSettings settings;
  settings.role = role;
  const auto context = Context::create(settings);
  BOOST_REQUIRE(context.has_value());
  return {SSL_new((*context)->get()), SSL_free};
}

BOOST_AUTO_TEST_CASE(settings_are_read) {
  const auto all = parse_session_settings(
      "CertFile=/a.pem; keyfile = /a.key;CipherList=HIGH:!MD5;CipherSuites=TLS_AES_128_GCM_SHA256;"
      "Options=SSL_OP_NO_TLSv1_2,-SSL_OP_NO_TICKET;Flags=RCd;");
  BOOST_REQUIRE(all.has_value());
  BOOST_TEST(all->cert_file == "/a.pem");
  BOOST_TEST(all->key_file == "/a.key");
  BOOST_TEST(all->cipher_list == "HIGH:!MD5");
  BOOST_TEST(all->cipher_suites == "TLS_AES_128_GCM_SHA256");
  BOOST_REQUIRE(all->ssl_options.size() == 1U);
  BOOST_TEST(all->requires_crl);
  BOOST_TEST(*all->falls_back_to_clear);
  BOOST_TEST(!all->uses_dane);
  BOOST_TEST(*parse_session_settings("flags=c")->falls_back_to_clear == false);
  const auto strict = parse_session_settings("sts=secure;servername=hostname");
  BOOST_REQUIRE(strict.has_value());
  BOOST_TEST(strict->wants_certified_name);
  BOOST_TEST(strict->server_name == "hostname");
  BOOST_TEST(!parse_session_settings("servername=mx.example")->wants_certified_name);
  BOOST_TEST(parse_session_settings("")->cert_file.empty());
  BOOST_TEST(parse_session_settings(" ; ")->cert_file.empty());
}

BOOST_AUTO_TEST_CASE(wrong_settings_are_named) {
  for (const char* const wrong : {"NoSuchKey=1", "words of no kind", "CertFile=/a.pem",
                                  "KeyFile=/a.key", "Flags=Q", "sts=maybe", "OK", "mx.example 192.0.2.1"}) {
    BOOST_TEST(!parse_session_settings(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(settings_change_a_session) {
  const auto ssl = session();
  const auto settings = parse_session_settings(
      "Options=SSL_OP_NO_TLSv1_3;CipherList=ECDHE-RSA-AES128-GCM-SHA256;flags=R");
  BOOST_REQUIRE(settings.has_value());
  BOOST_TEST(apply_session_settings(ssl.get(), Role::kClient, *settings).has_value());
  BOOST_TEST((SSL_get_options(ssl.get()) & SSL_OP_NO_TLSv1_3) != 0U);
  BOOST_TEST(SSL_get_cipher_list(ssl.get(), 0) != nullptr);
  BOOST_TEST(SSL_get_verify_mode(ssl.get()) == SSL_VERIFY_PEER);
  SessionSettings quiet;
  quiet.asks_for_certificate = false;
  BOOST_TEST(apply_session_settings(ssl.get(), Role::kClient, quiet).has_value());
  BOOST_TEST(SSL_get_verify_mode(ssl.get()) == SSL_VERIFY_NONE);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_an_error) {
  const auto ssl = session();
  for (const char* const wrong :
       {"CipherList=nonsense", "CipherSuites=nonsense", "Options=nonsense",
        "CertFile=/nonexistent/a.pem;KeyFile=/nonexistent/a.key"}) {
    const auto settings = parse_session_settings(wrong);
    BOOST_REQUIRE(settings.has_value());
    const auto applied = apply_session_settings(ssl.get(), Role::kServer, *settings);
    BOOST_REQUIRE_MESSAGE(!applied.has_value(), wrong);
    BOOST_TEST(applied.error().message.starts_with("STARTTLS=server, "));
  }
}

}  // namespace
