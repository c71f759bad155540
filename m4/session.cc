// How a processor is set up, fed with files, and brought to its end.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "m4/processor.hh"

namespace sendwright::m4 {

Processor::Processor(Options options, ByteSink& out, ByteSink& errors)
    : options_(std::move(options)),
      output_(out),
      diagnostics_(options_.program, errors),
      symbols_(options_.memory_limit),
      arena_(options_.memory_limit),
      input_(arena_),
      lexer_(input_, symbols_, diagnostics_, options_.memory_limit),
      trace_(diagnostics_, lexer_) {
  diagnostics_.set_before_write([this] { output_.flush(); });
  watch_input();
  if (options_.reload_file) return;  // all definitions come from there
  for (const Builtin& builtin : all_builtins()) {
    if (builtin.is_gnu && !options_.gnu_extensions) continue;
    const std::string prefix = options_.prefix_builtins ? "m4_" : "";
    symbols_.define(prefix + std::string(builtin.name), make_builtin_definition(&builtin));
  }
  // These are not builtins: -P leaves their names alone.
  if (options_.gnu_extensions) {
    symbols_.define("__gnu__", make_text_definition(""));
    symbols_.define("__unix__", make_text_definition(""));
  } else {
    symbols_.define("unix", make_text_definition(""));
  }
}

void Processor::watch_input() {
  input_.before_interactive_read = [this] { output_.flush(); };
  input_.on_read_error = [this](Location where, int error) {
    diagnostics_.fail(where, std::string("read error: ") + std::strerror(error));
  };
  input_.on_file_end = [this](Location last) {
    output_.forget_place();
    if (!trace_.has(kTraceInput)) return;
    const Location now = input_.location();
    trace_.message(last, now.line > 0 ? "input reverted to " + *now.file + ", line " +
                                            std::to_string(now.line)
                                      : "input exhausted");
  };
}

void Processor::define(std::string_view name, std::string_view text) {
  check_definition(name, text);
  symbols_.define(name, make_text_definition(text, origin_on_command_line(name)));
}

void Processor::undefine(std::string_view name) { symbols_.undefine(name); }

const std::string* Processor::intern_file_name(std::string name) {
  const auto found = std::find(file_names_.begin(), file_names_.end(), name);
  return found != file_names_.end() ? &*found : &file_names_.emplace_back(std::move(name));
}

// Runs one step of the session and turns what ends it into a diagnostic and an exit status.
bool Processor::guarded(void (Processor::*step)()) {
  if (is_over_) return false;
  try {
    (this->*step)();
    return true;
  } catch (const Exit& exit) {
    exit_status_ = exit.status;
  } catch (const MemoryLimitExceeded& exceeded) {
    give_up(calls_.empty() ? input_.location() : calls_.back().open,
            "text grows beyond the limit of " + std::to_string(exceeded.limit >> 20) +
                " MiB (--memory-limit=MiB changes this)");
  } catch (const std::bad_alloc&) {
    std::string().swap(argument_text_);  // room for what is left to do
    give_up(calls_.empty() ? input_.location() : calls_.back().open, "out of memory");
  } catch (const OutputError& failure) {
    output_.discard_pending();
    give_up(input_.location(), std::string(failure.what) + ": " + std::strerror(failure.error));
  }
  is_over_ = true;
  return false;
}

// The last error of a run that cannot go on.
void Processor::give_up(Location where, std::string_view why) {
  exit_status_ = 1;
  try {
    output_.flush();
  } catch (const OutputError&) {
    output_.discard_pending();
  }
  try {
    diagnostics_.fail(where, why);
  } catch (const Exit&) {  // -EE: the status is set already
  }
}

void Processor::push_source(int descriptor, std::size_t size, bool interactive,
                            std::string name) {
  const std::string* interned = intern_file_name(std::move(name));
  output_.forget_place();
  input_.push_file(std::make_unique<FileSource>(descriptor, size, interactive), interned);
  note_file(interned);
}

bool Processor::process_file(const std::string& path) {
  if (is_over_) return false;
  location_ = {};
  if (path == "-") {
    const bool is_interactive = options_.interactive || ::isatty(STDIN_FILENO) != 0;
    push_source(STDIN_FILENO, 0, is_interactive, "stdin");
    if (trace_.has(kTraceInput)) trace_.message({}, "input read from stdin");
  } else {
    OpenedFile file = open_input(path);
    if (file.descriptor < 0) {
      diagnostics_.report({}, "cannot open `" + path + "': " + std::strerror(file.error));
      if (observer_ != nullptr) observer_->on_open_failed(path, {}, file.error, false);
      return true;
    }
    include(std::move(file));
  }
  return guarded(&Processor::expand_input);
}

bool Processor::process_text(std::string_view text, const std::string& name) {
  if (is_over_) return false;
  const DefinitionRef keep = make_text_definition(text);
  if (text.empty()) return true;
  input_.push_text(keep->text, {intern_file_name(name), 1}, arena_.mark(), keep);
  input_.top().line_mark = keep->text.data();
  return guarded(&Processor::expand_input);
}

void Processor::wrap(std::string text) {
  wrapped_bytes_ += sizeof(Wrapped) + text.size();
  if (wrapped_bytes_ > options_.memory_limit) throw MemoryLimitExceeded{options_.memory_limit};
  wrapped_.push_back({std::move(text), location_, origin()});
}

// What is wrapped while wrapped text is expanded comes after all of that.
void Processor::expand_all_wrapped() {
  while (!wrapped_.empty()) {
    std::vector<Wrapped> now;
    now.swap(wrapped_);
    wrapped_bytes_ = 0;
    for (const Wrapped& wrapped : now) {
      const DefinitionRef keep = make_text_definition(wrapped.text);
      if (keep->text.empty()) continue;
      input_.push_text(keep->text, wrapped.location, arena_.mark(), keep);
      input_.top().source.origin = wrapped.origin;
    }
    expand_input();
  }
}

bool Processor::reload() {
  return !options_.reload_file || guarded(&Processor::read_frozen_state);
}

void Processor::read_frozen_state() { reload_frozen_state(*this, *options_.reload_file); }

void Processor::freeze() {
  write_frozen_state(*this, *options_.freeze_file, options_.frozen_buckets);
}

int Processor::finish() {
  if (guarded(&Processor::expand_all_wrapped)) {
    location_ = {};
    guarded(options_.freeze_file ? &Processor::freeze : &Processor::put_out_diversions);
  }
  try {
    output_.flush();
  } catch (const OutputError& failure) {
    exit_status_ = 1;
    diagnostics_.fail({}, std::string(failure.what) + ": " + std::strerror(failure.error));
  }
  if (source_map_ != nullptr) write_source_map();
  if (output_lines_ != nullptr) {
    output_lines_->finish();
    observer_->on_finish();
  }
  return exit_status_ != 0 ? exit_status_ : diagnostics_.exit_status();
}

void Processor::put_out_diversions() {
  output_.divert(0);
  output_.undivert_all();
}

// A name is tried as it is, then behind each directory of the include path.
Processor::OpenedFile Processor::open_file(std::string_view name) {
  if (!options_.allow_files) return {-1, EACCES, std::string(name)};
  const auto attempt = [](const std::string& path) -> OpenedFile {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return {-1, errno, path};
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) return {descriptor, 0, path};
    if (S_ISDIR(status.st_mode)) {
      ::close(descriptor);
      return {-1, EISDIR, path};
    }
    return {descriptor, 0, path,
            S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) : 0};
  };
  if (name.empty()) return {-1, ENOENT, {}};
  OpenedFile first = attempt(std::string(name));
  if (first.descriptor >= 0 || name.front() == '/') return first;
  for (const std::string& directory : options_.include_path) {
    const char* slash = directory.ends_with('/') ? "" : "/";
    OpenedFile found = attempt(directory + slash + std::string(name));
    if (found.descriptor < 0) continue;
    if (trace_.has(kTracePath)) {
      trace_.message(location_, "path search for `" + std::string(name) + "' found `" +
                                    found.name + "'");
    }
    return found;
  }
  return first;
}

