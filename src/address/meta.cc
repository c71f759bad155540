#include "address/meta.hh"

#include <array>

namespace sendwright::address {
namespace {

struct Spelling {
  Meta meta;
  std::string_view text;
};

constexpr std::array kSpellings{
    Spelling{Meta::kAnyTokens, "$*"},     Spelling{Meta::kSomeTokens, "$+"},
    Spelling{Meta::kOneToken, "$-"},      Spelling{Meta::kClass, "$="},
    Spelling{Meta::kNotClass, "$~"},      Spelling{Meta::kReplacement, "$"},
    Spelling{Meta::kMailer, "$#"},        Spelling{Meta::kHost, "$@"},
    Spelling{Meta::kUser, "$:"},          Spelling{Meta::kCall, "$>"},
    Spelling{Meta::kSeparator, "$|"},     Spelling{Meta::kLookupBegin, "$("},
    Spelling{Meta::kLookupEnd, "$)"},     Spelling{Meta::kHostLookupBegin, "$["},
    Spelling{Meta::kHostLookupEnd, "$]"}, Spelling{Meta::kMacroNow, "$&"},
    Spelling{Meta::kMacro, "$"},          Spelling{Meta::kIf, "$?"},
    Spelling{Meta::kEndIf, "$."},         Spelling{Meta::kNameEnd, ""},
};

constexpr auto all_meta_octets() {
  std::array<char, 32> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i)
    octets[i] = static_cast<char>(0x80 + i);
  return octets;
}
constexpr std::array<char, 32> kMetaOctets = all_meta_octets();

}  // namespace

std::string readable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_meta(text[i])) {
      out += text[i];
      continue;
    }
    for (const Spelling& spelling : kSpellings) {
      if (is(text[i], spelling.meta)) out += spelling.text;
    }
    if (!has_name(text[i])) continue;
    const std::size_t end = text.find(to_char(Meta::kNameEnd), i + 1);
    if (end == std::string_view::npos) continue;
    const std::string_view name = text.substr(i + 1, end - i - 1);
    if (name.size() == 1) {
      out += name;
    } else {
      out.append("{").append(name).append("}");
    }
    i = end;
  }
  return out;
}

std::string_view meta_text(Meta meta) {
  return {&kMetaOctets[static_cast<unsigned char>(meta) - 0x80U], 1};
}

}  // namespace sendwright::address
