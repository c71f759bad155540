#include "m4/regex.hh"

#include <climits>
#include <cstdlib>
#include <vector>

namespace sendwright::m4 {

namespace {
constexpr std::size_t kCachedPatterns = 32;
constexpr std::size_t kFastmapSize = 256;

// Nodes that the C library's tree of a pattern may have beyond one for each octet. Its time and
// memory grow with their square: 1,000 take a quarter of a second and 60 MB, 4,000 take 900 MB.
constexpr std::size_t kMaxCopies = 1024;

// The end of the bracket expression that begins at `at'; of the pattern, if it is not closed.
std::size_t end_of_bracket(std::string_view pattern, std::size_t at) {
  at += at + 1 < pattern.size() && pattern[at + 1] == '^' ? 2 : 1;
  const std::size_t end = pattern.find(']', at + 1);  // one that comes first is a member
  return end == pattern.npos ? pattern.size() : end + 1;
}

// True: the tree stays within kMaxCopies. The library makes `x+' of `xx*', so each + doubles what is
// in front of it, and thirty of them in a row would take all memory before there is any error.
bool is_of_bounded_size(std::string_view pattern) {
  std::vector<std::size_t> outer;  // sizes of the groups around this place
  std::size_t group = 0;           // nodes of this group
  std::size_t last = 0;            // those of them that an operator would be about
  const auto add = [&](std::size_t nodes) {
    last = nodes;
    group += nodes;
  };
  for (std::size_t at = 0; at < pattern.size();) {
    const bool is_escaped = pattern[at] == '\\' && at + 1 < pattern.size();
    const char octet = is_escaped ? pattern[at + 1] : pattern[at];
    const std::size_t begin = at;
    at += is_escaped ? 2 : 1;
    if (is_escaped && octet == '(') {
      outer.push_back(group);
      group = last = 0;
    } else if (is_escaped && octet == ')' && !outer.empty()) {
      const std::size_t inner = group + 1;
      group = outer.back();
      outer.pop_back();
      add(inner);
    } else if (!is_escaped && octet == '+') {
      group += last + 1;
      last += last + 1;
    } else if (!is_escaped && octet == '[') {
      at = end_of_bracket(pattern, begin);
      add(1);
    } else if (is_escaped || (octet != '*' && octet != '?')) {
      add(1);
    }
    if (group > pattern.size() + kMaxCopies) return false;
  }
  return true;
}

}  // namespace

std::expected<std::unique_ptr<Regex>, std::string> Regex::compile(std::string_view pattern) {
  std::unique_ptr<Regex> regex(new Regex);
  regex->source_ = pattern;
  regex->begins_at_line_ = pattern.starts_with('^') && pattern.find("\\|") == pattern.npos;
  if (!is_of_bounded_size(pattern)) return std::unexpected("Memory exhausted");
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
  // The C library would try every octet that follows.
  if (begins_at_line_ && start > 0 && text.find('\n', start - 1) == text.npos) return -1;
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
