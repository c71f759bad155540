// dumpdef, traceon, traceoff, debugmode, debugfile.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "m4/processor.hh"

namespace sendwright::m4 {

void builtin_dumpdef(Processor& m4, const Arguments& arguments) {
  std::vector<Symbol*> shown;
  if (arguments.size() == 0) shown = m4.symbols().sorted();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Symbol* symbol = m4.symbols().find(arguments[i]);
    if (symbol != nullptr) shown.push_back(symbol);
    else m4.complain("undefined macro `" + std::string(arguments[i]) + "'");
  }
  std::stable_sort(shown.begin(), shown.end(),
                   [](const Symbol* a, const Symbol* b) { return a->name < b->name; });
  for (const Symbol* symbol : shown) {
    std::string line = symbol->name + ":\t";
    if (symbol->definition->builtin != nullptr) {
      line.append("<").append(symbol->definition->builtin->name).append(">");
    } else if (m4.trace().has(kTraceQuotes)) {
      line.append(m4.lexer().open_quote());
      line.append(symbol->definition->text).append(m4.lexer().close_quote());
    } else {
      line.append(symbol->definition->text);
    }
    m4.trace().write(line.append("\n"));
  }
}

namespace {
void trace_all(Processor& m4, bool is_traced) {
  for (const auto& symbol : m4.symbols().all()) {
    if (symbol->definition || !is_traced) symbol->is_traced = is_traced;
  }
}
}  // namespace

// Without arguments: all macros that there are now, so not those defined later.
void builtin_traceon(Processor& m4, const Arguments& arguments) {
  if (arguments.size() == 0) trace_all(m4, true);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    m4.symbols().intern(arguments[i]).is_traced = true;
  }
}

void builtin_traceoff(Processor& m4, const Arguments& arguments) {
  if (arguments.size() == 0) trace_all(m4, false);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    m4.symbols().intern(arguments[i]).is_traced = false;
  }
}

void builtin_debugmode(Processor& m4, const Arguments& arguments) {
  if (arguments.size() == 0) {
    m4.trace().flags = 0;
    return;
  }
  std::string_view letters = arguments[0];
  const char sign = letters.empty() ? '\0' : letters.front();
  if (sign == '+' || sign == '-') letters.remove_prefix(1);
  const auto flags = parse_debug_flags(letters);
  if (!flags) {
    m4.complain("Debugmode: bad debug flags: `" + std::string(arguments[0]) + "'");
  } else if (sign == '+') {
    m4.trace().flags |= *flags;
  } else if (sign == '-') {
    m4.trace().flags &= ~*flags;
  } else {
    m4.trace().flags = *flags;
  }
}

void builtin_debugfile(Processor& m4, const Arguments& arguments) {
  if (arguments.size() == 0) {
    m4.trace().to_standard_error();
    return;
  }
  const std::string path(arguments[0]);
  if (path.empty()) {
    m4.trace().to_nowhere();
  } else if (!m4.options().allow_files) {
    m4.complain("cannot set debug file `" + path + "': " + std::strerror(EACCES));
  } else if (!m4.trace().to_file(path)) {
    m4.complain("cannot set debug file `" + path + "': " + std::strerror(errno));
  }
}

}  // namespace sendwright::m4
