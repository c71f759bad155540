// C and F lines, and the classes that exist without them.
#include <array>

#include "address/meta.hh"
#include "base/strings.hh"
#include "config/cf_parser.hh"
#include "config/class_program.hh"
#include "config/file_contents.hh"
#include "config/file_safety.hh"
#include "config/ldap_searches.hh"

namespace sendwright::config {
namespace {

using address::Meta;

// One scanf conversion of an F line's format: the words it assigns. `%s`, `%[set]`, `%*...` and
// widths are understood, which is what class files use.
class LineScanner {
 public:
  LineScanner(std::string_view format, std::string_view line) : format_(format), line_(line) {}

  // The first assigned text; empty if the line does not match so far.
  std::string run() {
    while (!format_.empty()) {
      const char c = format_.front();
      format_.remove_prefix(1);
      if (base::is_ascii_space(c)) {
        skip_blanks();
      } else if (c == '%' && !format_.empty() && format_.front() != '%') {
        std::string assigned;
        if (!conversion(assigned)) return {};
        if (!assigned.empty()) return assigned;
      } else {
        if (c == '%') format_.remove_prefix(1);
        if (line_.empty() || line_.front() != c) return {};
        line_.remove_prefix(1);
      }
    }
    return {};
  }

 private:
  void skip_blanks() {
    while (!line_.empty() && base::is_ascii_space(line_.front()))
      line_.remove_prefix(1);
  }

  // False: no match.
  bool conversion(std::string& assigned) {
    const bool is_suppressed = format_.front() == '*';
    if (is_suppressed) format_.remove_prefix(1);
    std::size_t width = 0;
    while (!format_.empty() && base::is_ascii_digit(format_.front())) {
      width = width * 10 + static_cast<std::size_t>(format_.front() - '0');
      format_.remove_prefix(1);
    }
    if (format_.empty()) return false;
    std::array<bool, 256> accepted{};
    if (format_.front() == '[') {
      character_set(accepted);
    } else {
      if (format_.front() != 's') return false;
      format_.remove_prefix(1);
      for (int octet = 0; octet < 256; ++octet) {
        accepted[static_cast<std::size_t>(octet)] = !base::is_ascii_space(static_cast<char>(octet));
      }
      skip_blanks();
    }
    std::size_t size = 0;
    while (size < line_.size() && (width == 0 || size < width) &&
           accepted[static_cast<unsigned char>(line_[size])]) {
      ++size;
    }
    if (size == 0) return false;
    if (!is_suppressed) assigned = line_.substr(0, size);
    line_.remove_prefix(size);
    return true;
  }

  void character_set(std::array<bool, 256>& accepted) {
    format_.remove_prefix(1);
    const bool is_negated = !format_.empty() && format_.front() == '^';
    if (is_negated) format_.remove_prefix(1);
    std::size_t end = format_.find(']', 1);
    if (end == format_.npos) end = format_.size();
    for (std::size_t i = 0; i < end; ++i) {
      auto first = static_cast<unsigned char>(format_[i]);
      unsigned last = first;
      if (i + 2 < end && format_[i + 1] == '-') {
        last = static_cast<unsigned char>(format_[i + 2]);
        i += 2;
      }
      for (unsigned octet = first; octet <= last; ++octet)
        accepted[octet] = true;
    }
    if (is_negated) {
      for (bool& is_accepted : accepted)
        is_accepted = !is_accepted;
    }
    format_.remove_prefix(std::min(end + 1, format_.size()));
  }

