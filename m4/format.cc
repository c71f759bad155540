// format: printf's conversions %c %d %i %o %u %x %X %e %E %f %F %g %G %a %A %s %%, with flags,
// width, precision and the size letters h, hh and l. Other conversions give a warning and nothing.
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "m4/processor.hh"

namespace sendwright::m4 {

namespace {

// Hands the arguments of one call out one after the other, as the type that is asked for.
class FormatArguments {
 public:
  FormatArguments(Processor& m4, const Arguments& arguments) : m4_(m4), arguments_(arguments) {}

  std::string_view next_text() { return next_ < arguments_.size() ? arguments_[next_++] : ""; }

  long next_long() {
    if (next_ >= arguments_.size()) return 0;
    const std::string text(arguments_[next_++]);
    char* end = nullptr;
    errno = 0;
    const long value = std::strtol(text.c_str(), &end, 10);
    check(text, end);
    return value;
  }

  int next_int() {
    const bool is_given = next_ < arguments_.size();
    if (!is_given) return 0;
    const std::string text(arguments_[next_++]);
    char* end = nullptr;
    errno = 0;
    const long value = std::strtol(text.c_str(), &end, 10);
    if (static_cast<int>(value) != value) errno = ERANGE;
    check(text, end);
    return static_cast<int>(value);
  }

  double next_double() {
    if (next_ >= arguments_.size()) return 0;
    const std::string text(arguments_[next_++]);
    char* end = nullptr;
    errno = 0;
    const double value = std::strtod(text.c_str(), &end);
    check(text, end);
    return value;
  }

 private:
  void check(const std::string& text, const char* end) {
    if (text.empty()) {
      m4_.complain("empty string treated as 0");
    } else if (*end != '\0') {
      m4_.complain("non-numeric argument " + text);
    } else if (is_blank(text[0])) {
      m4_.complain("leading whitespace ignored");
    } else if (errno == ERANGE) {
      m4_.complain("numeric overflow detected");
    }
  }

