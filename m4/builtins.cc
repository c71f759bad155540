#include "m4/builtins.hh"

#include <algorithm>
#include <iterator>

namespace sendwright::m4 {

namespace {
using enum TooFew;

// Sorted by name. Columns: arguments at least, at most; GNU extension; needs a parenthesis.
constexpr Builtin kBuiltins[] = {
    {"__file__", builtin_file, 0, 0, true, false},
    {"__line__", builtin_line, 0, 0, true, false},
    {"__program__", builtin_program, 0, 0, true, false},
    {"builtin", builtin_builtin, 1, kAnyNumber, true, true},
    {"changecom", builtin_changecom, 0, 2, false, false},
    {"changequote", builtin_changequote, 0, 2, false, false},
    {"debugfile", builtin_debugfile, 0, 1, true, false},
    {"debugmode", builtin_debugmode, 0, 1, true, false},
    {"decr", builtin_decr, 1, 1, false, true},
    {"define", builtin_define, 1, 2, false, true},
    {"defn", builtin_defn, 1, kAnyNumber, false, true},
    {"divert", builtin_divert, 0, 1, false, false},
    {"divnum", builtin_divnum, 0, 0, false, false},
    {"dnl", builtin_dnl, 0, 0, false, false},
    {"dumpdef", builtin_dumpdef, 0, kAnyNumber, false, false},
    {"errprint", builtin_errprint, 1, kAnyNumber, false, true},
    {"esyscmd", builtin_esyscmd, 1, 1, true, true},
    {"eval", builtin_eval, 1, 3, false, true},
    {"format", builtin_format, 1, kAnyNumber, true, true},
    {"ifdef", builtin_ifdef, 2, 3, false, true},
    {"ifelse", builtin_ifelse, 1, kAnyNumber, false, true},
    {"include", builtin_include, 1, 1, false, true},
    {"incr", builtin_incr, 1, 1, false, true},
    {"index", builtin_index, 2, 2, false, true, kZero},
    {"indir", builtin_indir, 1, kAnyNumber, true, true},
    {"len", builtin_len, 1, 1, false, true},
    {"m4exit", builtin_m4exit, 0, 1, false, false},
    {"m4wrap", builtin_m4wrap, 1, kAnyNumber, false, true},
    {"maketemp", builtin_maketemp, 1, 1, false, true},
    {"mkstemp", builtin_mkstemp, 1, 1, false, true},
    {"patsubst", builtin_patsubst, 2, 3, true, true, kFirstArgument},
    {"popdef", builtin_popdef, 1, kAnyNumber, false, true},
    {"pushdef", builtin_pushdef, 1, 2, false, true},
    {"regexp", builtin_regexp, 2, 3, true, true, kZero},
    {"shift", builtin_shift, 1, kAnyNumber, false, true},
    {"sinclude", builtin_sinclude, 1, 1, false, true},
    {"substr", builtin_substr, 2, 3, false, true, kFirstArgument},
    {"syscmd", builtin_syscmd, 1, 1, false, true},
    {"sysval", builtin_sysval, 0, kAnyNumber, false, false},
    {"traceoff", builtin_traceoff, 0, kAnyNumber, false, false},
    {"traceon", builtin_traceon, 0, kAnyNumber, false, false},
    {"translit", builtin_translit, 2, 3, false, true, kFirstArgument},
    {"undefine", builtin_undefine, 1, kAnyNumber, false, true},
    {"undivert", builtin_undivert, 0, kAnyNumber, false, false},
};
}  // namespace

std::span<const Builtin> all_builtins() { return kBuiltins; }

const Builtin* find_builtin(std::string_view name) {
  const auto* found = std::lower_bound(
      std::begin(kBuiltins), std::end(kBuiltins), name,
      [](const Builtin& builtin, std::string_view wanted) { return builtin.name < wanted; });
  return found != std::end(kBuiltins) && found->name == name ? found : nullptr;
}

}  // namespace sendwright::m4
