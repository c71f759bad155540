// Address lists of header fields (RFC 5322 section 3.4): each address with the phrase and comments
// around it, so that the address can be replaced and the rest kept ("crackaddr").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendwright::address {

// One address taken apart. put(address) writes `before + address + after`.
struct CrackedAddress {
  std::string before{};  // phrase, opening bracket, comments
  std::string after{};
  std::string address{};     // the address itself, comments and brackets removed
  bool has_address = false;  // false: there is no place for one
  [[nodiscard]] std::string with(std::string_view replacement) const;
};

// Takes one address with its decorations apart. A phrase that needs quotes gets them. With
// `colon_is_ordinary` (option ColonOkInAddr) no `name: ...;` group is seen.
[[nodiscard]] CrackedAddress crack_address(std::string_view text, bool colon_is_ordinary = false);

// Cuts a header value at the commas that separate addresses (not those in quotes, comments, angle
// brackets or domain literals). Blanks around the pieces are removed; empty pieces are left out.
// With `cuts_groups`, `name: a, b;` is cut into its members too; otherwise it stays one piece.
[[nodiscard]] std::vector<std::string_view> split_address_list(std::string_view text,
                                                               bool cuts_groups = true);

}  // namespace sendwright::address
