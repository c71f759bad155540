// 8-bit to 7-bit conversion. The expected texts are what sendmail 8.17 sends to a server without
// 8BITMIME.
#include <boost/test/unit_test.hpp>

#include "base/codec.hh"
#include "message/header_parser.hh"
#include "message/mime_conversion.hh"

using namespace sendwright::message;

namespace {

// Header and body of the converted message, fed in pieces of `step` octets.
std::string converted(std::string_view text, size_t step = 100000) {
  HeaderParser parser;
  const size_t taken = parser.feed(text);
  parser.finish();
  const std::string body = parser.body_start() + std::string(text.substr(taken));
  MimeAnalysis analysis(parser.headers());
  for (size_t at = 0; at < body.size(); at += step) analysis.feed(std::string_view(body).substr(at, step));
  analysis.finish();
  std::string out;
  const HeaderList headers = converted_headers(parser.headers(), analysis.plan(), "mx.test", "ID");
  for (const HeaderField& field : headers.fields()) out += field.name + ':' + field.value + '\n';
  out += '\n';
  SevenBitConverter converter(parser.headers(), analysis.plan(), "mx.test", "ID");
  for (size_t at = 0; at < body.size(); at += step) {
    converter.feed(std::string_view(body).substr(at, step), out);
  }
  converter.finish(out);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mime_conversion)

BOOST_AUTO_TEST_CASE(quoted_printable_for_text) {
  const std::string text =
      "MIME-Version: 1.0\nSubject: qp\n\n"
      "h\351llo w\366rld this is a line with = sign and trailing blank \ntab\t\n.\nFrom x\n" +
      std::string(80, 'a') + "\nlong \351" + std::string(100, 'b') + "\n\n";
  const std::string expected =
      "MIME-Version: 1.0\nSubject: qp\nContent-Type: text/plain; charset=unknown-8bit\n"
      "Content-Transfer-Encoding: quoted-printable\n"
      "X-MIME-Autoconverted: from 8bit to quoted-printable by mx.test id ID\n\n"
      "h=E9llo w=F6rld this is a line with =3D sign and trailing blank=20\ntab=09\n=2E\nFrom x\n" +
      std::string(73, 'a') + "=\n" + std::string(7, 'a') + "\nlong =E9" + std::string(65, 'b') +
      "=\n" + std::string(35, 'b') + "\n\n";
  for (const size_t step : {1UL, 3UL, 100000UL}) BOOST_TEST(converted(text, step) == expected);
}

BOOST_AUTO_TEST_CASE(base64_for_what_is_mostly_8bit) {
  std::string body;
  for (int i = 0; i < 6; ++i) body += "\303\251\303\250\303\240\n";
  BOOST_TEST(converted("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                       "Content-Transfer-Encoding: 8bit\nSubject: b64\n\n" + body) ==
             "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nSubject: b64\n"
             "Content-Transfer-Encoding: base64\n"
             "X-MIME-Autoconverted: from 8bit to base64 by mx.test id ID\n\n"
             "w6nDqMOgDQrDqcOow6ANCsOpw6jDoA0Kw6nDqMOgDQrDqcOow6ANCsOpw6jDoA0K\n");
}

BOOST_AUTO_TEST_CASE(one_in_eight_decides) {
  const auto encoding = [](size_t line_size) {
    std::string body;
    for (int i = 0; i < 10; ++i) body += '\351' + std::string(line_size - 2, 'a') + '\n';
    const std::string text = converted("MIME-Version: 1.0\n\n" + body);
    return text.find("base64") != std::string::npos;
  };
  BOOST_TEST(!encoding(8));
  BOOST_TEST(encoding(7));
}

BOOST_AUTO_TEST_CASE(parts_one_by_one) {
  const std::string text =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"bb\"\n"
      "Content-Transfer-Encoding: 8bit\n\n"
      "pre\351amble\n--bb\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\n"
      "part \351 one and lots of ascii text around\n--bb\n\nascii part\n--bb\n"
      "Content-Type: application/octet-stream\nContent-Transfer-Encoding: 8bit\n\n"
      "\200\201\202\377\376\n\n--bb--\nepi\351logue\n";
  const std::string expected =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"bb\"\n\n"
      "preiamble\n--bb\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n"
      "X-MIME-Autoconverted: from 8bit to quoted-printable by mx.test id ID\n\n"
      "part =E9 one and lots of ascii text around\n--bb\n\nascii part\n--bb\n"
      "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
      "X-MIME-Autoconverted: from 8bit to base64 by mx.test id ID\n\n"
      "gIGC//4NCg==\n--bb--\nepiilogue\n";
  for (const size_t step : {1UL, 7UL, 100000UL}) BOOST_TEST(converted(text, step) == expected);
}

BOOST_AUTO_TEST_CASE(messages_inside) {
  BOOST_TEST(converted("MIME-Version: 1.0\nContent-Type: message/rfc822\n\nSubject: inner\n"
                       "MIME-Version: 1.0\nContent-Type: text/plain\n"
                       "Content-Transfer-Encoding: 8bit\n\ninner \351 and more ascii text\n") ==
             "MIME-Version: 1.0\nContent-Type: message/rfc822\n\nSubject: inner\n"
             "MIME-Version: 1.0\nContent-Type: text/plain\n"
             "Content-Transfer-Encoding: quoted-printable\n"
             "X-MIME-Autoconverted: from 8bit to quoted-printable by mx.test id ID\n\n"
             "inner =E9 and more ascii text\n");
}

BOOST_AUTO_TEST_CASE(signed_encoded_and_plain_content_stays) {
  const std::string signed_text =
      "MIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b\n\n--b\n\nx \351\n--b--\n";
  BOOST_TEST(converted(signed_text) == signed_text);
  const std::string plain = "MIME-Version: 1.0\nSubject: x\n\nplain\n";
  BOOST_TEST(converted(plain) == plain);
}

BOOST_AUTO_TEST_CASE(nested_parts_without_end) {
  const std::string text =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"
      "Content-Type: multipart/alternative;\n boundary=aa\n\n--aa\n\none \351 and some more text here\n"
      "--aa\n\ntwo\n--a\n\nthree\n--a--\n";
  const std::string out = converted(text);
  BOOST_TEST(out.find("one =E9 and") != std::string::npos);
  BOOST_TEST(out.find("\ntwo\n--a\n\nthree\n--a--\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(long_base64_lines) {
  std::string body;
  for (int i = 128; i < 256; ++i) body += static_cast<char>(i);
  const std::string out = converted("MIME-Version: 1.0\nContent-Type: image/gif\n\n" + body + "\nx");
  BOOST_TEST(out.ends_with("\n\ngIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp+goaKjpKWmp6ipqqusra6vsLGys7S1\n"
                           "tre4ubq7vL2+v8DBwsPExcbHyMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err\n"
                           "7O3u7/Dx8vP09fb3+Pn6+/z9/v8NCng=\n"));
}

BOOST_AUTO_TEST_SUITE_END()
