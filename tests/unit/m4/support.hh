// For the tests of the macro processor: run a text, look at what came out.
#pragma once

#include <string>
#include <string_view>

#include "m4/processor.hh"

namespace sendwright::m4 {

struct Outcome {
  std::string out;
  std::string errors;
  int status;
};

// Runs `text' as a file named "test".
inline Outcome run_m4(std::string_view text, Options options = {}) {
  StringSink out;
  StringSink errors;
  Processor m4(std::move(options), out, errors);
  m4.process_text(text, "test");
  const int status = m4.finish();
  return {out.text, errors.text, status};
}

// What a text expands to when nothing goes wrong; otherwise the diagnostics stand behind it.
inline std::string expand(std::string_view text) {
  const Outcome outcome = run_m4(text);
  return outcome.out + outcome.errors;
}

}  // namespace sendwright::m4
