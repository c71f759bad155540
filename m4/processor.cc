// The expansion engine: tokens in, calls collected and expanded, text out. How the processor is set
// up and fed is in session.cc.
#include "m4/processor.hh"

#include <cstring>

namespace sendwright::m4 {

// Reads until the input stack is empty.
void Processor::expand_input() {
  while (true) {
    const Token token = lexer_.next(!calls_.empty());
    if (token.kind == TokenKind::kMacro) {
      handle_macro(token.symbol);
    } else if (token.kind == TokenKind::kEnd) {
      if (calls_.empty()) return;
      if (observer_ != nullptr) {
        observer_->on_unfinished(Unfinished::kArguments, calls_.back().open);
      }
      diagnostics_.fatal(calls_.back().argument, "ERROR: end of file in argument list");
    } else if (!calls_.empty()) {
      handle_token(token);
    } else {
      put_out(token.text);
    }
  }
}

void Processor::handle_macro(Symbol* symbol) {
  const Builtin* builtin = symbol->definition->builtin;
  if (builtin == nullptr || !builtin->needs_arguments) {
    if (builtin != nullptr && builtin->function == builtin_dnl && is_plain_dnl(*symbol)) {
      skip_rest_of_line(symbol);
    } else {
      begin_call(symbol);
    }
    return;
  }
  // Looking for the parenthesis may end the frame that the name was read from.
  const Location place = input_.location();
  if (tracks_origins_) word_place_ = input_.place();
  if (lexer_.at_open_parenthesis()) {
    location_ = place;
    begin_call(symbol);
  } else {
    emit(symbol->name);
  }
}

// dnl is the commonest call of all. Without arguments nothing is collected for it and nothing comes
// of it, so that it needs no place among the calls.
bool Processor::is_plain_dnl(const Symbol& symbol) const {
  const bool is_traced = symbol.is_traced || trace_.has(kTraceAll);
  return !is_traced && input_.has_text_left() && *input_.top().current != '(';
}

void Processor::skip_rest_of_line(Symbol* symbol) {
  symbol->last_use = symbols_.use_mark;
  ++call_count_;
  location_ = input_.location();
  if (observer_ != nullptr) {
    const Place place = input_.place();
    if (place.file != nullptr) observer_->on_call(Arguments(symbol->name, nullptr, {}), place);
  }
  builtin_dnl(*this, Arguments(symbol->name, nullptr, {}));
}

void Processor::emit(std::string_view text) {
  if (!calls_.empty()) {
    collect(text);
  } else {
    put_out(text);
  }
}

void Processor::put_out(std::string_view text) {
  if (tracks_origins_) note_place(text);
  if (output_.has_sync_lines()) {
    output_.text(text, lexer_.token_start());
  } else {
    output_.text(text);
  }
}

// A token inside an argument list.
void Processor::handle_token(const Token& token) {
  Call& call = calls_.back();
  switch (token.kind) {
    case TokenKind::kOpen:
      ++call.parentheses;
      collect(token.text);
      break;
    case TokenKind::kClose:
      if (call.parentheses == 0) {
        end_argument();
        complete_call();
      } else {
        --call.parentheses;
        collect(token.text);
      }
      break;
    case TokenKind::kComma:
      if (call.parentheses == 0) {
        end_argument();
        call.argument = input_.location();
        lexer_.skip_blanks();
        if (tracks_origins_) begin_argument_place();
      } else {
        collect(token.text);
      }
      break;
    case TokenKind::kBuiltin:
      if (argument_text_.size() == call.argument_start) call.builtin = token.builtin;
      break;
    default:
      collect(token.text);
  }
}

void Processor::collect(std::string_view text) {
  if (argument_text_.size() + text.size() > options_.memory_limit) {
    throw MemoryLimitExceeded{options_.memory_limit};
  }
  argument_text_.append(text);
}

void Processor::begin_call(Symbol* symbol) {
  const Builtin* builtin = symbol->definition->builtin;
  const bool is_known_open = builtin != nullptr && builtin->needs_arguments;
  const Location open = is_known_open ? location_ : input_.location();
  const std::size_t start = argument_text_.size();
  const bool is_traced = symbol->is_traced || trace_.has(kTraceAll);
  symbol->last_use = symbols_.use_mark;
  calls_.push_back({symbol, symbol->definition, open, open, arguments_.size(), start, start,
                    ++call_count_, 0, nullptr, is_traced});
  if (tracks_origins_) begin_call_place(is_known_open ? word_place_ : input_.place(), builtin);
  if (options_.nesting_limit > 0 && calls_.size() > options_.nesting_limit) {
    diagnostics_.fatal(open, "recursion limit of " + std::to_string(options_.nesting_limit) +
                                 " exceeded, use -L<N> to change it");
  }
  if (is_traced && trace_.has(kTraceCalls)) trace_.before_collecting(traced(calls_.back()));
  if (is_known_open || lexer_.at_open_parenthesis()) {
    input_.consume_byte();
    lexer_.skip_blanks();
  } else {
    complete_call();
  }
}

void Processor::end_argument() {
  Call& call = calls_.back();
  if (call.builtin != nullptr) argument_text_.resize(call.argument_start);
  arguments_.push_back({call.argument_start, argument_text_.size(), call.builtin});
  if (tracks_origins_) end_argument_place();
  call.argument_start = argument_text_.size();
  call.builtin = nullptr;
}

TracedCall Processor::traced(const Call& call) const {
  return {call.symbol->name, calls_.size(), call.id, call.open};
}

void Processor::complete_call() {
  const Call& call = calls_.back();  // nothing below begins another
  const Arguments arguments(
      call.symbol->name, argument_text_.data(),
      std::span<const Argument>(arguments_).subspan(call.first_argument));
  location_ = call.open;
  active_arguments_ = &arguments;
  if (tracks_origins_) begin_expansion_place(arguments);
  count_expansion(call);
  if (call.is_traced && trace_.has(kTraceCalls)) trace_.before_call(traced(call), arguments);
  expand(call, arguments);
  arguments_.resize(call.first_argument);
  argument_text_.resize(call.text_start);
  calls_.pop_back();
  if (tracks_origins_) end_call_place();
}

// Expands one call and puts the result in front of the input.
void Processor::expand(const Call& call, const Arguments& arguments) {
  input_.drop_exhausted_texts();
  const TextArena::Mark mark = arena_.mark();
  const Definition& definition = *call.definition;
  std::string_view text;
  if (definition.builtin != nullptr) {
    run_builtin(*definition.builtin, arguments);
    text = arena_.finish();
  } else if (definition.has_parameters) {
    substitute(definition.text, arguments);
    text = arena_.finish();
  } else {
    text = definition.text;
  }
  if (call.is_traced) trace_.after_call(traced(call), arguments, text);
  if (text.empty()) return;
  calls_since_progress_ += text.size() / kBytesThatCountAsCall;
  const bool is_shared = text.data() == definition.text.data();
  input_.push_text(text, call.open, mark, is_shared ? call.definition : DefinitionRef());
  if (tracks_origins_) input_.top().source = source_of_expansion(call, text);
}

// Runs a builtin, and what it redirects to: indir and builtin may name each other, many times.
void Processor::run_builtin(const Builtin& first, const Arguments& first_arguments) {
  const Builtin* builtin = &first;
  Arguments arguments = first_arguments;
  while (true) {
    redirected_.arguments.clear();
    if (arguments.size() < builtin->min_arguments) {
      warn_of_arguments("too few arguments to builtin `" + std::string(arguments.name()) + "'");
      if (builtin->too_few == TooFew::kFirstArgument) arena_.append(arguments[0]);
      if (builtin->too_few == TooFew::kZero && arguments.size() > 0) arena_.append('0');
      return;
    }
    if (arguments.size() > builtin->max_arguments) {
      warn_of_arguments("excess arguments to builtin `" + std::string(arguments.name()) +
                        "' ignored");
    }
    builtin->function(*this, arguments);
    if (redirected_.arguments.empty()) return;
    const DefinitionRef target = std::move(redirected_.definition);
    arguments = redirected_.arguments.front();
    if (target->builtin == nullptr) {
      substitute(target->text, arguments);
      return;
    }
    builtin = target->builtin;
  }
}

void Processor::call_instead(DefinitionRef definition, const Arguments& arguments) {
  redirected_.definition = std::move(definition);
  redirected_.arguments.assign(1, arguments);
}

// Appends a macro's body with its parameters replaced.
void Processor::substitute(const std::string& body, const Arguments& arguments) {
  std::string_view rest = body;
  while (true) {
    const std::size_t dollar = rest.find('$');
    if (dollar == std::string_view::npos) break;
    arena_.append(rest.substr(0, dollar));
    rest.remove_prefix(dollar + 1);
    append_parameter(rest, arguments);
  }
  arena_.append(rest);
}

// `rest' begins behind the dollar sign; what belongs to the parameter is taken from it.
void Processor::append_parameter(std::string_view& rest, const Arguments& arguments) {
  const char c = rest.empty() ? '\0' : rest.front();
  if (c >= '0' && c <= '9') {
    std::size_t number = 0;
    do {
      number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(rest.front() - '0'),
                                     std::size_t{1} << 40);
      rest.remove_prefix(1);
    } while (options_.gnu_extensions && !rest.empty() && rest.front() >= '0' &&
             rest.front() <= '9');
    arena_.append(number == 0 ? arguments.name() : arguments[number - 1]);
    return;
  }
  if (c == '#') {
    arena_.append(std::to_string(arguments.size()));
  } else if (c == '*' || c == '@') {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (i > 0) arena_.append(',');
      if (c == '@') append_quoted(arguments[i]);
      else arena_.append(arguments[i]);
    }
  } else {
    arena_.append('$');
    return;
  }
  rest.remove_prefix(1);
}

void Processor::append_quoted(std::string_view text) {
  arena_.append(lexer_.open_quote());
  arena_.append(text);
  arena_.append(lexer_.close_quote());
}

void Processor::expand_to_builtin(const Builtin* builtin) {
  input_.push_builtin(builtin, location_);
}

// Ends what recurses without end: no byte of a file read meanwhile, or ever more text waiting.
void Processor::count_expansion(const Call& call) {
  if (input_.progress() != last_progress_) {
    last_progress_ = input_.progress();
    calls_since_progress_ = 0;
  }
  if (input_.depth() > kMaxPendingExpansions) {
    diagnostics_.fatal(call.open, "endless recursion: " + std::to_string(input_.depth()) +
                                      " expansions wait to be read behind `" + call.symbol->name +
                                      "'");
  }
  if (++calls_since_progress_ > options_.expansion_limit && options_.expansion_limit > 0) {
    diagnostics_.fatal(call.open, "endless recursion: " +
                                      std::to_string(options_.expansion_limit) +
                                      " macro calls without any input read, the last of `" +
                                      call.symbol->name + "' (--expansion-limit=N changes this)");
  }
}

}  // namespace sendwright::m4
