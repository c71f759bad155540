// Encodings of octets as text: base64 (RFC 4648) and xtext (RFC 3461 §4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sendwright::base {

[[nodiscard]] std::string encode_base64(std::string_view octets);
// nullopt for characters outside the alphabet, a wrong length or wrong padding.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

// Octets outside "!".."~", and `+` and `=`, become +XX.
[[nodiscard]] std::string encode_xtext(std::string_view octets);
// nullopt if a `+` is not followed by two hexadecimal digits in upper case, or a character may not
// stand in xtext.
[[nodiscard]] std::optional<std::string> decode_xtext(std::string_view text);

}  // namespace sendwright::base
