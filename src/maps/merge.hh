// Merging runs that are sorted each for itself: one after the other comes the item that is before all
// others that are left.
#pragma once

#include <queue>
#include <vector>

#include "base/result.hh"

namespace sendwright::maps {

// A cursor stands before its run: `advance()` goes to the next item (false: there is none), `item()`
// is valid until the next `advance()`. Ends early when `visit(item)` returns false.
template <typename Cursor, typename ComesBefore, typename Visit>
[[nodiscard]] base::Result<void> merge(std::vector<Cursor>& cursors, ComesBefore comes_before,
                                       const Visit& visit) {
  const auto is_later = [&](const Cursor* one, const Cursor* other) {
    return comes_before(other->item(), one->item());
  };
  std::priority_queue<Cursor*, std::vector<Cursor*>, decltype(is_later)> order(is_later);
  const auto advance = [&order](Cursor& cursor) -> base::Result<void> {
    const auto has_item = cursor.advance();
    if (!has_item) return std::unexpected(has_item.error());
    if (*has_item) order.push(&cursor);
    return {};
  };
  for (Cursor& cursor : cursors)
    if (auto advanced = advance(cursor); !advanced) return advanced;
  while (!order.empty()) {
    Cursor& first = *order.top();
    order.pop();
    if (!visit(first.item())) return {};
    if (auto advanced = advance(first); !advanced) return advanced;
  }
  return {};
}

}  // namespace sendwright::maps
