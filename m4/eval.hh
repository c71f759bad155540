// The expression language of eval: C's integer operators on 32 bits, plus `**'.
#pragma once

#include <string>
#include <string_view>

namespace sendwright::m4 {

struct Evaluation {
  int value = 0;
  std::string error;              // empty: the value counts
  bool is_fatal = false;          // the error makes the exit status 1 (operators like ++ and +=)
  int single_equals = 0;  // how often = stood for ==, which is worth a warning each
};

// Never recurses: parentheses and operators wait on stacks of its own.
[[nodiscard]] Evaluation evaluate(std::string_view expression);

}  // namespace sendwright::m4
