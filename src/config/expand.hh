// Macro references and conditionals: `$x`, `${name}`, `$?x a $| b $.` in the configuration's texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/macros.hh"

namespace sendwright::config {

// Codes the `$` sequences of a configuration line as metatokens (address/meta.hh). `$$` becomes a
// plain `$`. Wrong names are reported to `messages` in sendmail's words.
[[nodiscard]] std::string code_dollars(std::string_view text, std::vector<std::string>& messages);
// The same into a text that keeps its memory. Whether there is anything for expand() to replace,
// but for `$&x`.
[[nodiscard]] bool code_dollars(std::string_view text, std::string& coded,
                                std::vector<std::string>& messages);

// A coded text (template) with macros and conditionals replaced; values are expanded too, ten deep
// at most. Other metatokens stay, `$&x` too if `keeps_macro_now` (rules). Text that was set at run
// time cannot hold references, since addresses and protocol texts have no octets 0x80-0x9f.
[[nodiscard]] std::string expand(std::string_view coded, const MacroScope& scope,
                                 bool keeps_macro_now = false);

// The same for text as a person writes it (`$j ${client_addr}`), e.g. an option's value.
[[nodiscard]] std::string expand_source(std::string_view text, const MacroScope& scope);

// The value of a macro with everything in it expanded; "" if undefined.
[[nodiscard]] std::string macro_value(std::string_view name, const MacroScope& scope);

// The name of a macro or class at the start of `text` (`x` or `{name}`), without braces; `consumed`
// is how many octets it took (0: none there).
[[nodiscard]] std::string parse_name(std::string_view text, std::size_t& consumed,
                                     std::vector<std::string>& messages);

}  // namespace sendwright::config
