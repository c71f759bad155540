#include "m4/origin.hh"

#include <algorithm>

#include "m4/builtins.hh"
#include "m4/limits.hh"

namespace sendwright::m4 {

namespace {
// Bytes of a call that are kept: enough to tell one from the other on a line of a report.
constexpr std::size_t kCallText = 60;

// What a .mc with its library comes to.
constexpr std::size_t kUsualCalls = 1024;
constexpr std::size_t kUsualText = std::size_t{40} << 10;

bool is_blank_line(std::string_view text) {
  for (const char c : text) {
    if (c != ' ' && c != '\t') return false;
  }
  return true;
}

bool is_continuation_byte(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }
}  // namespace

OriginTable::OriginTable() : origins_(1) {}

void OriginTable::reserve() {
  origins_.reserve(kUsualCalls);
  texts_.reserve(kUsualText);
}

// NAME(first, second...), cut where it grows long, never inside a UTF-8 character.
void OriginTable::append_call_text(std::string_view name, const Arguments& arguments) {
  std::size_t end = texts_.size() + kCallText;
  texts_.append(name.substr(0, kCallText));
  for (std::size_t i = 0; i < arguments.size() && texts_.size() <= end; ++i) {
    texts_.append(i == 0 ? "(" : ", ");
    texts_.append(arguments[i].substr(0, kCallText));
  }
  if (texts_.size() > end) {
    while (is_continuation_byte(texts_[end])) --end;
    texts_.resize(end);
    texts_.append("...");
  }
  if (arguments.size() > 0) texts_.push_back(')');
}

OriginId OriginTable::add_call(const Place& place, std::string_view name,
                               const Arguments& arguments) {
  if (origins_.size() >= kMaxOrigins) return place.origin;
  const std::size_t start = texts_.size();
  append_call_text(name, arguments);
  return add(place, start);
}

OriginId OriginTable::add(const Place& place, std::string_view call) {
  if (origins_.size() >= kMaxOrigins) return place.origin;
  const std::size_t start = texts_.size();
  texts_.append(call.substr(0, kCallText));
  return add(place, start);
}

// The text of the call is what texts_ has from `text' on.
OriginId OriginTable::add(const Place& place, std::size_t text) {
  const auto id = static_cast<OriginId>(origins_.size());
  OriginId reason = id;
  if (place.origin != 0) reason = origins_[place.origin].reason;
  else if (place.file != nullptr && place.file == library_file_) reason = 0;
  if (reason == 0) reason = origins_[place.cause].reason;
  origins_.push_back({place, reason, static_cast<std::uint32_t>(text),
                      static_cast<std::uint32_t>(texts_.size() - text)});
  return id;
}

OriginId OriginTable::copy(OriginId id, OriginId cause) {
  const auto copied = static_cast<OriginId>(origins_.size());
  Origin origin = origins_[id];
  if (cause != 0) origin.place.cause = cause;
  if (origin.reason == 0) origin.reason = origins_[origin.place.cause].reason;
  origins_.push_back(origin);
  return copied;
}

OriginId OriginTable::extend(OriginId origin, OriginId former, std::size_t size) {
  if (origin == 0 || origins_.size() >= kMaxOrigins) return origin;
  const OriginId id = copy(origin, 0);
  extensions_.emplace(id, Extension{former, size});
  return id;
}

OriginId OriginTable::piece(OriginId origin, std::size_t offset) const {
  for (auto found = extensions_.find(origin);
       found != extensions_.end() && offset < found->second.size;
       found = extensions_.find(origin)) {
    origin = found->second.former;
  }
  return origin;
}

OriginId OriginTable::with_cause(OriginId origin, OriginId cause) {
  if (origin == 0 || cause == 0 || origins_.size() >= kMaxOrigins) return origin;
  if (last_derived_from_ == origin && origins_[last_derived_].place.cause == cause) {
    return last_derived_;
  }
  last_derived_from_ = origin;
  return last_derived_ = copy(origin, cause);
}

void OriginTable::set_library(OriginId call, const std::string* file) {
  library_file_ = file;
  origins_[call].reason = 0;
}

OriginId OriginTable::better_cause(OriginId newer, OriginId older, OriginId text) const {
  const OriginId reason = origins_[newer].reason;
  return reason != 0 && reason != origins_[text].reason ? newer : older;
}

// What is known of the place itself, or of the nearest call around it.
OriginId OriginTable::cause_of(const Place& place) const {
  if (place.cause != 0) return place.cause;
  for (OriginId id = place.origin; id != 0; id = origins_[id].place.origin) {
    if (origins_[id].place.cause != 0) return origins_[id].place.cause;
  }
  return 0;
}

void OriginTable::append_chain(std::vector<ChainLink>& chain, const Place& place,
                               bool is_cause) const {
  const std::size_t start = chain.size();
  if (place.file != nullptr) chain.push_back({{place.file, place.line}, {}, false});
  for (OriginId id = place.origin; id != 0; id = origins_[id].place.origin) {
    const Place& at = origins_[id].place;
    chain.push_back({{at.file, at.line}, call_text(id), false});
  }
  std::reverse(chain.begin() + static_cast<std::ptrdiff_t>(start), chain.end());
  if (chain.size() > start) chain[start].begins_cause = is_cause;
}

// A cause is older than what it explains, so this ends.
std::vector<ChainLink> OriginTable::chain(const Place& place) const {
  std::vector<ChainLink> result;
  append_chain(result, place, false);
  for (OriginId cause = cause_of(place); cause != 0; cause = cause_of({cause, 0, nullptr, 0})) {
    append_chain(result, {cause, 0, nullptr, 0}, true);
  }
  return result;
}

Location OriginTable::location(const Place& place) const {
  if (place.file != nullptr) return {place.file, place.line};
  const Place& at = origins_[place.origin].place;
  return {at.file, at.line};
}

Location OriginTable::site_location(const Place& place) const {
  const std::vector<ChainLink> links = chain(place);
  if (links.empty()) return {};
  Location result = links.front().location;
  for (const ChainLink& link : links) {
    if (link.begins_cause) result = link.location;
  }
  return result;
}

std::string OriginTable::render(const Place& place) const {
  std::string result;
  for (const ChainLink& link : chain(place)) {
    if (!result.empty()) result.append(link.begins_cause ? " because " : " → ");
    result.append(*link.location.file);
    if (link.location.line > 0) result.append(":").append(std::to_string(link.location.line));
    if (!link.call.empty()) result.append(" ").append(link.call);
  }
  return result;
}

std::string OriginTable::call_text(OriginId id) const {
  std::string result = texts_.substr(origins_[id].text, origins_[id].length);
  for (char& c : result) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return result;
}

void LineOrigins::push(const Place& place) {
  ++count_;
  if (!runs_.empty()) {
    Run& last = runs_.back();
    const bool is_alike = last.first.origin == place.origin && last.first.cause == place.cause &&
                          last.first.file == place.file && last.count < UINT32_MAX;
    const int distance = place.line - last.first.line;
    if (is_alike && distance == 0 && (last.count == 1 || !last.counts_up)) {
      last.counts_up = false;
      ++last.count;
      return;
    }
    if (is_alike && distance == static_cast<int>(last.count) &&
        (last.count == 1 || last.counts_up)) {
      last.counts_up = true;
      ++last.count;
      return;
    }
  }
  runs_.push_back({place, 1, false});
}

void LineOrigins::pop() {
  --count_;
  if (--runs_.back().count == 0) runs_.pop_back();
}

void LineOrigins::add(std::string_view text, Place place) {
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::string_view part = text.substr(0, newline);
    const bool is_blank = is_blank_line(part);
    if (!is_settled_ && (!is_in_line_ || !is_blank)) {
      if (is_in_line_) pop();
      push(place);
    }
    is_in_line_ = true;
    is_settled_ = is_settled_ || !is_blank;
    if (newline == std::string_view::npos) return;
    is_in_line_ = is_settled_ = false;
    if (place.file != nullptr) ++place.line;
    text.remove_prefix(newline + 1);
  }
}

// The other's first line goes on in our last one, if that has no newline yet.
void LineOrigins::append(LineOrigins&& other) {
  if (other.count_ == 0) return;
  const bool goes_on = is_in_line_;
  const bool keeps_ours = goes_on && is_settled_;
  const bool is_all_one_line = other.count_ == 1 && other.is_in_line_;
  if (goes_on && !keeps_ours && (!is_all_one_line || other.is_settled_)) {
    pop();
  } else if (goes_on) {
    Run& first = other.runs_.front();
    if (first.counts_up) ++first.first.line;
    --first.count;
  }
  for (const Run& run : other.runs_) {
    if (run.count == 0) continue;
    if (run.count == 1) {
      push(run.first);
    } else {
      runs_.push_back(run);
      count_ += run.count;
    }
  }
  is_settled_ = is_all_one_line ? keeps_ours || other.is_settled_ : other.is_settled_;
  is_in_line_ = other.is_in_line_;
  other = {};
}

}  // namespace sendwright::m4
