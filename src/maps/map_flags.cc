#include "maps/map_flags.hh"

#include "base/strings.hh"

namespace sendwright::maps {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

std::string_view take_word(std::string_view& text) {
  const auto word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

// `-kx` or `-k x`; where `may_be_quoted` also `-k "x y"`.
std::string take_value(std::string_view& text, bool may_be_quoted = false) {
  skip_blanks(text);
  if (!may_be_quoted || !text.starts_with('"')) return std::string(take_word(text));
  text.remove_prefix(1);
  const auto value = text.substr(0, text.find('"'));
  text.remove_prefix(std::min(value.size() + 1, text.size()));
  return std::string(value);
}

char delimiter_character(std::string_view text) {
  if (text.size() < 2 || text[0] != '\\') return text.empty() ? ' ' : text[0];
  switch (text[1]) {
    case 'n': return '\n';
    case 't': return '\t';
    default: return text[1];
  }
}

bool set_bare_flag(char letter, MapFlags& flags) {
  switch (letter) {
    case 'N': flags.keys_end_in_nul = true; return true;
    case 'O': flags.keys_have_no_nul = true; return true;
    case 'o': flags.is_optional = true; return true;
    case 'f': flags.keeps_case = true; return true;
    case 'm': flags.is_match_only = true; return true;
    case 't': flags.ignores_failure = true; return true;
    case 'q': flags.keeps_quotes = true; return true;
    case 'D': flags.is_skipped_when_deferred = true; return true;
    case 'A': flags.appends_duplicates = true; return true;
    default: return false;
  }
}

// True if the letter is one that all classes take with a value.
bool set_valued_flag(char letter, std::string_view& text, MapFlags& flags) {
  switch (letter) {
    case 'a': flags.append = take_word(text); return true;
    case 'T': flags.failure_append = std::string(take_word(text)); return true;
    case 'S':
      flags.blank_substitute = text.empty() ? ' ' : text.front();
      (void)take_word(text);
      return true;
    case 'k': flags.key_column = take_value(text); return true;
    case 'v': flags.value_column = take_value(text); return true;
    case 'z':
      if (text.empty()) flags.delimiter.reset();
      else flags.delimiter = delimiter_character(take_word(text));
      return true;
    case 'd': (void)take_word(text); return true;
    default: return false;
  }
}

}  // namespace

std::string_view MapFlags::own_value(char letter) const {
  const auto found = own.find(letter);
  return found == own.end() ? std::string_view() : std::string_view(found->second);
}

MapFlags parse_map_flags(std::string_view text, const ClassLetters& letters,
                         std::vector<char>& unknown, MapFlags before) {
  MapFlags flags = std::move(before);
  for (skip_blanks(text); text.starts_with('-'); skip_blanks(text)) {
    text.remove_prefix(1);
    if (text.empty()) break;
    const char letter = text.front();
    text.remove_prefix(1);
    const auto is_in = [letter](std::string_view set) {
      return set.find(letter) != std::string_view::npos;
    };
    if (is_in(letters.bare)) {
      flags.own[letter];
      (void)take_word(text);
    } else if (is_in(letters.attached)) {
      flags.own[letter] = take_word(text);
    } else if (is_in(letters.valued)) {
      flags.own[letter] = take_value(text, letters.has_quoted_values);
    } else if (!letters.has_common && letter != 'S' && letter != 'D') {
      unknown.push_back(letter);
      (void)take_word(text);
    } else if (!set_valued_flag(letter, text, flags)) {
      if (!set_bare_flag(letter, flags)) unknown.push_back(letter);
      (void)take_word(text);  // whatever stands behind the letter is no part of the file's name
    }
  }
  if (const auto spec = base::trim(text); !spec.empty()) flags.spec = spec;
  return flags;
}

}  // namespace sendwright::maps
