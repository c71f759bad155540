// What happened in a rewrite, kept as values: which rules were applied, what they took, asked and
// called. Made by the Recorder; the words and the printers read it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "address/tokens.hh"
#include "config/configuration.hh"
#include "rules/map.hh"

namespace sendwright::rules::explain {

// A token as it is shown: printable, metatokens as the .cf writes them.
struct Word {
  std::string text;
  address::TokenKind kind = address::TokenKind::kAtom;
  // The lookup (index into Recording::lookups) whose answer it is a part of; -1: of none.
  int lookup = -1;

  [[nodiscard]] bool is_meta(std::string_view meta) const {
    return kind == address::TokenKind::kMeta && text == meta;
  }
  [[nodiscard]] bool operator==(const Word& other) const {
    return kind == other.kind && text == other.text;
  }
};
using Words = std::vector<Word>;

struct Lookup {
  std::string map;
  std::string key;
  std::vector<std::string> arguments{};
  MapStatus status = MapStatus::kNotFound;
  std::string value{};  // kFound
};

struct Step;

// One run of a ruleset.
struct Call {
  std::string ruleset;
  Words input;
  Words output{};
  std::vector<Step> steps;
  bool is_broken = false;  // it ended without a result

  // Whether anything in it is worth showing: a changed workspace or an answer of a map.
  [[nodiscard]] bool is_idle() const;
};

// One application of a rule.
struct Step {
  std::size_t number = 0;  // of the rule in its ruleset, from 1
  std::string lhs;
  std::string rhs;
  config::SourceLine where;
  Words before;
  std::vector<Words> captures{};       // $1, $2, ...
  std::vector<std::size_t> lookups{};  // indices into Recording::lookups
  std::vector<Call> calls{};         // in the order they ran: of a rule's calls the last runs first
  Words after{};
  bool is_done = false;  // false: the rule could not be carried out

  [[nodiscard]] bool is_idle() const;
};

struct Recording {
  std::vector<Call> calls;
  std::vector<Lookup> lookups;
  bool is_cut = false;  // there was more than the Recorder keeps
};

inline bool Call::is_idle() const {
  if (is_broken || input != output) return false;
  for (const Step& step : steps) {
    if (!step.is_idle()) return false;
  }
  return true;
}

inline bool Step::is_idle() const {
  if (!is_done || before != after || !lookups.empty()) return false;
  for (const Call& call : calls) {
    if (!call.is_idle()) return false;
  }
  return true;
}

// The words as one text: a blank stands between two that would run together.
[[nodiscard]] std::string joined(const Words& words);
// The words with blanks between all of them, as traces print a workspace.
[[nodiscard]] std::string spaced(const Words& words);

}  // namespace sendwright::rules::explain
