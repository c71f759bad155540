// The macro processor: reads files, expands macros, and writes the result to a sink. The engine
// keeps the calls whose arguments are being collected on a stack of its own, so nesting in the
// input costs memory within a limit and never C++ stack.
//
// Example:
//   StringSink out, errors;
//   Processor m4({}, out, errors);
//   m4.process_text("define(`x', `<$1>')x(1)", "example");
//   int status = m4.finish();   // out.text is "<1>"
//
// One processor is one run and belongs to one thread. The sinks must outlive it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "m4/arena.hh"
#include "m4/builtins.hh"
#include "m4/diagnostics.hh"
#include "m4/frozen.hh"
#include "m4/input.hh"
#include "m4/lexer.hh"
#include "m4/limits.hh"
#include "m4/origin.hh"
#include "m4/output.hh"
#include "m4/output_lines.hh"
#include "m4/regex.hh"
#include "m4/source_map.hh"
#include "m4/symbols.hh"
#include "m4/trace.hh"

namespace sendwright::m4 {

struct Options {
  std::string program = "m4";  // begins diagnostics, and is what __program__ gives
  bool gnu_extensions = true;  // -G: false
  bool prefix_builtins = false;  // -P
  bool interactive = false;      // -i
  // Whether the input may reach outside: include, undivert of files, mkstemp, debugfile, commands.
  bool allow_files = true;
  bool allow_commands = true;
  std::vector<std::string> include_path;  // searched after the current directory
  std::size_t nesting_limit = kDefaultNestingLimit;        // 0: none
  std::uint64_t expansion_limit = kDefaultExpansionLimit;  // 0: none
  std::size_t memory_limit = kDefaultMemoryLimit;
  std::string library;  // folder of the macro library: what is read for an absent m4/cf.m4
  std::optional<std::string> freeze_file;  // -F: takes the state, and the diversions, at the end
  std::optional<std::string> reload_file;  // -R: what definitions there are at the start
  std::uint64_t frozen_buckets = kFrozenBuckets;
};

class Processor {
 public:
  Processor(Options options, ByteSink& out, ByteSink& errors);

  // Takes up the state of Options::reload_file, if there is one, before anything is read.
  bool reload();
  // Each reads a source to its end. False: the run is over (m4exit or a fatal error).
  bool process_file(const std::string& path);  // "-": standard input
  bool process_text(std::string_view text, const std::string& name);
  // Expands what m4wrap has kept, puts out the diversions; returns the exit status.
  int finish();

  // Sets a definition up from outside, as options -D and -U do.
  void define(std::string_view name, std::string_view text);
  void undefine(std::string_view name);

  // From now on, keep where each line of output comes from (origin.hh).
  void track_origins();
  [[nodiscard]] const OriginTable& origins() const { return origins_; }
  // Writes the source map at the end; to be called before anything is read.
  void make_source_map(std::string path);
  // Tells `observer' of the run from now on, with origins; it must outlive the processor.
  void observe(Observer& observer);
  [[nodiscard]] Observer* observer() const { return observer_; }
  // Called once, when a file named cf.m4 is about to be read: the input is a .mc.
  std::function<void()> on_library;
  // The names of all files that were read, in the order of their opening.
  [[nodiscard]] const std::deque<std::string>& file_names() const { return file_names_; }
  // The folder of the library that cf.m4 begins, with its slash; empty before that.
  [[nodiscard]] const std::string& library_directory() const { return library_directory_; }

