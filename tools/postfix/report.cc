#include "tools/postfix/report.hh"

#include <algorithm>

namespace sendwright::postfix {

bool Finding::has_losses() const {
  return notes_.empty() ||
         std::ranges::any_of(notes_, [](const Note& note) { return note.kind == Kind::kLost; });
}

std::string_view Finding::outcome() const {
  const auto has = [this](Kind kind) {
    return std::ranges::any_of(notes_, [kind](const Note& note) { return note.kind == kind; });
  };
  if (has_losses()) {
    return has(Kind::kCarried) || has(Kind::kSame) ? "carried over in part" : "not carried over";
  }
  return has(Kind::kCarried) ? "carried over" : "the same by default";
}

std::string_view Finding::word(Kind kind) {
  switch (kind) {
    case Kind::kCarried:
      return "carried over: ";
    case Kind::kSame:
      return "the same by default: ";
    case Kind::kLost:
      return "not carried over: ";
    case Kind::kNote:
      break;
  }
  return "note: ";
}

void Finding::print(std::ostream& out, std::string_view place, std::string_view name) const {
  out << place << name << ": " << outcome();
  if (notes_.size() == 1) {
    out << ": " << notes_.front().text << '\n';
    return;
  }
  out << '\n';
  for (const auto& note : notes_)
    out << "    " << word(note.kind) << note.text << '\n';
}

}  // namespace sendwright::postfix
