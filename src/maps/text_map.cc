// Class text: a plain file in columns. Class stab: an alias file without a database.
#include <optional>

#include "base/strings.hh"
#include "maps/alias_file.hh"
#include "maps/map_classes.hh"
#include "maps/text_table.hh"

namespace sendwright::maps {
namespace {

class TextSource final : public MapSource {
 public:
  TextSource(const SourceRequest& request, std::string_view title, TextFile::Parser parser)
      : description_(std::string(title) + " map \"" + std::string(request.name) + "\": "),
        path_(request.flags.spec),
        is_optional_(request.flags.is_optional),
        file_(request.flags.spec, std::move(parser)) {}

  SourceAnswer find(std::string_view key, std::span<const std::string>,
                    const rules::LookupContext&) override {
    const auto table = file_.table();
    if (!table && is_optional_ && !file_.exists())
      return SourceAnswer::not_found(base::ExitCode::kNoHost);
    if (!table)
      return SourceAnswer::temporary(description_ + "missing map file " + path_ + ": " +
                                     table.error().message);
    const auto found = (*table)->find(base::to_lower(key));
    if (found == (*table)->end()) return SourceAnswer::not_found(base::ExitCode::kNoHost);
    return SourceAnswer::found(found->second);
  }

  rules::MapState state() override {
    return {.is_open = !is_optional_ || file_.exists()};
  }

 private:
  const std::string description_;
  const std::string path_;
  const bool is_optional_;
  TextFile file_;
};

// A column number; an empty text is column 0.
std::optional<size_t> column_number(const SourceRequest& request, char flag,
                                    const std::string& text) {
  const auto number = base::parse_integer(text.empty() ? "0" : text);
  if (number && *number >= 0 && *number < 1000) return static_cast<size_t>(*number);
  request.messages.push_back("text map \"" + std::string(request.name) + "\", file " +
                             request.flags.spec + ": -" + flag + " should specify a number, not " +
                             base::printable(text));
  return std::nullopt;
}

TextTable aliases_as_table(std::string_view content) {
  TextTable table;
  AliasFile file = parse_alias_file(content);
  for (auto& alias : file.aliases) table[alias.name] = std::move(alias.value);
  return table;
}

}  // namespace

std::unique_ptr<MapSource> make_text_source(const SourceRequest& request) {
  if (!request.flags.spec.starts_with('/')) {
    request.messages.push_back("text map \"" + std::string(request.name) +
                               "\": file name must be fully qualified");
    return nullptr;
  }
  const auto key = column_number(request, 'k', request.flags.key_column);
  const auto value = column_number(request, 'v', request.flags.value_column);
  if (!key || !value) return nullptr;
  const char delimiter = request.flags.delimiter.value_or('\0');
  return std::make_unique<TextSource>(
      request, "text", [key = *key, value = *value, delimiter](std::string_view content) {
        return parse_text_table(content, key, value, delimiter);
      });
}

std::unique_ptr<MapSource> make_stab_source(const SourceRequest& request) {
  return std::make_unique<TextSource>(request, "stab", aliases_as_table);
}

}  // namespace sendwright::maps
