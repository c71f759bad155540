// Cuts at commas, by the walker that knows quotes, comments and literals.
#include "address/address_list.hh"

#include "address/walker.hh"

namespace sendwright::address {
using detail::trim;
using detail::Walker;

std::vector<std::string_view> split_address_list(std::string_view text, bool cuts_groups) {
  std::vector<std::string_view> pieces;
  std::size_t start = 0;
  bool in_angles = false;
  bool in_group = false;
  const auto cut = [&](std::size_t end) {
    if (const auto piece = trim(text.substr(start, end - start)); !piece.empty()) {
      pieces.push_back(piece);
    }
    start = end + 1;
  };
  for (Walker walker(text); !walker.at_end(); walker.advance()) {
    if (!walker.is_plain() || walker.in_literal()) continue;
    const char c = walker.current();
    if (c == '<') in_angles = true;
    if (c == '>') in_angles = false;
    if (in_angles) continue;
    if (c == ':') {
      const std::size_t next = walker.position() + 1;
      const bool is_double = (next < text.size() && text[next] == ':') ||
                             (walker.position() > 0 && text[walker.position() - 1] == ':');
      if (is_double) continue;
      in_group = true;
      if (cuts_groups) start = next;
    }
    if (c == ';' && in_group) {
      in_group = false;
      if (cuts_groups) {
        cut(walker.position());
      } else {
        cut(walker.position() + 1);
        start = walker.position() + 1;
      }
    }
    if (c == ',' && (!in_group || cuts_groups)) cut(walker.position());
  }
  if (start < text.size()) cut(text.size());
  return pieces;
}

}  // namespace sendwright::address
