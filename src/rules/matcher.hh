// Does a rule's pattern match a workspace, and which tokens do its wildcards take?
//
// `$*`, `$+` and `$=x` take the least they can and grow when what follows does not match; of
// several, the last that was tried grows first. Since a wildcard's choice never changes what a
// later part of the pattern accepts, an open-ended wildcard (`$*`, `$+`) that has failed at one
// place fails at every later one too; remembering that keeps the search from exploding: `$* a $* a
// $* b` against a thousand `a` takes a few thousand steps. Where a pattern has several `$=x`, and
// phrases of several lengths begin at the same token, each place where one has failed is
// remembered.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "address/tokens.hh"
#include "config/macros.hh"
#include "rules/program.hh"
#include "rules/trace.hh"

namespace sendwright::rules {

using Captures = std::array<Capture, kMaxWildcards + 1>;  // from 1

class Matcher {
 public:
  // `phrase` is a buffer that is kept from one use to the next; `session_class` stands for the class
  // that is another one in each session, unless it is nullptr.
  Matcher(std::span<const address::Token> tokens, const config::MacroScope& macros,
          char blank_substitute, std::string& phrase,
          const config::NameClass* session_class = nullptr)
      : tokens_(tokens),
        macros_(macros),
        blank_substitute_(blank_substitute),
        phrase_(phrase),
        session_class_(session_class) {}

  [[nodiscard]] bool match(const Rule& rule, Captures& captures);

 private:
  bool run(std::size_t op, std::size_t at, int capture);
  bool open_ended(std::size_t op, std::size_t at, int capture, std::size_t least);
  bool class_phrase(std::size_t op, std::size_t at, int capture);
  bool any_phrase(std::size_t op, std::size_t at, int capture);
  bool has_class_failed(std::size_t at, int capture) const;
  void note_class_failed(std::size_t at, int capture);
  bool macro_value(const PatternOp& op, std::size_t& at) const;
  // nullptr: empty.
  [[nodiscard]] const config::NameClass* class_of(const PatternOp& op) const {
    return op.is_of_session && session_class_ != nullptr ? session_class_ : op.name_class;
  }

  std::span<const address::Token> tokens_;
  const config::MacroScope& macros_;
  char blank_substitute_;
  std::string& phrase_;
  const config::NameClass* session_class_;
  const Rule* rule_ = nullptr;
  Captures* captures_ = nullptr;
  // Where each wildcard has failed already; it fails there and beyond.
  std::array<std::size_t, kMaxWildcards + 1> failed_from_{};
  // Where each `$=x` has failed, a bit a token. Used by few rules: set to zero when first needed.
  static constexpr std::size_t kNotedTokens = 1024;
  std::array<std::array<std::uint64_t, kNotedTokens / 64>, kMaxWildcards + 1> failed_classes_;
  bool has_failed_classes_ = false;
};

}  // namespace sendwright::rules
