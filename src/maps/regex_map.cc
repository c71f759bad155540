// Class regex: POSIX regular expressions, extended and without regard to case unless -b and -f.
#include <regex.h>

#include "address/meta.hh"
#include "base/strings.hh"
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

constexpr size_t kMaxSubstrings = 50;

class RegexSource final : public MapSource {
 public:
  RegexSource() = default;
  ~RegexSource() override {
    if (is_compiled_) ::regfree(&pattern_);
  }
  RegexSource(const RegexSource&) = delete;
  RegexSource& operator=(const RegexSource&) = delete;

  // An empty text, or why the pattern is none.
  std::string compile(const std::string& pattern, int flags) {
    const int error = ::regcomp(&pattern_, pattern.c_str(), flags);
    is_compiled_ = error == 0;
    if (is_compiled_) return {};
    char words[256];
    ::regerror(error, &pattern_, words, sizeof words);
    return words;
  }
  [[nodiscard]] size_t substrings() const { return pattern_.re_nsub; }

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext&) override {
    const std::string text(key);
    regmatch_t matches[kMaxSubstrings + 1];
    const bool is_match = ::regexec(&pattern_, text.c_str(), std::size(matches), matches, 0) == 0;
    if (is_match == is_inverted) return SourceAnswer::not_found();
    if (!wants_substrings || is_inverted) return SourceAnswer::found({});
    std::string joined;
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (i > 0) joined += joiner;
      const regmatch_t& match = matches[wanted[i]];
      if (match.rm_so >= 0)
        joined += text.substr(static_cast<size_t>(match.rm_so),
                              static_cast<size_t>(match.rm_eo - match.rm_so));
    }
    return SourceAnswer::found(std::move(joined));
  }

  bool is_inverted = false;       // -n
  bool wants_substrings = false;  // -s
  std::vector<size_t> wanted;     // which
  std::string joiner;             // -d

 private:
  regex_t pattern_{};
  bool is_compiled_ = false;
};

// `-s1,2` names substrings; `-s` alone means the whole match and all of them.
bool choose_substrings(const SourceRequest& request, RegexSource& source) {
  if (!source.wants_substrings) return true;
  const size_t available = std::min(source.substrings(), kMaxSubstrings);
  const auto list = request.flags.own_value('s');
  for (size_t i = 0; list.empty() && i <= available; ++i) source.wanted.push_back(i);
  if (list.empty()) return true;
  for (const auto word : base::split_words(list, ",")) {
    const auto number = base::parse_integer(word).value_or(-1);
    if (number < 0 || static_cast<size_t>(number) > available) {
      request.messages.push_back("field (" + base::printable(word) + ") out of range, only " +
                                 std::to_string(available) + " substrings in pattern");
      return false;
    }
    source.wanted.push_back(static_cast<size_t>(number));
  }
  return true;
}

}  // namespace

std::unique_ptr<MapSource> make_regex_source(const SourceRequest& request) {
  auto source = std::make_unique<RegexSource>();
  const MapFlags& flags = request.flags;
  source->is_inverted = flags.has('n');
  source->wants_substrings = flags.has('s');
  source->joiner = flags.has('d') ? std::string(flags.own_value('d'))
                                  : std::string(1, address::to_char(address::Meta::kSeparator));
  const int options = (flags.has('b') ? 0 : REG_EXTENDED) | (flags.keeps_case ? 0 : REG_ICASE) |
                      (source->wants_substrings ? 0 : REG_NOSUB);
  if (const auto error = source->compile(flags.spec, options); !error.empty()) {
    request.messages.push_back("pattern-compile-error: " + error);
    return nullptr;
  }
  if (!choose_substrings(request, *source)) return nullptr;
  return source;
}

}  // namespace sendwright::maps
