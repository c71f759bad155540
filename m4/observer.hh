// What the processor tells those who look at a run: --lint, and the warnings without it.
// Called only while an observer is set; the processor works the same without one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "m4/diagnostics.hh"
#include "m4/origin.hh"

namespace sendwright::m4 {

class Arguments;

// What the input ended inside of.
enum class Unfinished : std::uint8_t { kString, kArguments, kComment };

// An observer must not change the run. Views and references are valid during the call only; what
// places point to lives as long as the processor, whose origins() explain them.
class Observer {
 public:
  virtual ~Observer() = default;

  // A file of the command line or of an include has been opened; `origin' brought it in.
  virtual void on_file_opened(const std::string& /*name*/, OriginId /*origin*/) {}
  // A file that include, sinclude or undivert asked for cannot be opened. `is_silent': sinclude.
  virtual void on_open_failed(std::string_view /*name*/, const Place& /*place*/, int /*error*/,
                              bool /*is_silent*/) {}
  // A macro call written in a file is about to be expanded; `place' is that of its name. Calls that
  // a macro's body makes are not told.
  virtual void on_call(const Arguments& /*arguments*/, const Place& /*place*/) {}
  // A line of standard output, without its newline. Not for what syscmd's commands write.
  virtual void on_output_line(std::string_view /*line*/, const Place& /*place*/) {}
  // The input ended inside something that was opened here.
  virtual void on_unfinished(Unfinished /*what*/, Location /*opened*/) {}
  // All output is written.
  virtual void on_finish() {}
};

}  // namespace sendwright::m4
