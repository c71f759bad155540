#include "config/source_map.hh"

#include <algorithm>
#include <charconv>

#include "base/fnv.hh"
#include "config/file_contents.hh"

namespace sendwright::config {

namespace {
constexpr std::string_view kVersion = "sendwright-source-map 1";
constexpr std::string_view kBecause = "because ";

// A map has about a hundred octets for each line of a .cf; the largest sites have ten thousand.
constexpr std::size_t kMaxMap = std::size_t{64} << 20;

// Takes the text up to the separator, and the separator, from the front of `rest'.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.size(), rest.find(separator));
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return part;
}

template <typename Number>
std::optional<Number> number(std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Range {
  int first;
  int last;
};

// N or N-M, N not above M.
std::optional<Range> range(std::string_view text) {
  std::string_view rest = text;
  const auto first = number<int>(take_until(rest, '-'));
  const auto last = rest.empty() ? first : number<int>(rest);
  if (!first || !last || *first < 0 || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

// %XX stands for an octet.
std::string unescaped(std::string_view name) {
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto octet = name[i] == '%' && i + 2 < name.size()
                           ? number<unsigned char>(name.substr(i + 1, 2), 16)
                           : std::nullopt;
    if (octet) i += 2;
    result.push_back(octet ? static_cast<char>(*octet) : name[i]);
  }
  return result;
}

// [because ]FILE:LINE[-LINE][ CALL]; `offset' is the line's, counted from the record's first.
std::optional<SourcePlace> place(std::string_view field, int offset) {
  SourcePlace result;
  if (field.starts_with(kBecause)) {
    result.begins_cause = true;
    field.remove_prefix(kBecause.size());
  }
  const std::string_view where = take_until(field, ' ');
  result.call = field;
  const std::size_t colon = where.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto lines = range(where.substr(colon + 1));
  if (!lines) return std::nullopt;
  result.file = unescaped(where.substr(0, colon));
  result.line = std::min(lines->last - lines->first, offset) + lines->first;
  return result;
}
}  // namespace

base::Result<SourceMap> SourceMap::load(const std::string& path) {
  base::Result<std::string> text = file_contents(path);
  if (!text) {
    text.error().message.insert(0, "source map " + path + ": ");
    return std::unexpected(text.error());
  }
  auto map = parse(std::move(*text));
  if (!map) return base::permanent("source map " + path + ": " + map.error().message);
  return map;
}

base::Result<SourceMap> SourceMap::parse(std::string text) {
  SourceMap map;
  map.text_ = std::move(text);
  if (map.text_.size() > kMaxMap) return base::permanent("too large");
  std::string_view rest = map.text_;
  if (take_until(rest, '\n') != kVersion) {
    return base::permanent("line 1: expected `" + std::string(kVersion) + "'");
  }
  bool is_header = true;
  for (int line_number = 2; !rest.empty(); ++line_number) {
    const std::string_view line = take_until(rest, '\n');
    const bool is_end_of_header = is_header && line.empty();
    if (is_end_of_header) {
      is_header = false;
      continue;
    }
    const auto taken = is_header ? map.parse_header_line(line) : map.parse_record(line);
    if (!taken) {
      return base::permanent("line " + std::to_string(line_number) + ": " + taken.error().message);
    }
  }
  const int last = map.records_.empty() ? 0 : map.records_.back().last;
  if (map.line_count_ < 0) return base::permanent("there is no line `output'");
  if (map.line_count_ != last) {
    return base::permanent("ends at line " + std::to_string(last) + " of the output, not " +
                           std::to_string(map.line_count_));
  }
  return map;
}

// Lines that a later version may add are passed over.
base::Result<void> SourceMap::parse_header_line(std::string_view line) {
  const std::string_view keyword = take_until(line, '\t');
  if (keyword == "output") {
    const auto lines = number<int>(take_until(line, '\t'));
    const auto octets = number<std::uint64_t>(take_until(line, '\t'));
    const auto digest = number<std::uint64_t>(line, 16);
    if (!lines || *lines < 0 || !octets || !digest) {
      return base::permanent("expected output, lines, octets, checksum");
    }
    line_count_ = *lines;
    octets_ = *octets;
    digest_ = *digest;
  } else if (keyword == "file") {
    const std::string_view shown = take_until(line, '\t');
    opened_names_[unescaped(shown)] = unescaped(line);
  }
  return {};
}

base::Result<void> SourceMap::parse_record(std::string_view line) {
  std::string_view rest = line;
  const auto lines = range(take_until(rest, '\t'));
  const int expected = records_.empty() ? 1 : records_.back().last + 1;
  if (!lines || lines->first != expected) {
    return base::permanent("expected the places of line " + std::to_string(expected));
  }
  if (lines->last > line_count_) return base::permanent("a line behind the end of the output");
  records_.push_back({lines->first, lines->last,
                      static_cast<std::size_t>(rest.data() - text_.data()), rest.size()});
  while (!rest.empty()) {
    if (!place(take_until(rest, '\t'), 0)) return base::permanent("expected FILE:LINE");
  }
  return {};
}

bool SourceMap::matches(std::string_view cf) const {
  if (cf.size() != octets_) return false;
  base::Fnv1a digest;
  digest.add(cf);
  return digest.value() == digest_;
}

const SourceMap::Record* SourceMap::find(int line) const {
  const auto found = std::lower_bound(records_.begin(), records_.end(), line,
                                      [](const Record& record, int l) { return record.last < l; });
  return found != records_.end() && line >= found->first ? &*found : nullptr;
}

std::vector<SourcePlace> SourceMap::chain_of(int line) const {
  std::vector<SourcePlace> result;
  const Record* record = find(line);
  if (record == nullptr) return result;
  std::string_view rest = std::string_view(text_).substr(record->begin, record->length);
  while (!rest.empty()) {
    if (auto step = place(take_until(rest, '\t'), line - record->first)) {
      result.push_back(std::move(*step));
    }
  }
  return result;
}

std::optional<SourcePlace> SourceMap::text_place_of(int line) const {
  std::optional<SourcePlace> result;
  for (SourcePlace& step : chain_of(line)) {
    if (step.begins_cause) break;
    result = std::move(step);
  }
  return result;
}

std::optional<SourcePlace> SourceMap::site_place_of(int line) const {
  std::optional<SourcePlace> result;
  for (SourcePlace& step : chain_of(line)) {
    if (!result || step.begins_cause) result = std::move(step);
  }
  return result;
}

std::string SourceMap::describe(int line) const {
  std::string result;
  for (const SourcePlace& step : chain_of(line)) {
    if (!result.empty()) result.append(step.begins_cause ? " because " : " → ");
    result.append(step.file);
    if (step.line > 0) result.append(":").append(std::to_string(step.line));
    if (!step.call.empty()) result.append(" ").append(step.call);
  }
  return result;
}

std::string SourceMap::opened_name(const std::string& file) const {
  const auto found = opened_names_.find(file);
  return found != opened_names_.end() ? found->second : file;
}

}  // namespace sendwright::config
