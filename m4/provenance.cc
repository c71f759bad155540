// The processor's part in keeping where text comes from (origin.hh): the place of each call while
// it is collected and expanded, and what an observer is told. All of it only when asked for.
#include <algorithm>
#include <cstring>

#include "m4/processor.hh"

namespace sendwright::m4 {

namespace {
int newlines_in(std::string_view text) {
  int count = 0;
  std::size_t at = text.find('\n');
  for (; at != std::string_view::npos; at = text.find('\n', at + 1)) ++count;
  return count;
}

// The folder that holds m4/cf.m4 and feature/, as a prefix of the names of its files.
std::string library_of(const std::string& cf_m4) {
  constexpr std::string_view kBelow = "m4/cf.m4";
  const std::size_t start = cf_m4.size() - std::min(cf_m4.size(), kBelow.size());
  const bool is_below = cf_m4.ends_with(kBelow) && (start == 0 || cf_m4[start - 1] == '/');
  if (is_below) return start == 0 ? "./" : cf_m4.substr(0, start);
  const std::size_t slash = cf_m4.rfind('/');
  return (slash == std::string::npos ? "" : cf_m4.substr(0, slash + 1)) + "../";
}
}  // namespace

// A call that is being expanded just now was collected without its place: it is taken as written in
// the file it stands in, which is what the include of cf.m4 is.
void Processor::track_origins() {
  if (tracks_origins_) return;
  tracks_origins_ = true;
  origins_.reserve();
  output_.track_origins();
  call_places_.resize(calls_.size());
  if (!calls_.empty()) call_places_.back().place = {0, 0, location_.file, location_.line};
}

void Processor::observe(Observer& observer) {
  track_origins();
  observer_ = &observer;
  output_lines_ = std::make_unique<OutputLines>(observer, output_.lines());
  watch_output();
  lexer_.on_unfinished = [this](Unfinished what, Location opened) {
    observer_->on_unfinished(what, opened);
  };
}

void Processor::make_source_map(std::string path) {
  track_origins();
  source_map_ = std::make_unique<SourceMapWriter>(std::move(path));
  watch_output();
}

void Processor::watch_output() {
  output_.on_written = [this](std::string_view text) {
    if (source_map_ != nullptr) source_map_->add(text);
    if (output_lines_ != nullptr) output_lines_->add(text);
  };
}

void Processor::write_source_map() {
  const std::string map = source_map_->text(output_.lines(), origins_, library_directory_);
  const int error = source_map_->write(map);
  if (error == 0) return;
  diagnostics_.fail({}, "cannot write source map `" + source_map_->path() +
                            "': " + std::strerror(error));
}

Place Processor::place() const {
  return tracks_origins_ && !calls_.empty() ? call_places_.back().place : Place();
}

Place Processor::place_in(std::string file) {
  return {origin(), 0, intern_file_name(std::move(file)), 1};
}

OriginId Processor::origin() {
  if (!tracks_origins_ || calls_.empty()) return 0;
  if (active_origin_ == 0) {
    const Place& place = call_places_.back().place;
    active_origin_ = place.file != nullptr
                         ? origins_.add_call(place, active_arguments_->name(), *active_arguments_)
                         : origins_.with_cause(place.origin, place.cause);
  }
  return active_origin_;
}

OriginId Processor::origin_on_command_line(std::string_view name) {
  if (!tracks_origins_) return 0;
  const Place place{0, 0, intern_file_name("command line"), 0};
  return origins_.add(place, "-D" + std::string(name));
}

// Of what the library defines for itself, its file is enough: it never explains anything.
OriginId Processor::origin_of_definition() {
  if (!tracks_origins_ || calls_.empty()) return 0;
  const Place& place = call_places_.back().place;
  return origins_.is_library(place) ? place.origin : origin();
}

void Processor::note_added_text(DefinitionRef& definition, const Definition& former) {
  const std::string_view text = former.text;
  if (!tracks_origins_ || text.empty() || definition->text.size() <= text.size()) return;
  if (!definition->text.starts_with(text)) return;
  definition.set_origin(origins_.extend(definition->origin, former.origin, text.size()));
}

void Processor::let_through(std::size_t argument, OriginId cause) {
  chosen_argument_ = argument;
  chosen_cause_ = cause;
}

// What a condition in a file lets through still is that file's text, with its lines; unless
// something was expanded in it.
FrameSource Processor::source_of_expansion(const Call& call, std::string_view text) {
  const CallPlace& at = call_places_.back();
  const Place& place = at.place;
  const OriginId outer = place.file != nullptr ? 0 : place.cause;  // origin() has it in a file
  if (chosen_argument_ == kNoArgument) {
    const OriginId origin = place.file != nullptr ? this->origin() : place.origin;
    const OriginId defined = call.definition->origin;
    const OriginId cause = origins_.better_cause(defined, outer, origin);
    if (!origins_.is_extended(defined)) return {origin, cause};
    return {origin, defined, text.data(), 0, text.data() == call.definition->text.data()};
  }
  const std::size_t index = at.first_lines + chosen_argument_;
  if (at.is_condition && index < argument_lines_.size()) {
    const Lines lines = argument_lines_[index];
    if (lines.first > 0 && lines.last - lines.first == newlines_in(text)) {
      return {place.origin, origins_.better_cause(chosen_cause_, place.cause, place.origin),
              text.data(), lines.first};
    }
  }
  const OriginId origin = place.file != nullptr ? this->origin() : place.origin;
  return {origin, origins_.better_cause(chosen_cause_, outer, origin)};
}

// Gives the output the place of a token that has just been read, where it needs one.
void Processor::note_place(std::string_view text) {
  LineOrigins* lines = output_.current_lines();
  if (lines == nullptr || !lines->wants(text)) return;
  Place place = input_.place();
  if (place.file != nullptr) place.line = std::max(1, place.line - newlines_in(text));
  if (output_.has_sync_lines()) {
    output_.set_place(place);
  } else if (!input_.is_empty() && input_.top().source.is_pieced) {
    note_pieces(text, place);
  } else {
    lines->add(text, place);
  }
}

// The text of a definition that was added to: each line for itself.
void Processor::note_pieces(std::string_view text, Place place) {
  const Frame& frame = input_.top();
  const OriginId last = place.cause;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, std::min(text.size(), text.find('\n')) + 1);
    const char* start = line.data();
    if (!std::less<>()(start, frame.source.mark) && std::less<>()(start, frame.end)) {
      const auto offset = static_cast<std::size_t>(start - frame.source.mark);
      const OriginId cause = origins_.piece(last, offset);
      place.cause = origins_.better_cause(cause, 0, place.origin);
    }
    output_.current_lines()->add(line, place);
    text.remove_prefix(std::min(text.size(), line.size()));
  }
}

void Processor::put_out_file(std::string_view text, const Place& place) {
  if (tracks_origins_ && output_.current_lines() != nullptr) {
    output_.current_lines()->add(text, place);
  }
  output_.text(text);
}

void Processor::note_file(const std::string* name) {
  constexpr std::string_view kFirst = "cf.m4";
  const bool is_first = name->ends_with(kFirst) &&
                        (name->size() == kFirst.size() || name->end()[-6] == '/');
  if (is_first && library_directory_.empty()) {
    library_directory_ = library_of(*name);
    if (on_library) on_library();
    if (tracks_origins_) origins_.set_library(origin(), name);
  }
  if (tracks_origins_) input_.top().source.origin = origin();
  if (observer_ != nullptr) observer_->on_file_opened(*name, input_.top().source.origin);
}

}  // namespace sendwright::m4