  // --- for the builtins ---
  Options& options() { return options_; }
  SymbolTable& symbols() { return symbols_; }
  Lexer& lexer() { return lexer_; }
  InputStack& input() { return input_; }
  Output& output() { return output_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  Trace& trace() { return trace_; }
  RegexCache& regexes() { return regexes_; }

  // Where a builtin appends its expansion.
  TextArena& expansion() { return arena_; }
  // Puts a builtin itself into the input (defn).
  void expand_to_builtin(const Builtin* builtin);
  // Appends text between the current quotes.
  void append_quoted(std::string_view text);
  // The place of the call that is being expanded.
  [[nodiscard]] Location location() const { return location_; }
  // The same with what is behind it; and as a number for what the call makes. Unknown (0) while
  // origins are not tracked.
  [[nodiscard]] Place place() const;
  OriginId origin();
  // The number that a definition keeps; and the same where it only adds to a former one.
  OriginId origin_of_definition();
  void note_added_text(DefinitionRef& definition, const Definition& former);
  // The first line of a file that the call puts out.
  Place place_in(std::string file);
  void put_out_file(std::string_view text, const Place& place);
  // What the command line defines.
  OriginId origin_on_command_line(std::string_view name);
  // Says that the expansion is this argument as it stands, let through by `cause' (0: by no name).
  void let_through(std::size_t argument, OriginId cause);
  void warn(std::string_view text) { diagnostics_.warn(location_, text); }
  void warn_of_arguments(std::string_view text) { diagnostics_.warn_of_arguments(location_, text); }
  void complain(std::string_view text) { diagnostics_.complain(location_, text); }
  // Has the current builtin stand for a call of this definition instead (indir, builtin).
  void call_instead(DefinitionRef definition, const Arguments& arguments);
  // Keeps text for the end of the input.
  void wrap(std::string text);
  // Opens a file along the include path: its descriptor and the name it was found by.
  struct OpenedFile {
    int descriptor = -1;
    int error = 0;
    std::string name;
    std::size_t size = 0;  // of a regular file
  };
  OpenedFile open_file(std::string_view name);
  // The same for a file to be read as input: the macro library is found although it is elsewhere.
  OpenedFile open_input(std::string_view name);
  // Reads on in this file before anything else.
  void include(OpenedFile file);
  // Warns where a definition looks like what --warn-macro-sequence asks to be shown.
  void check_definition(std::string_view name, std::string_view text);
  void set_warned_sequence(std::string_view pattern);

  int last_command_status = 0;  // sysval
  bool has_warned_of_group_zero = false;  // once is enough

 private:
  // A macro call whose arguments are being collected.
  struct Call {
    Symbol* symbol;
    DefinitionRef definition;
    Location open;
    Location argument;  // where the argument being collected begins
    std::size_t first_argument;  // index in arguments_
    std::size_t argument_start;  // of the argument being collected, in argument_text_
    std::size_t text_start;      // of the call's first argument
    std::uint64_t id;
    std::size_t parentheses;     // open ones inside the argument
    const Builtin* builtin;      // the argument so far is this builtin
    bool is_traced;
  };

  bool guarded(void (Processor::*step)());
  void give_up(Location where, std::string_view why);
  void push_source(int descriptor, std::size_t size, bool interactive, std::string name);
  void expand_input();
  void expand_all_wrapped();
  void put_out_diversions();
  void read_frozen_state();
  void freeze();
  void handle_macro(Symbol* symbol);
  [[nodiscard]] bool is_plain_dnl(const Symbol& symbol) const;
  void skip_rest_of_line(Symbol* symbol);
  void handle_token(const Token& token);
  void emit(std::string_view text);
  void put_out(std::string_view text);

  // provenance.cc; all but note_file() only while origins are tracked.
  void begin_call_place(const Place& place, const Builtin* builtin) {
    call_places_.push_back({place, 0, argument_lines_.size(),
                            place.file != nullptr && is_condition(builtin)});
  }
  // The argument begins with the byte that comes next.
  void begin_argument_place() {
    CallPlace& call = call_places_.back();
    if (call.is_condition) call.argument_line = input_.place().line;
  }
  // The first argument of a condition is what it asks about: it is never let through.
  void end_argument_place() {
    const CallPlace& call = call_places_.back();
    if (!call.is_condition) return;
    const bool is_first = argument_lines_.size() == call.first_lines;
    argument_lines_.push_back({call.argument_line, is_first ? 0 : input_.place().line});
  }
  void begin_expansion_place(const Arguments& arguments) {
    active_origin_ = 0;
    chosen_argument_ = kNoArgument;
    const Place& place = call_places_.back().place;
    if (observer_ != nullptr && place.file != nullptr) observer_->on_call(arguments, place);
  }
  void end_call_place() {
    argument_lines_.resize(call_places_.back().first_lines);
    call_places_.pop_back();
  }
  static bool is_condition(const Builtin* builtin) {
    return builtin != nullptr &&
           (builtin->function == builtin_ifdef || builtin->function == builtin_ifelse);
  }
  FrameSource source_of_expansion(const Call& call, std::string_view text);
  void note_place(std::string_view text);
  void note_pieces(std::string_view text, Place place);
  void note_file(const std::string* name);
  void watch_output();
  void write_source_map();

  void collect(std::string_view text);
  void begin_call(Symbol* symbol);
  void end_argument();
  void complete_call();
  void expand(const Call& call, const Arguments& arguments);
  void run_builtin(const Builtin& builtin, const Arguments& arguments);
  void substitute(const std::string& body, const Arguments& arguments);
  void append_parameter(std::string_view& rest, const Arguments& arguments);
  void count_expansion(const Call& call);
  [[nodiscard]] TracedCall traced(const Call& call) const;
  const std::string* intern_file_name(std::string name);
  void watch_input();

  Options options_;
  Output output_;
  Diagnostics diagnostics_;
  SymbolTable symbols_;
  TextArena arena_;
  InputStack input_;
  Lexer lexer_;
  Trace trace_;
  RegexCache regexes_;
  std::unique_ptr<Regex> warned_sequence_;

  std::vector<Call> calls_;
  std::vector<Argument> arguments_;
  std::string argument_text_;  // of all calls being collected, one behind the other
  Location location_;
  std::uint64_t call_count_ = 0;
  std::uint64_t calls_since_progress_ = 0;
  std::uint64_t last_progress_ = 0;

  struct Redirected {
    DefinitionRef definition;
    std::vector<Arguments> arguments;  // one, or none
  } redirected_;

  struct Wrapped {
    std::string text;
    Location location;
    OriginId origin;
  };
  std::vector<Wrapped> wrapped_;
  std::size_t wrapped_bytes_ = 0;

  // Where text comes from; untouched while it is not tracked.
  struct CallPlace {
    Place place;
    int argument_line = 0;  // of a condition: where the argument being collected begins
    std::size_t first_lines = 0;  // and its arguments' lines, in argument_lines_
    bool is_condition = false;  // ifdef or ifelse, written in a file
  };
  bool tracks_origins_ = false;
  OriginTable origins_;
  Place word_place_;                      // of a name that may be called
  std::vector<CallPlace> call_places_;    // one for each of calls_
  struct Lines {
    int first, last;
  };
  std::vector<Lines> argument_lines_;  // of conditions' arguments; 0: not known
  const Arguments* active_arguments_ = nullptr;  // of the call being expanded
  OriginId active_origin_ = 0;                   // its number, once someone has asked
  static constexpr std::size_t kNoArgument = SIZE_MAX;
  std::size_t chosen_argument_ = kNoArgument;
  OriginId chosen_cause_ = 0;
  Observer* observer_ = nullptr;
  std::unique_ptr<OutputLines> output_lines_;
  std::unique_ptr<SourceMapWriter> source_map_;
  std::string library_directory_;
  std::deque<std::string> file_names_;  // what locations point to
  bool is_over_ = false;
  int exit_status_ = 0;
};

}  // namespace sendwright::m4
