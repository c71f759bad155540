#include "smtp/server/feature_letters.hh"

#include <algorithm>
#include <array>

#include "base/strings.hh"

namespace sendwright::smtp::server {
namespace {

// A letter that switches one thing. Upper case takes away what lower case gives, unless the letter
// says otherwise.
struct Switch {
  char letter;
  bool Features::*member;
  bool value;
};

constexpr std::array kSwitches{
    Switch{'A', &Features::has_auth, false},
    Switch{'a', &Features::has_auth, true},
    Switch{'B', &Features::has_verb, false},
    Switch{'b', &Features::has_verb, true},
    Switch{'C', &Features::forbids_plain_auth, false},
    Switch{'c', &Features::forbids_plain_auth, true},
    Switch{'D', &Features::has_dsn, false},
    Switch{'d', &Features::has_dsn, true},
    Switch{'E', &Features::has_etrn, false},
    Switch{'e', &Features::has_etrn, true},
    Switch{'F', &Features::checks_early_input, false},
    Switch{'f', &Features::checks_early_input, true},
    Switch{'h', &Features::refuses_http_always, true},
    Switch{'L', &Features::requires_auth, false},
    Switch{'l', &Features::requires_auth, true},
    Switch{'P', &Features::has_pipelining, false},
    Switch{'p', &Features::has_pipelining, true},
    Switch{'S', &Features::has_starttls, false},
    Switch{'s', &Features::has_starttls, true},
    Switch{'V', &Features::asks_for_certificate, false},
    Switch{'v', &Features::asks_for_certificate, true},
    Switch{'X', &Features::has_expn, false},
    Switch{'x', &Features::has_expn, true},
};

// `U` and `G` accept a bare CR or LF, with a `2` behind it becomes a blank. False: another digit.
bool set_line_end(std::string_view letter, BareLineEnd& rule) {
  if (letter.size() == 1) {
    rule = BareLineEnd::kAccept;
  } else if (letter.substr(1) == "2") {
    rule = BareLineEnd::kBlank;
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> apply_feature_letters(std::span<const std::string> letters,
                                               Features& features) {
  std::vector<std::string> complaints;
  for (const std::string& letter : letters) {
    const char first = letter.empty() ? '\0' : letter.front();
    const auto* const found = std::ranges::find(kSwitches, first, &Switch::letter);
    bool is_known = true;
    if (found != kSwitches.end()) {
      features.*(found->member) = found->value;
    } else if (first == 'U' || first == 'u') {
      is_known = set_line_end(letter, features.data.bare_cr);
    } else if (first == 'G' || first == 'g') {
      is_known = set_line_end(letter, features.data.bare_lf);
    } else if (first == 'O') {
      features.data.accepts_other_end = true;
    } else {
      complaints.push_back("srv_features: unknown feature " + base::printable(letter));
    }
    if (!is_known) {
      complaints.push_back("srv_features: unknown variant " + base::printable(letter));
    }
  }
  return complaints;
}

}  // namespace sendwright::smtp::server
