#include "retrieval/pop3/command.hh"

#include <limits>
#include <utility>

#include "base/strings.hh"

namespace sendwright::retrieval::pop3 {

std::vector<std::string_view> Command::words() const { return base::split_words(argument, " \t"); }

Command parse_command(std::string_view line) {
  const auto blank = line.find(' ');
  Command command;
  command.keyword = base::to_upper(line.substr(0, blank));
  if (blank != std::string_view::npos) {
    const auto start = line.find_first_not_of(' ', blank);
    if (start != std::string_view::npos) command.argument = line.substr(start);
  }
  return command;
}

std::optional<std::size_t> parse_number(std::string_view word) {
  if (word.empty() || word.find_first_not_of("0123456789") != std::string_view::npos) return {};
  const auto number = base::parse_integer(word);
  // Clients ask for the first 99999999 lines and more when they mean all.
  if (!number) return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(*number);
}

std::optional<std::string> LineReader::next(std::size_t limit) {
  while (true) {
    const auto end = input_.find('\n');
    const bool is_too_much = end == std::string::npos ? input_.size() > limit + 1 : end > limit + 1;
    if (end == std::string::npos && !is_too_much) return std::nullopt;
    if (is_skipping_) {
      is_skipping_ = end == std::string::npos;
      input_.erase(0, end == std::string::npos ? std::string::npos : end + 1);
      if (is_skipping_) return std::nullopt;
      continue;
    }
    is_too_long_ = is_too_much;
    if (is_too_much) {
      std::string line = input_.substr(0, limit);
      is_skipping_ = end == std::string::npos;
      input_.erase(0, end == std::string::npos ? std::string::npos : end + 1);
      return line;
    }
    std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }
}

std::string LineReader::take_rest() { return std::exchange(input_, {}); }

}  // namespace sendwright::retrieval::pop3
