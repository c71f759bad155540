// Builtins about definitions, conditions, argument lists, quotes and comments.
#include "m4/processor.hh"

namespace sendwright::m4 {

namespace {
// What a second argument defines: a builtin from defn, or text.
DefinitionRef definition_from(Processor& m4, const Arguments& arguments) {
  const OriginId origin = m4.origin_of_definition();
  if (arguments.builtin(1) != nullptr) return make_builtin_definition(arguments.builtin(1), origin);
  return make_text_definition(arguments[1], origin);
}

// A name must be text; anything goes as text.
bool has_name(Processor& m4, const Arguments& arguments) {
  if (arguments.builtin(0) == nullptr) return true;
  m4.warn(std::string(arguments.name()) + ": invalid macro name ignored");
  return false;
}
}  // namespace

void builtin_define(Processor& m4, const Arguments& arguments) {
  if (!has_name(m4, arguments)) return;
  m4.check_definition(arguments[0], arguments[1]);
  DefinitionRef definition = definition_from(m4, arguments);
  const DefinitionRef former = m4.symbols().define(arguments[0], definition);
  if (former && former->origin != 0) m4.note_added_text(definition, *former);
}

void builtin_pushdef(Processor& m4, const Arguments& arguments) {
  if (!has_name(m4, arguments)) return;
  m4.check_definition(arguments[0], arguments[1]);
  m4.symbols().push(arguments[0], definition_from(m4, arguments));
}

void builtin_undefine(Processor& m4, const Arguments& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) m4.symbols().undefine(arguments[i]);
}

void builtin_popdef(Processor& m4, const Arguments& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) m4.symbols().pop(arguments[i]);
}

namespace {
void complain_of_placeholder(Processor& m4, std::string_view name) {
  m4.complain("builtin `" + std::string(name) + "' requested by frozen file is not supported");
}

// Stands in for a builtin that a frozen file names and that we do not have.
void builtin_placeholder(Processor& m4, const Arguments& arguments) {
  complain_of_placeholder(m4, arguments.name());
}
}  // namespace

constinit const Builtin kPlaceholder{"placeholder", builtin_placeholder, 0, kAnyNumber, true,
                                     false};

void builtin_defn(Processor& m4, const Arguments& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Symbol* symbol = m4.symbols().find(arguments[i]);
    if (symbol == nullptr) continue;
    symbol->last_use = m4.symbols().use_mark;
    const Definition& definition = *symbol->definition;
    if (definition.builtin == nullptr) {
      m4.append_quoted(definition.text);
    } else if (definition.builtin == &kPlaceholder) {
      complain_of_placeholder(m4, arguments[i]);
    } else if (arguments.size() == 1) {
      m4.expand_to_builtin(definition.builtin);
    } else {
      m4.warn("cannot concatenate builtin `" + std::string(arguments[i]) + "'");
    }
  }
}

void builtin_indir(Processor& m4, const Arguments& arguments) {
  if (!has_name(m4, arguments)) return;
  const Symbol* symbol = m4.symbols().find(arguments[0]);
  if (symbol == nullptr) {
    m4.complain("undefined macro `" + std::string(arguments[0]) + "'");
    return;
  }
  m4.call_instead(symbol->definition, arguments.tail(arguments[0]));
}

void builtin_builtin(Processor& m4, const Arguments& arguments) {
  if (!has_name(m4, arguments)) return;
  const Builtin* builtin = find_builtin(arguments[0]);
  if (builtin == nullptr) {
    m4.complain("undefined builtin `" + std::string(arguments[0]) + "'");
    return;
  }
  m4.call_instead(make_builtin_definition(builtin), arguments.tail(arguments[0]));
}

void builtin_ifdef(Processor& m4, const Arguments& arguments) {
  Symbol* symbol = m4.symbols().find(arguments[0]);
  if (symbol != nullptr) {
    symbol->last_use = m4.symbols().use_mark;
  } else if (m4.observer() != nullptr) {  // that a name was asked for in vain is worth knowing too
    m4.symbols().intern(arguments[0]).last_use = m4.symbols().use_mark;
  }
  const std::size_t chosen = symbol != nullptr ? 1 : 2;
  m4.let_through(chosen, symbol != nullptr ? symbol->definition->origin : 0);
  m4.expansion().append(arguments[chosen]);
}

// Groups of three: compare two, take the third; a last one alone is for when none was equal.
void builtin_ifelse(Processor& m4, const Arguments& arguments) {
  if (arguments.size() == 1) return;  // a comment, by old custom
  if (arguments.size() == 2) {
    m4.warn_of_arguments("too few arguments to builtin `" + std::string(arguments.name()) + "'");
    return;
  }
  if (arguments.size() % 3 == 2) {
    m4.warn_of_arguments("excess arguments to builtin `" + std::string(arguments.name()) +
                         "' ignored");
  }
  std::size_t i = 0;
  for (; i + 2 < arguments.size(); i += 3) {
    if (arguments[i] == arguments[i + 1]) {
      m4.let_through(i + 2, 0);
      m4.expansion().append(arguments[i + 2]);
      return;
    }
  }
  m4.let_through(i, 0);
  m4.expansion().append(arguments[i]);
}

void builtin_shift(Processor& m4, const Arguments& arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (i > 1) m4.expansion().append(',');
    m4.append_quoted(arguments[i]);
  }
}

// Without arguments the defaults; an opening quote alone gets the default closing one.
void builtin_changequote(Processor& m4, const Arguments& arguments) {
  if (arguments.size() == 0) {
    m4.lexer().set_quotes("`", "'");
  } else {
    m4.lexer().set_quotes_or_defaults(arguments[0], arguments.size() >= 2 ? arguments[1] : "'");
  }
}

// Without arguments there are no comments; they end at the newline if nothing else is said.
void builtin_changecom(Processor& m4, const Arguments& arguments) {
  const bool is_default = arguments.size() > 0 && arguments[1].empty();
  m4.lexer().set_comment(arguments[0], is_default ? "\n" : arguments[1]);
}

void builtin_dnl(Processor& m4, const Arguments&) {
  if (!m4.lexer().skip_line()) m4.warn("end of file treated as newline");
}

void builtin_m4wrap(Processor& m4, const Arguments& arguments) {
  std::string text(arguments[0]);
  for (std::size_t i = 1; i < arguments.size() && m4.options().gnu_extensions; ++i) {
    text.append(" ").append(arguments[i]);
  }
  m4.wrap(std::move(text));
}

}  // namespace sendwright::m4
