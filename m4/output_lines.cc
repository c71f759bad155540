#include "m4/output_lines.hh"

namespace sendwright::m4 {

void OutputLines::add(std::string_view text) {
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos) {
      partial_.append(text);
      return;
    }
    if (partial_.empty()) {
      tell(text.substr(0, newline));
    } else {
      partial_.append(text.substr(0, newline));
      tell(partial_);
      partial_.clear();
    }
    text.remove_prefix(newline + 1);
  }
}

void OutputLines::finish() {
  if (!partial_.empty()) tell(partial_);
  partial_.clear();
}

void OutputLines::tell(std::string_view line) { observer_.on_output_line(line, next_place()); }

// A run may still have grown since the last question; only the last one does.
Place OutputLines::next_place() {
  while (run_ < lines_.runs().size() && offset_ >= lines_.runs()[run_].count) {
    ++run_;
    offset_ = 0;
  }
  if (run_ >= lines_.runs().size()) return {};
  const LineOrigins::Run& run = lines_.runs()[run_];
  Place place = run.first;
  if (run.counts_up) place.line += static_cast<int>(offset_);
  ++offset_;
  return place;
}

}  // namespace sendwright::m4
