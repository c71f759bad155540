// incr, decr, eval and the reading of numbers in arguments.
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "m4/eval.hh"
#include "m4/numbers.hh"

namespace sendwright::m4 {

std::optional<int> number_argument(Processor& m4, const Arguments& arguments, std::size_t index) {
  const std::string text(arguments[index]);
  const std::string builtin = " builtin `" + std::string(arguments.name()) + "'";
  if (text.empty()) {
    m4.complain("empty string treated as 0 in" + builtin);
    return 0;
  }
  char* end = nullptr;
  errno = 0;
  const long value = std::strtol(text.c_str(), &end, 10);
  if (*end != '\0') {
    m4.complain("non-numeric argument to" + builtin);
    return std::nullopt;
  }
  if (is_blank(text[0])) m4.complain("leading whitespace ignored in" + builtin);
  if (errno == ERANGE) m4.complain("numeric overflow detected in" + builtin);
  return static_cast<int>(value);
}

std::string to_base(int value, int base, int min_digits) {
  std::string digits;
  std::uint32_t rest = static_cast<std::uint32_t>(value);
  if (value < 0) rest = 0U - rest;
  if (base == 1) {
    digits.assign(rest, '1');
  } else {
    do {
      digits.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[rest % static_cast<unsigned>(base)]);
      rest /= static_cast<unsigned>(base);
    } while (rest > 0);
  }
  if (min_digits > 0 && digits.size() < static_cast<std::size_t>(min_digits)) {
    digits.append(static_cast<std::size_t>(min_digits) - digits.size(), '0');
  }
  if (value < 0) digits.push_back('-');
  return {digits.rbegin(), digits.rend()};
}

namespace {
void add_to(Processor& m4, const Arguments& arguments, std::uint32_t delta) {
  const auto value = number_argument(m4, arguments, 0);
  if (!value) return;
  const std::uint32_t sum = static_cast<std::uint32_t>(*value) + delta;
  m4.expansion().append(std::to_string(static_cast<int>(sum)));
}
}  // namespace

void builtin_incr(Processor& m4, const Arguments& arguments) { add_to(m4, arguments, 1); }
void builtin_decr(Processor& m4, const Arguments& arguments) { add_to(m4, arguments, 0U - 1U); }

void builtin_eval(Processor& m4, const Arguments& arguments) {
  const std::string name(arguments.name());
  int radix = 10;
  int min_digits = 1;
  if (arguments.size() >= 2 && !arguments[1].empty()) {
    const auto value = number_argument(m4, arguments, 1);
    if (!value) return;
    radix = *value;
  }
  if (radix < 1 || radix > 36) {
    m4.complain("radix " + std::to_string(radix) + " in builtin `" + name + "' out of range");
    return;
  }
  if (arguments.size() >= 3) {
    const auto value = number_argument(m4, arguments, 2);
    if (!value) return;
    min_digits = *value;
  }
  if (min_digits < 0) {
    m4.complain("negative width to builtin `" + name + "'");
    return;
  }
  if (arguments[0].empty()) {
    m4.complain("empty string treated as 0 in builtin `" + name + "'");
    m4.expansion().append(to_base(0, radix, min_digits));
    return;
  }
  const Evaluation result = evaluate(arguments[0]);
  for (int i = 0; i < result.single_equals; ++i) {
    m4.warn("recommend ==, not =, for equality operator");
  }
  if (!result.error.empty()) {
    const std::string text = result.error + ": " + std::string(arguments[0]);
    if (result.is_fatal) m4.diagnostics().fail(m4.location(), text);
    else m4.complain(text);
    return;
  }
  // Checked before memory is asked for: the value is the number of digits in base 1.
  const std::int64_t wide = result.value;
  const std::int64_t digits = std::max<std::int64_t>(min_digits, radix == 1 ? std::abs(wide) : 0);
  const std::size_t limit = m4.options().memory_limit;
  if (digits > static_cast<std::int64_t>(limit)) throw MemoryLimitExceeded{limit};
  m4.expansion().append(to_base(result.value, radix, min_digits));
}

}  // namespace sendwright::m4
