// Decimal numbers in arguments, as all builtins but eval and format read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "m4/processor.hh"

namespace sendwright::m4 {

// The number an argument stands for, in 32 bits. Nothing for what is no number, after a diagnostic
// that names the builtin as it was called; an empty argument is 0, with a diagnostic.
[[nodiscard]] std::optional<int> number_argument(Processor& m4, const Arguments& arguments,
                                                 std::size_t index);

// A number in this base (1 to 36), lower case, at least `min_digits' digits behind the sign.
[[nodiscard]] std::string to_base(int value, int base, int min_digits);

}  // namespace sendwright::m4