  Processor& m4_;
  const Arguments& arguments_;
  std::size_t next_ = 1;
};

// One conversion as it stands in the format.
struct Conversion {
  std::string flags;
  int width = 0;
  int precision = -1;
  bool is_short = false;
  bool is_char = false;
  bool is_long = false;
  char letter = '\0';
};

// What each conversion letter may be combined with.
bool is_allowed(const Conversion& conversion) {
  const std::string_view flags = conversion.flags;
  const auto only = [flags](std::string_view allowed) {
    return flags.find_first_not_of(allowed) == std::string_view::npos;
  };
  const bool has_size = conversion.is_short || conversion.is_char || conversion.is_long;
  switch (conversion.letter) {
    case 'c': return only("-") && !has_size && conversion.precision < 0;
    case 's': return only("-") && !has_size;
    case 'd': case 'i': return only("'+ 0-");
    case 'u': return only("'0-");
    case 'o': case 'x': case 'X': return only("#0-");
    case 'e': case 'E': case 'a': case 'A':
      if (flags.find('\'') != std::string_view::npos) return false;
      [[fallthrough]];
    case 'g': case 'G': case 'f': case 'F':
      return !conversion.is_short && !conversion.is_char;
    default: return false;
  }
}

template <typename Value>
void print(Processor& m4, const Conversion& conversion, std::string_view size, Value value) {
  std::string format = "%" + conversion.flags + "*";
  if (conversion.precision >= 0) format += ".*";
  format.append(size).push_back(conversion.letter);
  char small[512];
  std::string large;
  const auto write = [&](char* to, std::size_t room) {
    return conversion.precision >= 0
               ? std::snprintf(to, room, format.c_str(), conversion.width, conversion.precision,
                               value)
               : std::snprintf(to, room, format.c_str(), conversion.width, value);
  };
  const int length = write(small, sizeof small);
  if (length < 0) return;
  if (static_cast<std::size_t>(length) < sizeof small) {
    m4.expansion().append(std::string_view(small, static_cast<std::size_t>(length)));
    return;
  }
  large.resize(static_cast<std::size_t>(length) + 1);
  write(large.data(), large.size());
  large.pop_back();
  m4.expansion().append(large);
}

void pad(Processor& m4, const Conversion& conversion, std::string_view text) {
  const auto width = static_cast<std::size_t>(std::abs(conversion.width));
  const std::string blanks(width > text.size() ? width - text.size() : 0, ' ');
  const bool is_left = conversion.width < 0 || conversion.flags.find('-') != std::string::npos;
  if (!is_left) m4.expansion().append(blanks);
  m4.expansion().append(text);
  if (is_left) m4.expansion().append(blanks);
}

void convert(Processor& m4, const Conversion& conversion, FormatArguments& arguments) {
  switch (conversion.letter) {
    case 'c': {
      // A NUL takes its place in the width, and then it and the blanks behind it are lost.
      const char c = static_cast<char>(arguments.next_int());
      const std::size_t start = m4.expansion().current().size();
      pad(m4, conversion, std::string_view(&c, 1));
      if (c == '\0') {
        const std::string_view added = m4.expansion().current().substr(start);
        m4.expansion().drop(added.size() - added.find('\0'));
      }
      break;
    }
    case 's':
      pad(m4, conversion,
          arguments.next_text().substr(0, conversion.precision < 0
                                              ? std::string_view::npos
                                              : static_cast<std::size_t>(conversion.precision)));
      break;
    case 'e': case 'E': case 'g': case 'G': case 'f': case 'F': case 'a': case 'A':
      print(m4, conversion, "", arguments.next_double());
      break;
    default:
      if (conversion.is_long) {
        print(m4, conversion, "l", arguments.next_long());
      } else {
        const int value = arguments.next_int();
        print(m4, conversion, conversion.is_char ? "hh" : conversion.is_short ? "h" : "", value);
      }
  }
}

// Reads a number or `*'; -1 when there is none. Bounded, for it becomes padding.
int read_number(std::string_view& rest, FormatArguments& arguments, bool is_width) {
  int value = 0;
  if (rest.starts_with('*')) {
    rest.remove_prefix(1);
    value = arguments.next_int();
  } else {
    while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
      value = std::min(value * 10 + (rest[0] - '0'), kMaxFormatWidth);
      rest.remove_prefix(1);
    }
  }
  value = std::min(value, kMaxFormatWidth);
  return is_width ? std::max(value, -kMaxFormatWidth) : std::max(value, -1);
}

Conversion read_conversion(std::string_view& rest, FormatArguments& arguments) {
  Conversion conversion;
  while (!rest.empty() && std::string_view("'+ #0-").find(rest[0]) != std::string_view::npos) {
    conversion.flags.push_back(rest[0]);
    rest.remove_prefix(1);
  }
  conversion.width = read_number(rest, arguments, true);
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    conversion.precision = read_number(rest, arguments, false);
  }
  if (rest.starts_with('l')) {
    conversion.is_long = true;
    rest.remove_prefix(1);
  } else if (rest.starts_with('h')) {
    rest.remove_prefix(1);
    conversion.is_short = true;
    if (rest.starts_with('h')) {
      conversion.is_char = true;
      rest.remove_prefix(1);
    }
  }
  if (rest.empty()) return conversion;
  conversion.letter = rest[0];
  rest.remove_prefix(1);
  return conversion;
}

}  // namespace

void builtin_format(Processor& m4, const Arguments& arguments) {
  std::string_view rest = arguments[0];
  FormatArguments values(m4, arguments);
  while (true) {
    const std::size_t percent = rest.find('%');
    m4.expansion().append(rest.substr(0, percent));
    if (percent == std::string_view::npos) return;
    rest.remove_prefix(percent + 1);
    if (rest.starts_with('%')) {
      m4.expansion().append('%');
      rest.remove_prefix(1);
      continue;
    }
    const Conversion conversion = read_conversion(rest, values);
    if (is_allowed(conversion)) {
      convert(m4, conversion, values);
    } else {
      m4.warn("unrecognized specifier in `" + std::string(arguments[0]) + "'");
    }
  }
}

}  // namespace sendwright::m4
