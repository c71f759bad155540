// Metatokens: what the configuration file writes as `$x` sequences (`$*`, `$#`, `$>` ...) is kept
// as single bytes 0x80-0x9f inside texts. Such bytes are refused in addresses, so that nothing a
// peer sends can act as a metatoken.
#pragma once

#include <string>
#include <string_view>

namespace sendwright::address {

enum class Meta : unsigned char {
  kAnyTokens = 0x80,        // $*  zero or more tokens
  kSomeTokens = 0x81,       // $+  one or more tokens
  kOneToken = 0x82,         // $-  exactly one token
  kClass = 0x83,            // $=x a phrase of class x; the name follows, ended by kNameEnd
  kNotClass = 0x84,         // $~x one token that is not in class x; name as above
  kReplacement = 0x85,      // $1..$9; the digit follows
  kMailer = 0x86,           // $#  mailer of the triple
  kHost = 0x87,             // $@  host of the triple; in a pattern: zero tokens; a rule's prefix
  kUser = 0x88,             // $:  user of the triple; a rule's prefix
  kCall = 0x89,             // $>  ruleset call
  kSeparator = 0x8a,        // $|  separator of arguments; else branch of a conditional
  kLookupBegin = 0x8b,      // $(
  kLookupEnd = 0x8c,        // $)
  kHostLookupBegin = 0x8d,  // $[
  kHostLookupEnd = 0x8e,    // $]
  kMacroNow = 0x8f,         // $&x macro value when the rule runs; name as above
  kMacro = 0x90,            // $x  macro value when the text is expanded; name as above
  kIf = 0x91,               // $?x start of a conditional; name as above
  kEndIf = 0x92,            // $.  end of a conditional
  kNameEnd = 0x9f,          // ends the name after kClass, kNotClass, kMacroNow, kMacro and kIf
};

[[nodiscard]] constexpr bool is_meta(char c) {
  return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) <= 0x9f;
}
[[nodiscard]] constexpr char to_char(Meta meta) {
  return static_cast<char>(meta);
}
[[nodiscard]] constexpr bool is(char c, Meta meta) {
  return c == to_char(meta);
}
// Whether a name, ended by kNameEnd, follows the metatoken.
[[nodiscard]] constexpr bool has_name(char c) {
  return is(c, Meta::kClass) || is(c, Meta::kNotClass) || is(c, Meta::kMacroNow) ||
         is(c, Meta::kMacro) || is(c, Meta::kIf);
}

// The text with every metatoken written as the configuration file writes it (`$=w`, `${name}`).
[[nodiscard]] std::string readable(std::string_view text);

// The metatoken as text of its own; the view stays valid for ever.
[[nodiscard]] std::string_view meta_text(Meta meta);

}  // namespace sendwright::address