void Processor::include(OpenedFile file) {
  if (input_.file_depth() >= kMaxIncludeDepth) {
    ::close(file.descriptor);
    diagnostics_.fatal(location_, "cannot include `" + file.name + "': more than " +
                                      std::to_string(kMaxIncludeDepth) +
                                      " files are open inside each other");
  }
  if (trace_.has(kTraceInput)) trace_.message(location_, "input read from " + file.name);
  push_source(file.descriptor, file.size, false, std::move(file.name));
}

void Processor::set_warned_sequence(std::string_view pattern) {
  auto compiled = Regex::compile(pattern);
  if (!compiled) {
    diagnostics_.fatal({}, "--warn-macro-sequence: bad regular expression `" +
                               std::string(pattern) + "': " + compiled.error());
  }
  warned_sequence_ = std::move(*compiled);
}

void Processor::check_definition(std::string_view name, std::string_view text) {
  if (warned_sequence_ == nullptr) return;
  std::size_t start = 0;
  while (start < text.size() && warned_sequence_->search(text, start) >= 0) {
    const Regex::Group match = warned_sequence_->group(0);
    const auto begin = static_cast<std::size_t>(match.begin);
    const auto end = static_cast<std::size_t>(match.end);
    start = end > begin ? end : end + 1;
    if (end == begin) continue;
    warn("definition of `" + std::string(name) + "' contains sequence `" +
         std::string(text.substr(begin, end - begin)) + "'");
  }
}

}  // namespace sendwright::m4
