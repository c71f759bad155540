#include "m4/regex.hh"

#include <climits>
#include <cstdlib>

namespace sendwright::m4 {

namespace {
constexpr std::size_t kCachedPatterns = 32;
constexpr std::size_t kFastmapSize = 256;
}  // namespace

std::expected<std::unique_ptr<Regex>, std::string> Regex::compile(std::string_view pattern) {
  std::unique_ptr<Regex> regex(new Regex);
  regex->source_ = pattern;
  re_syntax_options = RE_SYNTAX_EMACS;
  const char* error =
      re_compile_pattern(pattern.data(), pattern.size(), &regex->pattern_);
  if (error != nullptr) return std::unexpected(std::string(error));
  // Owned by the pattern buffer from here on, and freed with it.
  regex->pattern_.fastmap = static_cast<char*>(std::malloc(kFastmapSize));
  return regex;
}

Regex::~Regex() {
  regfree(&pattern_);
  std::free(registers_.start);
  std::free(registers_.end);
}

std::ptrdiff_t Regex::search(std::string_view text, std::size_t start) {
  if (text.size() > INT_MAX) return -1;
  const auto length = static_cast<int>(text.size());
  const auto from = static_cast<int>(start);
  return re_search(&pattern_, text.data(), length, from, length - from, &registers_);
}

Regex::Group Regex::group(std::size_t number) const {
  if (number >= static_cast<std::size_t>(registers_.num_regs)) return {-1, -1};
  return {registers_.start[number], registers_.end[number]};
}

std::expected<Regex*, std::string> RegexCache::get(std::string_view pattern) {
  for (const auto& entry : entries_) {
    if (entry->source() == pattern) return entry.get();
  }
  auto compiled = Regex::compile(pattern);
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  Regex* regex = compiled->get();
  if (entries_.size() < kCachedPatterns) {
    entries_.push_back(std::move(*compiled));
  } else {
    entries_[next_victim_] = std::move(*compiled);
    next_victim_ = (next_victim_ + 1) % kCachedPatterns;
  }
  return regex;
}

}  // namespace sendwright::m4
