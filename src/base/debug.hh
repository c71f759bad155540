// What an administrator asks for with -d: debugging categories (sendmail's numbers) and how much of
// each. One table names the categories; one Debug object, made from the command line, is handed to
// whoever prints. The address test mode changes its own with `-d`.
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

namespace sendwright::base {

// The categories that print something; their numbers are sendmail's (TRACEFLAGS).
enum class DebugCategory : std::uint8_t {
  kProgram = 0,        // version, features, the host's names, mailers
  kResolver = 8,       // mail exchangers and canonical names
  kMailerAddress = 12, // an address is written for a mailer
  kParse = 20,         // an address becomes mailer, host and user
  kRewrite = 21,       // rules
  kScan = 22,          // a text is split into tokens
  kBuild = 24,         // what ruleset 0 said becomes mailer, host and user
  kCrack = 33,         // the address inside a text with comments
  kMacros = 35,        // macros are defined
  kConfiguration = 37, // options, classes and maps as they are read
  kMapLookup = 60,     // maps that rules look up
};

struct DebugTopic {
  int number;
  std::string_view what;    // a few words
  std::string_view levels;  // `1 what, 4 what` for those that print; empty: accepted, prints nothing
};

// All categories that have a meaning, by number.
[[nodiscard]] std::span<const DebugTopic> debug_topics();

// How much of each category is wanted; 0 is nothing.
class DebugLevels {
 public:
  // Reads `-d` without its letter: `21.12`, `0-99.1`, lists with commas or blanks; without `.level`
  // it is 1, an empty text means everything at 1. As sendmail reads it: category numbers end at 99,
  // levels count modulo 256, what is not a number is passed over up to the next comma or blank;
  // sendmail's categories with names are none of ours.
  void set(std::string_view flags);

  [[nodiscard]] int level(DebugCategory category) const {
    return levels_[static_cast<std::size_t>(category)];
  }
  [[nodiscard]] bool is_on(DebugCategory category, int level) const {
    return levels_[static_cast<std::size_t>(category)] >= level;
  }

 private:
  static constexpr std::size_t kCategories = 100;

  void set_range(std::string_view flag);

  std::array<std::uint8_t, kCategories> levels_{};
};

// Levels, and where debugging output goes: where its kind of output usually goes unless a file was
// named (-D). Not copied: who needs it gets a reference.
class Debug {
 public:
  Debug() = default;
  Debug(const Debug&) = delete;
  Debug& operator=(const Debug&) = delete;

  // Appends to a file from now on. False: it cannot be opened (errno says why), nothing changes.
  [[nodiscard]] bool redirect(const std::string& file);

  [[nodiscard]] bool is_on(DebugCategory category, int level) const {
    return levels.is_on(category, level);
  }
  // The file, or else `usual`. The caller ends lines with '\n'.
  [[nodiscard]] std::ostream& out(std::ostream& usual) { return file_.is_open() ? file_ : usual; }

  DebugLevels levels;

 private:
  std::ofstream file_;
};

}  // namespace sendwright::base
