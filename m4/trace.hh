// Trace and debug output: what traceon, debugmode, dumpdef and the options -d and -t show.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "m4/builtins.hh"
#include "m4/diagnostics.hh"
#include "m4/lexer.hh"

namespace sendwright::m4 {

// One bit for each letter of the debug flags.
enum DebugFlag : unsigned {
  kTraceArguments = 1,    // a
  kTraceExpansion = 2,    // e
  kTraceQuotes = 4,       // q
  kTraceAll = 8,          // t
  kTraceLine = 16,        // l
  kTraceFile = 32,        // f
  kTracePath = 64,        // p
  kTraceCalls = 128,      // c
  kTraceInput = 256,      // i
  kTraceCallId = 512,     // x
  kTraceEverything = 1023,  // V
  kTraceDefault = kTraceArguments | kTraceExpansion | kTraceQuotes,
};

// The bits of a string of flag letters, of none the default ones; nothing if a letter is unknown.
[[nodiscard]] std::optional<unsigned> parse_debug_flags(std::string_view letters);

// What a trace line tells about the call it is for.
struct TracedCall {
  std::string_view name;
  std::size_t depth;
  std::uint64_t id;
  Location location;
};

class Trace {
 public:
  Trace(Diagnostics& diagnostics, const Lexer& lexer) : diagnostics_(diagnostics), lexer_(lexer) {}

  unsigned flags = 0;
  std::size_t max_length = 0;  // bytes of an argument or expansion that are shown; 0: all

  [[nodiscard]] bool has(DebugFlag flag) const { return (flags & flag) != 0; }

  void before_collecting(const TracedCall& call);
  void before_call(const TracedCall& call, const Arguments& arguments);
  void after_call(const TracedCall& call, const Arguments& arguments, std::string_view expansion);
  // "m4debug:" and text, with the place as the flags say.
  void message(Location location, std::string_view text);
  void write(std::string_view text);

  // Debug output to a new file (appended to), to standard error (""), or nowhere: false and errno.
  bool to_file(const std::string& path);
  void to_standard_error();
  void to_nowhere();

 private:
  std::string header(const TracedCall& call);
  void append_arguments(std::string& line, const Arguments& arguments);
  void append_value(std::string& line, std::string_view text, const Builtin* builtin);

  enum class Target { kStandardError, kFile, kNowhere };
  Diagnostics& diagnostics_;
  const Lexer& lexer_;
  Target target_ = Target::kStandardError;
  std::unique_ptr<DescriptorSink> sink_;
  int descriptor_ = -1;
};

}  // namespace sendwright::m4
