// Follows what goes to standard output line by line, each with the place it comes from, for an
// observer. In: the bytes in pieces as they are put out. Out: on_output_line for each line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "m4/observer.hh"

namespace sendwright::m4 {

class OutputLines {
 public:
  // Both must live as long. `lines' has the places, filled before the text comes here.
  OutputLines(Observer& observer, const LineOrigins& lines) : observer_(observer), lines_(lines) {}

  void add(std::string_view text);
  // Tells of a last line without a newline.
  void finish();

 private:
  void tell(std::string_view line);
  Place next_place();

  Observer& observer_;
  const LineOrigins& lines_;
  std::string partial_;  // a line that is not complete yet
  std::size_t run_ = 0;  // the next line's place: in this run of lines_, so many from its first
  std::uint32_t offset_ = 0;
};

}  // namespace sendwright::m4
