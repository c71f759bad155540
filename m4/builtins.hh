// The builtin macros: one table, from which lookup, the check of argument counts and the manual
// take names and numbers. Each function is handed the processor and the arguments and appends what
// the macro expands to to the processor's expansion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sendwright::m4 {

class Processor;
struct Builtin;

// One collected argument: text, or a builtin that defn has put there.
struct Argument {
  std::size_t begin = 0;  // in the processor's argument text
  std::size_t end = 0;
  const Builtin* builtin = nullptr;
};

// The arguments of one call, $1 first. Valid during the call.
class Arguments {
 public:
  Arguments(std::string_view name, const char* text, std::span<const Argument> arguments)
      : name_(name), text_(text), arguments_(arguments) {}

  [[nodiscard]] std::size_t size() const { return arguments_.size(); }
  // Empty for what was not given and for a builtin.
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    if (i >= arguments_.size()) return {};
    return {text_ + arguments_[i].begin, arguments_[i].end - arguments_[i].begin};
  }
  [[nodiscard]] const Builtin* builtin(std::size_t i) const {
    return i < arguments_.size() ? arguments_[i].builtin : nullptr;
  }
  // The macro's name as it was called ($0).
  [[nodiscard]] std::string_view name() const { return name_; }
  // The same without the first, called `name'.
  [[nodiscard]] Arguments tail(std::string_view name) const {
    return {name, text_, arguments_.subspan(arguments_.empty() ? 0 : 1)};
  }

 private:
  std::string_view name_;
  const char* text_;
  std::span<const Argument> arguments_;
};

using BuiltinFunction = void (*)(Processor&, const Arguments&);

// What a builtin expands to when it has too few arguments (after the warning).
enum class TooFew : std::uint8_t { kNothing, kFirstArgument, kZero };

inline constexpr std::size_t kAnyNumber = SIZE_MAX;

struct Builtin {
  std::string_view name;
  BuiltinFunction function;
  std::size_t min_arguments;
  std::size_t max_arguments;
  bool is_gnu;          // absent with option -G
  bool needs_arguments;  // plain text when no parenthesis follows
  TooFew too_few = TooFew::kNothing;
};

// What a builtin that only a frozen file knows is replaced by; no lookup finds it.
extern const Builtin kPlaceholder;

[[nodiscard]] std::span<const Builtin> all_builtins();
// By its own name, without the prefix of -P; null when there is none.
[[nodiscard]] const Builtin* find_builtin(std::string_view name);

// builtins_define.cc
void builtin_define(Processor& m4, const Arguments& arguments);
void builtin_undefine(Processor& m4, const Arguments& arguments);
void builtin_defn(Processor& m4, const Arguments& arguments);
void builtin_pushdef(Processor& m4, const Arguments& arguments);
void builtin_popdef(Processor& m4, const Arguments& arguments);
void builtin_indir(Processor& m4, const Arguments& arguments);
void builtin_builtin(Processor& m4, const Arguments& arguments);
void builtin_ifdef(Processor& m4, const Arguments& arguments);
void builtin_ifelse(Processor& m4, const Arguments& arguments);
void builtin_shift(Processor& m4, const Arguments& arguments);
void builtin_changequote(Processor& m4, const Arguments& arguments);
void builtin_changecom(Processor& m4, const Arguments& arguments);
void builtin_dnl(Processor& m4, const Arguments& arguments);
void builtin_m4wrap(Processor& m4, const Arguments& arguments);

// builtins_debug.cc
void builtin_dumpdef(Processor& m4, const Arguments& arguments);
void builtin_traceon(Processor& m4, const Arguments& arguments);
void builtin_traceoff(Processor& m4, const Arguments& arguments);
void builtin_debugmode(Processor& m4, const Arguments& arguments);
void builtin_debugfile(Processor& m4, const Arguments& arguments);

// builtins_text.cc
void builtin_len(Processor& m4, const Arguments& arguments);
void builtin_index(Processor& m4, const Arguments& arguments);
void builtin_substr(Processor& m4, const Arguments& arguments);
void builtin_translit(Processor& m4, const Arguments& arguments);
void builtin_regexp(Processor& m4, const Arguments& arguments);
void builtin_patsubst(Processor& m4, const Arguments& arguments);

// format.cc
void builtin_format(Processor& m4, const Arguments& arguments);

// builtins_number.cc
void builtin_incr(Processor& m4, const Arguments& arguments);
void builtin_decr(Processor& m4, const Arguments& arguments);
void builtin_eval(Processor& m4, const Arguments& arguments);

// builtins_files.cc
void builtin_include(Processor& m4, const Arguments& arguments);
void builtin_sinclude(Processor& m4, const Arguments& arguments);
void builtin_divert(Processor& m4, const Arguments& arguments);
void builtin_undivert(Processor& m4, const Arguments& arguments);
void builtin_divnum(Processor& m4, const Arguments& arguments);

// builtins_system.cc
void builtin_syscmd(Processor& m4, const Arguments& arguments);
void builtin_esyscmd(Processor& m4, const Arguments& arguments);
void builtin_sysval(Processor& m4, const Arguments& arguments);
void builtin_mkstemp(Processor& m4, const Arguments& arguments);
void builtin_maketemp(Processor& m4, const Arguments& arguments);
void builtin_errprint(Processor& m4, const Arguments& arguments);
void builtin_m4exit(Processor& m4, const Arguments& arguments);
void builtin_file(Processor& m4, const Arguments& arguments);
void builtin_line(Processor& m4, const Arguments& arguments);
void builtin_program(Processor& m4, const Arguments& arguments);

}  // namespace sendwright::m4
