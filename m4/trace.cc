#include "m4/trace.hh"

#include <fcntl.h>
#include <unistd.h>

namespace sendwright::m4 {

std::optional<unsigned> parse_debug_flags(std::string_view letters) {
  if (letters.empty()) return kTraceDefault;
  static constexpr std::string_view kLetters = "aeqtlfpcix";
  unsigned flags = 0;
  for (const char letter : letters) {
    const std::size_t bit = kLetters.find(letter);
    if (letter == 'V') {
      flags |= kTraceEverything;
    } else if (bit == std::string_view::npos) {
      return std::nullopt;
    } else {
      flags |= 1U << bit;
    }
  }
  return flags;
}

void Trace::write(std::string_view text) {
  if (target_ == Target::kStandardError) diagnostics_.write(text);
  if (target_ == Target::kFile) sink_->write(text);
}

bool Trace::to_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) return false;
  to_nowhere();
  descriptor_ = descriptor;
  sink_ = std::make_unique<DescriptorSink>(descriptor);
  target_ = Target::kFile;
  return true;
}

void Trace::to_standard_error() {
  to_nowhere();
  target_ = Target::kStandardError;
}

void Trace::to_nowhere() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  target_ = Target::kNowhere;
}

std::string Trace::header(const TracedCall& call) {
  std::string line = "m4trace:";
  if (has(kTraceFile) && call.location.file != nullptr)
    line.append(*call.location.file).append(":");
  if (has(kTraceLine)) line.append(std::to_string(call.location.line)).append(":");
  line.append(" -").append(std::to_string(call.depth)).append("- ");
  if (has(kTraceCallId)) line.append("id ").append(std::to_string(call.id)).append(": ");
  return line.append(call.name);
}

void Trace::append_value(std::string& line, std::string_view text, const Builtin* builtin) {
  if (builtin != nullptr) {
    line.append("<").append(builtin->name).append(">");
    return;
  }
  if (has(kTraceQuotes)) line.append(lexer_.open_quote());
  if (max_length > 0 && text.size() >= max_length) {
    line.append(text.substr(0, max_length)).append("...");
  } else {
    line.append(text);
  }
  if (has(kTraceQuotes)) line.append(lexer_.close_quote());
}

void Trace::append_arguments(std::string& line, const Arguments& arguments) {
  if (arguments.size() == 0) return;
  line += '(';
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) line += ", ";
    append_value(line, arguments[i], arguments.builtin(i));
  }
  line += ')';
}

void Trace::before_collecting(const TracedCall& call) { write(header(call) + " ...\n"); }

void Trace::before_call(const TracedCall& call, const Arguments& arguments) {
  std::string line = header(call);
  if (has(kTraceArguments)) append_arguments(line, arguments);
  write(line.append(" -> ???\n"));
}

void Trace::after_call(const TracedCall& call, const Arguments& arguments,
                       std::string_view expansion) {
  std::string line = header(call);
  if (has(kTraceCalls)) {
    if (arguments.size() > 0) line += "(...)";
  } else if (has(kTraceArguments)) {
    append_arguments(line, arguments);
  }
  if (has(kTraceExpansion) && !expansion.empty()) {
    line += " -> ";
    append_value(line, expansion, nullptr);
  }
  write(line.append("\n"));
}

void Trace::message(Location location, std::string_view text) {
  std::string line = "m4debug:";
  if (location.line > 0 && location.file != nullptr) {
    if (has(kTraceFile)) line.append(*location.file).append(":");
    if (has(kTraceLine)) line.append(std::to_string(location.line)).append(":");
  }
  write(line.append(" ").append(text).append("\n"));
}

}  // namespace sendwright::m4
