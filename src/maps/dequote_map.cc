// Class dequote: the key without its quotes, if that leaves something an address can hold.
#include "maps/map_classes.hh"

namespace sendwright::maps {
namespace {

// Brackets of every kind must balance, or the text could not be split into tokens again.
class Balance {
 public:
  bool take(char c) {
    switch (c) {
      case '(': ++parentheses_; break;
      case '<': ++angles_; break;
      case ')': --parentheses_; break;
      case '>': --angles_; break;
      default: break;
    }
    return parentheses_ >= 0 && angles_ >= 0;
  }
  [[nodiscard]] bool is_even() const { return parentheses_ == 0 && angles_ == 0; }

 private:
  int parentheses_ = 0, angles_ = 0;
};

class DequoteSource final : public MapSource {
 public:
  // `blank` takes the place of blanks inside the quotes; 0: such keys are left alone.
  explicit DequoteSource(char blank) : blank_(blank) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext&) override {
    std::string bare;
    Balance balance;
    bool had_quote = false, is_escaped = false;
    for (const char c : key) {
      if (is_escaped) {
        is_escaped = false;
        bare += c;
      } else if (c == '"') {
        had_quote = true;
      } else if (c == ' ' && blank_ == '\0') {
        return SourceAnswer::not_found();
      } else {
        is_escaped = c == '\\';
        if (!balance.take(c)) return SourceAnswer::not_found();
        bare += c == ' ' ? blank_ : c;
      }
    }
    if (!had_quote || is_escaped || !balance.is_even()) return SourceAnswer::not_found();
    return SourceAnswer::found(std::move(bare));
  }

 private:
  const char blank_;
};

}  // namespace

std::unique_ptr<MapSource> make_dequote_source(const SourceRequest& request) {
  const auto blank = request.flags.own_value('s');
  return std::make_unique<DequoteSource>(blank.empty() ? '\0' : blank.front());
}

}  // namespace sendwright::maps
