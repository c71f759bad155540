// The macros that are defined when a run ends: what a word in the text of a site could have meant.
// In: the processor's symbol table. Out: answers about single names.
#pragma once

#include <string>
#include <string_view>

#include "m4/symbols.hh"

namespace sendwright::m4::lint {

class Vocabulary {
 public:
  explicit Vocabulary(const SymbolTable& symbols) : symbols_(symbols) {}

  [[nodiscard]] bool is_macro(std::string_view name) const;
  // A macro that works with what stands between its parentheses.
  [[nodiscard]] bool takes_arguments(std::string_view name) const;
  // A macro whose call does something beyond leaving text, so that it has no place in a comment.
  [[nodiscard]] bool has_effect(std::string_view name) const;
  // A macro without arguments that sends the text that follows elsewhere, as LOCAL_CONFIG does.
  [[nodiscard]] bool begins_section(std::string_view name) const;
  // The macro that sites call whose name is nearest; empty: none is near.
  [[nodiscard]] std::string nearest_macro(std::string_view name) const;
  // What is wrong with a call, `NAME(' or with blanks between, that m4 leaves as it is, and what to
  // write instead; empty: it looks like no call of a macro.
  [[nodiscard]] std::string why_left(std::string_view name) const;
  // Of the macros that begin sections.
  [[nodiscard]] std::string nearest_section(std::string_view name) const;

 private:
  const SymbolTable& symbols_;
};

}  // namespace sendwright::m4::lint
