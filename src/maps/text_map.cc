// Class text: a plain file in columns. Class stab: an alias file without a database.
#include <optional>

#include "base/strings.hh"
#include "maps/alias_file.hh"
#include "maps/failed_source.hh"
#include "maps/map_classes.hh"
#include "maps/text_table.hh"

namespace sendwright::maps {
namespace {

class TextSource final : public MapSource {
 public:
  TextSource(const SourceRequest& request, std::string_view title, base::ExitCode code_of_miss,
             TextFile::Parser parser)
      : description_(std::string(title) + " map \"" + std::string(request.name) + "\": "),
        is_optional_(request.flags.is_optional),
        code_of_miss_(code_of_miss),
        file_(request.flags.spec, safety_of(request), std::move(parser)) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext&) override {
    const auto table = file_.table();
    if (!table && is_optional_ && !file_.exists())
      return SourceAnswer::not_found(code_of_miss_);
    if (!table)
      return SourceAnswer::temporary(description_ + table.error().message);
    const auto found = (*table)->find(base::to_lower(key));
    if (found == (*table)->end()) return SourceAnswer::not_found(code_of_miss_);
    return SourceAnswer::found(found->second);
  }

  rules::MapState state() override {
    return {.is_open = !is_optional_ || file_.exists()};
  }

 private:
  const std::string description_;
  const bool is_optional_;
  const base::ExitCode code_of_miss_;
  TextFile file_;
};

// A column number: the digits at the front; no text is column 0.
std::optional<size_t> column_number(std::string_view text) {
  if (text.empty()) return 0;
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = base::parse_integer(text.substr(0, digits));
  if (!number || *number >= 1000) return std::nullopt;
  return static_cast<size_t>(*number);
}

TextTable aliases_as_table(std::string_view content) {
  TextTable table;
  AliasFile file = parse_alias_file(content);
  for (auto& alias : file.aliases) table[alias.name] = std::move(alias.value);
  return table;
}

}  // namespace

std::unique_ptr<MapSource> make_text_source(const SourceRequest& request) {
  const MapFlags& flags = request.flags;
  const std::string title = "text map \"" + std::string(request.name) + "\"";
  const auto failed = [&](const std::string& reason) {
    return make_failed_source(title + reason, flags.is_optional);
  };
  if (!flags.spec.starts_with('/')) return failed(": file name must be fully qualified");
  const auto not_a_number = [&](std::string_view flag, std::string_view text) {
    return failed(", file " + flags.spec + ": " + std::string(flag) +
                  " should specify a number, not " + base::printable(text));
  };
  const std::string value_column = flags.value_column.value_or("");
  const auto key = column_number(flags.key_column);
  const auto value = column_number(value_column);
  if (!key) return not_a_number("-k", flags.key_column);
  if (!value) return not_a_number("-v", value_column);
  const char delimiter = flags.delimiter.value_or('\0');
  return std::make_unique<TextSource>(
      request, "text", base::ExitCode::kNoHost,
      [key = *key, value = *value, delimiter](std::string_view content) {
        return parse_text_table(content, key, value, delimiter);
      });
}

std::unique_ptr<MapSource> make_stab_source(const SourceRequest& request) {
  return std::make_unique<TextSource>(request, "stab", base::ExitCode::kOk, aliases_as_table);
}

}  // namespace sendwright::maps
