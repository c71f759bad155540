#include "base/debug.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::base {
namespace {

constexpr auto kTopics = std::to_array<DebugTopic>({
    {0, "the program",
     "1 version, features, system identity; 4 names of this host; 10 files; 13 build; 15 mailers; "
     "44 tokens of rulesets one a line, with their addresses in memory; 101 version only, and exit"},
    {1, "the sender", ""},
    {2, "the end of the program", ""},
    {3, "load average", ""},
    {4, "free disk space", ""},
    {5, "events", ""},
    {6, "return of failed mail", ""},
    {7, "queue ids", ""},
    {8, "name service", "1 /mx without answer; 2 /mx and /canon as they start"},
    {9, "identity of clients", ""},
    {10, "delivery", ""},
    {11, "mailers as they start", ""},
    {12, "addresses for mailers", "1 address before and after"},
    {13, "delivery of an envelope", ""},
    {14, "header addresses", ""},
    {15, "listening sockets", ""},
    {16, "outgoing connections", ""},
    {17, "order of mail exchangers", ""},
    {18, "SMTP client", ""},
    {19, "SMTP server", ""},
    {20, "parsing of addresses", "1 address, and what it became"},
    {21, "rules",
     "1 rulesets in modes other than -bt; 2 values of $&x; 4 workspace after each rule; 10 rules "
     "that fail; 12 rules as they are tried; 15 their lines and what $1... are; 19 tokens of $&x; 35 steps of the "
     "pattern; 36 steps back"},
    {22, "splitting into tokens", "11 text; 12 tokens; 36 each token"},
    {23, "commands of the test mode", ""},
    {24, "mailer, host, user", "4 the allocated address; 5 what ruleset 0 returned; 6 what was made of it"},
    {25, "recipient lists", ""},
    {26, "recipients", ""},
    {27, "aliases", ""},
    {28, "user database", ""},
    {29, "local users", ""},
    {30, "message collection", ""},
    {31, "header lines", ""},
    {32, "header of a message", ""},
    {33, "address inside a text", "1 text, and what surrounds the address"},
    {34, "header as written", ""},
    {35, "macros", "9 definitions typed in the test mode"},
    {36, "names", ""},
    {37, "configuration",
     "1 options as they are set; 2 timeouts at the start; 8 timeouts, words of classes, maps"},
    {38, "map opening", ""},
    {39, "map values", ""},
    {40, "queueing", ""},
    {41, "queue order", ""},
    {42, "connection cache", ""},
    {43, "MIME conversion", ""},
    {44, "file safety", ""},
    {45, "envelope sender", ""},
    {46, "transcripts", ""},
    {47, "privileges", ""},
    {48, "check rulesets", ""},
    {49, "check_compat", ""},
    {50, "end of envelopes", ""},
    {51, "queue locks", ""},
    {52, "leaving the terminal", ""},
    {53, "closing files", ""},
    {54, "error messages", ""},
    {55, "file locks", ""},
    {56, "host status", ""},
    {59, "token texts", ""},
    {60, "maps in rules", "1 key and answer; 20 arguments too"},
    {61, "host names", ""},
    {62, "file descriptors", ""},
    {63, "queue runners", ""},
    {64, "milters", ""},
    {70, "quarantine", ""},
    {71, "milter quarantine", ""},
    {73, "shared memory", ""},
    {80, "content length", ""},
    {83, "collection timeout", ""},
    {84, "delivery timeout", ""},
    {85, "dprintf maps", ""},
    {89, "system log", ""},
    {91, "connection cache log", ""},
    {95, "authentication", ""},
    {96, "TLS", ""},
    {97, "SMTP server input", ""},
    {98, "timers", ""},
    {99, "background", ""},
});

// Digits at the front; beyond the last category it is the last category.
std::size_t take_category(std::string_view& text, std::size_t last) {
  std::size_t number = 0;
  while (!text.empty() && is_ascii_digit(text.front())) {
    number = std::min(number * 10 + static_cast<std::size_t>(text.front() - '0'), last);
    text.remove_prefix(1);
  }
  return number;
}

std::uint8_t take_level(std::string_view text) {
  std::uint8_t level = 0;  // wraps, as sendmail's does
  while (!text.empty() && is_ascii_digit(text.front())) {
    level = static_cast<std::uint8_t>(level * 10 + (text.front() - '0'));
    text.remove_prefix(1);
  }
  return level;
}

}  // namespace

std::span<const DebugTopic> debug_topics() { return kTopics; }

void DebugLevels::set(std::string_view flags) {
  if (flags.empty()) flags = "0-99.1";
  for (const std::string_view flag : split_words(flags, ", \t")) {
    if (is_ascii_digit(flag.front())) set_range(flag);
  }
}

void DebugLevels::set_range(std::string_view flag) {
  const std::size_t first = take_category(flag, kCategories - 1);
  std::size_t last = first;
  if (flag.starts_with('-')) {
    flag.remove_prefix(1);
    last = take_category(flag, kCategories - 1);
  }
  const std::uint8_t level = flag.starts_with('.') ? take_level(flag.substr(1)) : 1;
  for (std::size_t category = first; category <= last; ++category) levels_[category] = level;
}

bool Debug::redirect(const std::string& file) {
  file_.open(file, std::ios::app);
  return file_.is_open();
}

}  // namespace sendwright::base
