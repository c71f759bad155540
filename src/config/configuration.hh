// What a .cf file says, after it was read: the contract between the reader and everything that
// runs. Not changed after load, except by the address test mode (its own copy).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "address/tokens.hh"
#include "config/host_identity.hh"
#include "config/macros.hh"
#include "config/mailer.hh"
#include "config/map_declaration.hh"
#include "config/name_class.hh"
#include "config/options.hh"

namespace sendwright::config {

// Limits of rulesets (sendmail's MAXRWSETS and the numbered half of it).
inline constexpr int kMaxRulesets = 200;
inline constexpr int kMaxNumberedRulesets = 100;

// `line` of what follows is that of the file the configuration was read from (Configuration::file).
struct SourceLine {
  std::string file;
  int line = 0;
};

// A rule (R line) with metatokens coded (address/meta.hh), macros and conditionals already
// expanded. The texts are in Configuration::rule_texts.
struct RuleSource {
  std::string_view lhs;
  std::string_view rhs;
  int line = 0;
};

struct RulesetSource {
  std::string name;  // the last name given, or the number
  bool is_defined = false;
  std::vector<RuleSource> rules;
};

// O line as written.
struct RawOption {
  std::string name;   // long name, or the single letter
  std::string value;  // as written: macros are expanded where it is used (expand_source)
  int line = 0;
};

// H line that adds a field.
struct HeaderDefinition {
  std::string name;          // as written, without the colon
  std::string value;         // template for expand(); newlines are folding
  std::string mailer_flags;  // H?flags?: added if the mailer has one of these
  std::string macro;         // H?${macro}?: added if the macro is set
  int line = 0;
};

// H line that checks a field: `HName: $>ruleset`; name `*` checks those without their own.
struct HeaderCheck {
  std::string name;
  std::string ruleset;
  bool keeps_comments = false;  // $>+ruleset
  int line = 0;
};

// `Pname=number` (Precedence: field).
struct Precedence {
  std::string name;
  int value = 0;
};

// Q and X lines: a name and `K=value` equates, kept for the rooms they belong to.
struct Declaration {
  std::string name;
  std::vector<std::pair<std::string, std::string>> equates;
  int line = 0;
  [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const;
};

// E line.
struct EnvironmentEntry {
  std::string name;
  std::optional<std::string> value;  // nullopt: copied from the caller
};

struct Configuration {
  Configuration() = default;
  // With options that the command line has set.
  explicit Configuration(const Options& initial) : options(initial) {}

  std::string file;
  int version_level = 0;  // V line
  // Before level 9 comments are no tokens, wherever rulesets are concerned.
  [[nodiscard]] bool strips_comments() const { return version_level < 9; }
  HostIdentity host;
  MacroScope macros;
  std::map<std::string, NameClass, std::less<>> classes;
  Options options;
  std::vector<RawOption> option_lines;  // O lines in the order of the file
  std::vector<Mailer> mailers;
  std::vector<HeaderDefinition> headers;
  std::vector<HeaderCheck> header_checks;
  // Not changed once it is read: copies of a configuration share it.
  std::shared_ptr<address::TokenArena> rule_texts = std::make_shared<address::TokenArena>();
  std::vector<RulesetSource> rulesets{static_cast<std::size_t>(kMaxRulesets)};  // by number
  std::map<std::string, int, std::less<>> ruleset_numbers;
  std::vector<MapDeclaration> maps;  // in the order of the file; a redeclared one stands last
  std::vector<Precedence> precedences;
  std::vector<Declaration> queue_groups;
  std::vector<Declaration> milters;
  std::vector<EnvironmentEntry> environment;

  [[nodiscard]] SourceLine place_of(int line) const { return {file, line}; }
  // Without regard to case; nullptr if there is none.
  [[nodiscard]] const Mailer* find_mailer(std::string_view name) const;
  // nullptr if the class is undefined.
  [[nodiscard]] const NameClass* find_class(std::string_view name) const;
  // By name or number; nullopt if no such ruleset is known.
  [[nodiscard]] std::optional<int> find_ruleset(std::string_view name) const;
  // The name traces use for a ruleset: its name, or its number.
  [[nodiscard]] std::string ruleset_name(int number) const;
  [[nodiscard]] bool is_trusted_user(std::string_view name) const;
  // From OperatorChars: what addresses and rules are tokenised with.
  address::OperatorTable operators;
  [[nodiscard]] char blank_substitute() const { return options.blank_sub; }
};

// A ruleset's number as messages show it: in 32 bits.
[[nodiscard]] std::string ruleset_number_text(std::string_view digits);

}  // namespace sendwright::config