  std::string_view format_;
  std::string_view line_;
};

}  // namespace

void CfParser::predefine_classes() {
  const HostIdentity& host = options_.host;
  NameClass& own = configuration_.classes["w"];
  for (const std::string* name : {&host.short_name, &host.full_name})
    own.insert(*name);
  for (const std::string& name : host.interface_names)
    own.insert(name);
  configuration_.classes["m"].insert(host.domain);
  configuration_.classes["k"].insert(host.node_name);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kContents{{
      {"n", "multipart/signed"},
      {"e", "7bit 8bit binary"},
      {"q", ""},
      {"s", "rfc822"},
      {"t", ""},
      {"persistentMacros", "_ r s {daemon_flags} {if_addr}"},
      {"checkMIMEHeaders",
       "content-type content-disposition content-transfer-encoding content-id mime-version"},
      {"checkMIMETextHeaders", "content-description"},
      {"checkMIMEFieldHeaders", "content-type content-disposition"},
      {".", "."},
      {"[", "["},
  }};
  for (const auto& [name, words] : kContents)
    add_class_words(name, words);
}

void CfParser::add_class_words(std::string_view name, std::string_view words) {
  NameClass& members = configuration_.classes[std::string(name)];
  for (const std::string_view word : base::split_words(words))
    members.insert(word);
}

// Words, or `$=y` for the members class y has now.
void CfParser::class_words(std::string_view rest) {
  const std::string name = take_name(rest);
  if (name.empty()) return;
  add_class_words(name, "");
  for (const std::string_view word : base::split_words(rest)) {
    if (!address::is(word.front(), Meta::kClass)) {
      configuration_.classes[name].insert(word);
      continue;
    }
    const std::string_view other = word.substr(1, word.find(to_char(Meta::kNameEnd)) - 1);
    if (other.empty()) {
      error("Name required for macro/class");
      continue;
    }
    const NameClass* const source = configuration_.find_class(other);
    if (source == nullptr) continue;
    for (const std::string& member : std::vector(source->members())) {
      configuration_.classes[name].insert(member);
    }
  }
}

void CfParser::class_file(std::string_view rest) {
  const std::string name = take_name(rest);
  if (name.empty()) return;
  rest = base::trim(rest);
  const bool is_optional = rest.starts_with("-o");
  if (is_optional) rest = base::trim(rest.substr(2));
  if (rest.empty()) return error("fileclass: missing file name");
  add_class_words(name, "");
  if (rest.front() == '|') return read_class_program(name, base::trim(rest.substr(1)));
  const std::size_t at = rest.find('@');
  // `key@class:specification`; a name with `@` that is not so is a file's.
  const bool is_map = at != rest.npos && rest.front() != '/' && rest.find(':', at) > at + 1 &&
                      (rest.find(':', at) != rest.npos || rest.substr(at) == "@LDAP");
  if (is_map && rest == "@LDAP")
    return class_from_map(name, "@ldap:" + ldap_class_search(name, configuration_.macros),
                          is_optional);
  if (is_map) return class_from_map(name, rest, is_optional);
  const std::size_t end = rest.find_first_of(" \t");
  const std::string_view format = end == rest.npos ? "%s" : base::trim(rest.substr(end));
  read_class_file(name, rest.substr(0, end), format, is_optional);
}

void CfParser::class_from_map(const std::string& name, std::string_view specification,
                              bool is_optional) {
  const std::size_t at = specification.find('@');
  const std::string_view map_class =
      specification.substr(at + 1, specification.find(':', at) - at - 1);
  const std::string where = "fileclass: F{" + name + "}: ";
  if (options_.has_map_class && !options_.has_map_class(map_class)) {
    return error(where + "class " + std::string(map_class) + " not available");
  }
  if (!options_.map_words) return error("fileclass: no maps to read " + std::string(specification));
  std::string problem;
  for (const std::string& words : options_.map_words(specification, configuration_.options, problem))
    add_class_words(name, words);
  if (!problem.empty() && !is_optional) error(where + problem);
}

void CfParser::read_class_file(std::string_view name, std::string_view file,
                               std::string_view format, bool is_optional) {
  const std::string path(file);
  const auto unusable = [&](std::string_view reason) {
    if (!is_optional) system_error("fileclass: cannot open '" + path + "'", reason);
  };
  const base::OpenedFile opened =
      base::open_safely(path, class_file_safety(configuration_.options));
  if (!opened.problem.empty()) return unusable(opened.problem);
  const base::Result<std::string> text = file_contents(opened.file.get());
  if (!text) return unusable(text.error().message);
  for (const std::string_view line : base::split(*text, '\n')) {
    if (line.empty() || line.front() == '#') continue;
    add_class_words(name, LineScanner(format, line).run());
  }
}

void CfParser::read_class_program(std::string_view name, std::string_view command) {
  const std::string path(command.substr(0, command.find_first_of(" \t")));
  const base::Result<std::string> output =
      output_of_program(path, configuration_.options.default_user);
  if (!output) return error("fileclass: cannot run '" + path + "': " + output.error().message);
  for (const std::string_view line : base::split(*output, '\n')) {
    if (line.starts_with('#')) continue;
    add_class_words(name, LineScanner("%s", line).run());
  }
}

}  // namespace sendwright::config
