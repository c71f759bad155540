// Any text through prescan, and through the address lists of header fields.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "address/address_list.hh"
#include "address/prescan.hh"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sendwright::address;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const OperatorTable operators(".:%@!^/[]+");
  for (const char delimiter : {'\0', ','}) {
    TokenList list;
    std::vector<std::string> messages;
    prescan(text, {.operators = operators, .delimiter = delimiter}, list, messages);
    if (list.tokens().size() > kMaxTokens) __builtin_trap();
    (void)trace_text(list.tokens());
  }
  for (const std::string_view piece : split_address_list(text)) {
    (void)crack_address(piece).with("x@y");
  }
  return 0;
}
