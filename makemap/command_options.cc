#include "makemap/command_options.hh"

#include <algorithm>
#include <iterator>

#include "base/strings.hh"
#include "maps/text_table.hh"

namespace sendwright::makemap {
namespace {

constexpr size_t kMaxConfiguration = 16 * 1024 * 1024;

void set_option(std::string_view line, config::Options& options) {
  if (line.size() < 2 || line[0] != 'O') return;
  line.remove_prefix(1);
  if (line[0] != ' ') {
    (void)options.set_letter(line[0], line.substr(1));
    return;
  }
  const size_t equals = line.find('=');
  const auto value = equals == std::string_view::npos ? "" : base::trim(line.substr(equals + 1));
  (void)options.set_long(base::trim(line.substr(0, equals)), value);
}

}  // namespace

std::optional<CommandLine> parse_command_line(std::string_view program,
                                              std::span<const std::string> arguments,
                                              std::string_view known, std::ostream& err) {
  CommandLine line;
  size_t index = 0;
  for (; index < arguments.size(); ++index) {
    const std::string& word = arguments[index];
    if (word.size() < 2 || word[0] != '-') {
      line.words.push_back(word);
      continue;
    }
    if (word == "--") {
      ++index;
      break;
    }
    for (size_t i = 1; i < word.size(); ++i) {
      const char flag = word[i];
      const size_t place = flag == ':' ? std::string_view::npos : known.find(flag);
      if (place == std::string_view::npos) {
        err << program << ": invalid option -- '" << flag << "'\n";
        return std::nullopt;
      }
      std::string& value = line.flags[flag];
      value.clear();
      if (place + 1 == known.size() || known[place + 1] != ':') continue;
      if (i + 1 < word.size()) {
        value = word.substr(i + 1);
      } else if (++index < arguments.size()) {
        value = arguments[index];
      } else {
        err << program << ": option requires an argument -- '" << flag << "'\n";
        return std::nullopt;
      }
      break;
    }
  }
  for (; index < arguments.size(); ++index) line.words.push_back(arguments[index]);
  return line;
}

bool is_file_class(std::string_view name) {
  return std::find(std::begin(kFileClasses), std::end(kFileClasses), name) !=
         std::end(kFileClasses);
}

std::string_view open_problem(const base::Error& error, std::string_view path) {
  const std::string_view text = error.message;
  for (const std::string_view begin : {"cannot open map file ", "missing map file ", "unsafe map file "}) {
    const size_t size = begin.size() + path.size();
    if (text.starts_with(begin) && text.substr(begin.size()).starts_with(path) &&
        text.substr(size).starts_with(": "))
      return text.substr(size + 2);
  }
  return text;
}

base::Result<config::Options> load_options(const std::string& file) {
  const auto content = maps::read_text_file(base::open_safely(file, base::kAnyPlainFile), kMaxConfiguration);
  if (!content) return std::unexpected(content.error());
  config::Options options;
  for (const auto line : base::split(*content, '\n')) set_option(line, options);
  return options;
}

std::optional<config::Options> options_for(std::string_view program, const CommandLine& line,
                                           std::ostream& err) {
  const bool is_named = line.has('C');
  const auto options = load_options(
      is_named ? line.flags.at('C') : std::string(SENDWRIGHT_MAILCONF_DIR "/sendmail.cf"));
  if (options) return *options;
  if (!is_named) return config::Options();
  err << program << ": " << line.flags.at('C') << ": " << options.error().message << '\n';
  return std::nullopt;
}

}  // namespace sendwright::makemap
