#include "tools/postfix/lookup_table.hh"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/strings.hh"
#include "tools/postfix/main_cf.hh"

namespace sendwright::postfix {

namespace {

constexpr std::array kPairTypes = {"hash", "btree", "lmdb", "cdb", "dbm", "sdbm", "texthash"};
constexpr std::array kOtherTypes = {
    "cidr",    "regexp",   "pcre",    "inline",    "static", "proxy",   "ldap",    "mysql",
    "pgsql",   "sqlite",   "tcp",     "socketmap", "nis",    "unix",    "environ", "memcache",
    "randmap", "unionmap", "pipemap", "internal",  "fail",   "netinfo", "nisplus"};

bool is_one_of(std::string_view word, const auto& words) {
  return std::ranges::find(words, word) != words.end();
}

// Key and value, divided by blanks; a key with blanks is in quotes.
std::pair<std::string, std::string> pair_of(std::string_view line) {
  size_t end;
  std::string key;
  if (line.front() == '"' && (end = line.find('"', 1)) != std::string_view::npos) {
    key = line.substr(1, end - 1);
    ++end;
  } else {
    end = std::min(line.find_first_of(" \t"), line.size());
    key = line.substr(0, end);
  }
  return {key, std::string(base::trim(line.substr(end)))};
}

// inline:{ key=value, {key = text with blanks} }
LookupTable inline_table(std::string_view reference, std::string_view body) {
  LookupTable table{LookupTable::Kind::kPairs, std::string(reference), {}, {}};
  body = base::trim(body);
  if (body.starts_with('{') && body.ends_with('}')) body = body.substr(1, body.size() - 2);
  for (const auto& element : list_elements(body)) {
    auto text = std::string_view(element);
    if (text.starts_with('{') && text.ends_with('}'))
      text = base::trim(text.substr(1, text.size() - 2));
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) {
      table.losses.push_back("`" + base::printable(element) +
                             "' in an inline table: expected key=value");
      continue;
    }
    table.entries.push_back({std::string(base::trim(text.substr(0, equals))),
                             std::string(base::trim(text.substr(equals + 1))),
                             std::string("inline")});
  }
  return table;
}

// Where the expression at the begin of the line ends; 0 if the line begins with none.
size_t closing_delimiter(std::string_view line) {
  if (base::is_ascii_alnum(line.front()) || line.front() == '!') return 0;
  for (size_t at = 1; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
    } else if (line[at] == line.front()) {
      return at;
    }
  }
  return 0;
}

}  // namespace

bool is_table_reference(std::string_view element) {
  const auto type = element.substr(0, element.find(':'));
  return type.size() < element.size() &&
         (is_one_of(type, kPairTypes) || is_one_of(type, kOtherTypes));
}

std::string literal_of_expression(std::string_view expression) {
  const bool has_start = expression.starts_with('^');
  if (has_start) expression.remove_prefix(1);
  if (!expression.ends_with('$') || expression.ends_with("\\$")) return {};
  expression.remove_suffix(1);
  std::string literal;
  for (size_t at = 0; at < expression.size(); ++at) {
    const char c = expression[at];
    if (c == '\\' && at + 1 < expression.size() && !base::is_ascii_alnum(expression[at + 1])) {
      literal += expression[++at];
    } else if (std::string_view("\\.[](){}*+?|^$").find(c) != std::string_view::npos) {
      return {};
    } else {
      literal += c;
    }
  }
  // Without ^ only the whole domain is a thing that a table can have.
  return has_start || literal.starts_with('@') ? literal : std::string();
}

base::Result<std::string> TableReader::read_file(const std::string& path) const {
  if (!path.starts_with('/'))
    return base::permanent("expected a whole path, found `" + base::printable(path) + "'");
  const auto place = root_ + path;
  // What is no file, a pipe for example, might never end or never begin.
  std::error_code error;
  if (!std::filesystem::is_regular_file(place, error))
    return base::permanent("there is no file " + place);
  const auto size = std::filesystem::file_size(place, error);
  if (error || size > kMaxFileOctets) return base::permanent(place + " is too large");
  std::ifstream in(place, std::ios::binary);
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || !in.is_open()) return base::permanent("cannot read " + place);
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

base::Result<LookupTable> TableReader::read(std::string_view reference) const {
  auto body = reference;
  while (body.starts_with("proxy:"))
    body.remove_prefix(6);
  const auto colon = body.find(':');
  if (colon == std::string_view::npos) {
    return base::permanent("`" + base::printable(reference) + "' is no table: expected type:name");
  }
  const auto type = body.substr(0, colon);
  const std::string name(body.substr(colon + 1));
  if (type == "inline") return inline_table(reference, name);
  if (type == "static") {
    return LookupTable{
        LookupTable::Kind::kAlways, std::string(reference), {{"", name, "static"}}, {}};
  }
  if (is_one_of(type, kPairTypes)) return read_pairs(reference, name, false);
  if (type == "cidr") return read_pairs(reference, name, true);
  if (type == "regexp" || type == "pcre") return read_expressions(reference, name);
  return base::permanent(
      "tables of type " + base::printable(type) +
      " have no text to read; see maps.md for what map could ask the same source");
}

base::Result<LookupTable> TableReader::read_pairs(std::string_view reference,
                                                  const std::string& path,
                                                  bool has_networks) const {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  const auto lines = logical_lines(path, *text);
  if (!lines) return std::unexpected(lines.error());
  LookupTable table{has_networks ? LookupTable::Kind::kNetworks : LookupTable::Kind::kPairs,
                    std::string(reference),
                    {},
                    {}};
  for (const auto& line : *lines) {
    auto [key, value] = pair_of(line.text);
    const auto place = path + ":" + std::to_string(line.number);
    if (value.empty()) {
      table.losses.push_back(place + ": expected a value behind `" + base::printable(key) + "'");
    } else {
      table.entries.push_back({std::move(key), std::move(value), place});
    }
  }
  return table;
}

base::Result<LookupTable> TableReader::read_expressions(std::string_view reference,
                                                        const std::string& path) const {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  const auto lines = logical_lines(path, *text);
  if (!lines) return std::unexpected(lines.error());
  LookupTable table{LookupTable::Kind::kPairs, std::string(reference), {}, {}};
  for (const auto& line : *lines) {
    const auto place = path + ":" + std::to_string(line.number);
    const auto close = closing_delimiter(line.text);
    const auto gap = close == 0 ? std::string::npos : line.text.find_first_of(" \t", close);
    const auto literal =
        gap == std::string::npos
            ? std::string()
            : literal_of_expression(std::string_view(line.text).substr(1, close - 1));
    const auto value = gap == std::string::npos
                           ? std::string_view()
                           : base::trim(std::string_view(line.text).substr(gap));
    if (literal.empty() || value.find('$') != std::string_view::npos) {
      table.losses.push_back(place + ": the expression `" + base::printable(line.text, 60) +
                             "' is more than an address; a regex map of LOCAL_CONFIG could ask it");
    } else {
      table.entries.push_back({literal, std::string(value), place});
    }
  }
  return table;
}

}  // namespace sendwright::postfix
