// Header parser and renderer: the octets may come in pieces of any size with the same result, and none
// are lost between header and body.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "message/header_parser.hh"
#include "message/header_renderer.hh"

namespace {

using namespace sendwright;

class SameRewriter final : public message::AddressRewriter {
 public:
  std::string rewrite(std::string_view address, message::AddressRole) override {
    return std::string(address);
  }
};

std::string rendered(std::string_view text, size_t step) {
  message::HeaderParser parser;
  size_t at = 0;
  while (at < text.size() && !parser.is_done()) at += parser.feed(text.substr(at, step));
  parser.finish();
  SameRewriter rewriter;
  const config::Mailer mailer;
  const config::MacroScope macros;
  return message::render_header(parser.headers(), {mailer, macros, rewriter}) + '\n' +
         parser.body_start() + std::string(text.substr(at));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kLargestInput = 16384;  // below the header limit, where pieces would matter
  if (size == 0 || size > kLargestInput) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (rendered(text, size) != rendered(text, 1 + data[0] % 7)) std::abort();
  return 0;
}
