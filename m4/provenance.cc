// The processor's part in keeping where text comes from (origin.hh): the place of each call while it
// is collected and expanded, and what an observer is told. Nothing here runs unless it is asked for.
#include <algorithm>

#include "m4/processor.hh"

namespace sendwright::m4 {

namespace {
bool is_condition(const Builtin* builtin) {
  return builtin != nullptr &&
         (builtin->function == builtin_ifdef || builtin->function == builtin_ifelse);
}

int newlines_in(std::string_view text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
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
  output_.track_origins();
  call_places_.resize(calls_.size());
  argument_lines_.resize(arguments_.size());
  if (!calls_.empty()) call_places_.back().place = {0, 0, location_.file, location_.line};
}

void Processor::observe(Observer& observer) {
  track_origins();
  observer_ = &observer;
  output_lines_ = std::make_unique<OutputLines>(observer, output_.lines());
  output_.on_written = [this](std::string_view text) { output_lines_->add(text); };
  lexer_.on_unfinished = [this](Unfinished what, Location opened) {
    observer_->on_unfinished(what, opened);
  };
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

void Processor::let_through(std::size_t argument, OriginId cause) {
  chosen_argument_ = argument;
  chosen_cause_ = cause;
}

void Processor::begin_call_place(const Place& place, const Builtin* builtin) {
  call_places_.push_back({place, 0, place.file != nullptr && is_condition(builtin)});
}

// The argument begins with the byte that comes next.
void Processor::begin_argument_place() {
  CallPlace& call = call_places_.back();
  if (call.is_condition) call.argument_line = input_.place().line;
}

// An argument in which something was expanded does not have its lines as the file has them.
void Processor::end_argument_place(std::string_view argument) {
  CallPlace& call = call_places_.back();
  if (call.is_condition && input_.place().line - call.argument_line != newlines_in(argument)) {
    call.argument_line = 0;
  }
  argument_lines_.push_back(call.argument_line);
}

void Processor::begin_expansion_place(const Arguments& arguments) {
  active_origin_ = 0;
  chosen_argument_ = kNoArgument;
  const Place& place = call_places_.back().place;
  if (observer_ != nullptr && place.file != nullptr) observer_->on_call(arguments, place);
}

void Processor::end_call_place(const Call& call) {
  argument_lines_.resize(call.first_argument);
  call_places_.pop_back();
}

// What a condition in a file lets through still is that file's text, with its lines.
FrameSource Processor::source_of_expansion(const Call& call, std::string_view text) {
  const CallPlace& at = call_places_.back();
  const Place& place = at.place;
  const OriginId outer = place.file != nullptr ? 0 : place.cause;  // origin() has it in a file
  if (chosen_argument_ == kNoArgument) {
    const OriginId origin = place.file != nullptr ? this->origin() : place.origin;
    return {origin, origins_.better_cause(call.definition->origin, outer, origin)};
  }
  const std::size_t index = call.first_argument + chosen_argument_;
  if (at.is_condition && index < argument_lines_.size() && argument_lines_[index] > 0) {
    return {place.origin, origins_.better_cause(chosen_cause_, place.cause, place.origin),
            text.data(), argument_lines_[index]};
  }
  const OriginId origin = place.file != nullptr ? this->origin() : place.origin;
  return {origin, origins_.better_cause(chosen_cause_, outer, origin)};
}

// Gives the output the place of a token that has just been read, where it needs one.
void Processor::note_place(std::string_view text) {
  if (!output_.wants_place(text)) return;
  Place place = input_.place();
  if (place.file != nullptr) place.line = std::max(1, place.line - newlines_in(text));
  output_.set_place(place);
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
