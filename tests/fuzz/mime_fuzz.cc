// 8-bit to 7-bit conversion: any octets, in pieces of any size, give the same and end.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "message/header_parser.hh"
#include "message/mime_conversion.hh"

namespace {

using namespace sendwright::message;

std::string converted(const HeaderList& headers, std::string_view body, size_t step) {
  MimeAnalysis analysis(headers);
  for (size_t at = 0; at < body.size(); at += step) analysis.feed(body.substr(at, step));
  analysis.finish();
  SevenBitConverter converter(headers, analysis.plan(), "host", "id");
  std::string out;
  for (size_t at = 0; at < body.size(); at += step) converter.feed(body.substr(at, step), out);
  converter.finish(out);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  HeaderParser parser;
  const size_t taken = parser.feed(text);
  parser.finish();
  const std::string body = parser.body_start() + std::string(text.substr(taken));
  const size_t step = 1 + data[0] % 7;
  if (converted(parser.headers(), body, size) != converted(parser.headers(), body, step)) std::abort();
  return 0;
}
