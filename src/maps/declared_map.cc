#include "maps/declared_map.hh"

#include <algorithm>

#include "base/strings.hh"

namespace sendwright::maps {
namespace {

// The key without its quotes and backslashes, but with what stands behind a backslash.
std::string_view dequoted(std::string_view key, std::string& buffer) {
  // Most keys have none: a look at each octet, without the calls that find_first_of makes.
  const auto is_quote = [](char c) { return c == '"' || c == '\\'; };
  if (std::none_of(key.begin(), key.end(), is_quote)) return key;
  for (size_t i = 0; i < key.size(); ++i) {
    if (key[i] == '"') continue;
    if (key[i] == '\\' && ++i == key.size()) break;
    buffer += key[i];
  }
  return buffer;
}

}  // namespace

std::string fill_arguments(std::string_view value, std::string_view key,
                           std::span<const std::string> arguments) {
  std::string filled;
  filled.reserve(value.size() + key.size());
  for (size_t i = 0; i < value.size(); ++i) {
    const char next = value[i] == '%' && i + 1 < value.size() ? value[i + 1] : '\0';
    if (next == '%' || base::is_ascii_digit(next)) {
      ++i;
      const auto index = static_cast<size_t>(next - '0');
      if (next == '%') filled += '%';
      else if (index == 0) filled += key;
      else if (index <= arguments.size()) filled += arguments[index - 1];
    } else {
      filled += value[i];
    }
  }
  return filled;
}

rules::MapAnswer DeclaredMap::lookup(std::string_view key, std::span<const std::string> arguments,
                                     const rules::LookupContext& context) {
  rules::MapAnswer answer;
  if (!source_) return answer;
  if (flags_.is_skipped_when_deferred && context.is_deferred_mode) {
    answer.status = rules::MapStatus::kTemporaryFailure;  // whatever -T and -t say
    answer.exit_code = base::ExitCode::kTemporaryFailure;
    return answer;
  }
  std::string buffer;
  const bool keeps_quotes = flags_.keeps_quotes || context.is_typed;
  const auto bare_key = keeps_quotes ? key : dequoted(key, buffer);
  SourceAnswer found = source_->find(bare_key, arguments, context);
  answer.status = found.status;
  answer.exit_code = found.exit_code;
  answer.diagnostic = std::move(found.diagnostic);
  switch (found.status) {
    case rules::MapStatus::kFound:
      if (passes_through_) {
        answer.value = std::move(found.value);
        break;
      }
      if (flags_.is_match_only) found.value = found.key.value_or(std::string(bare_key));
      else if (found.value.find('%') != std::string::npos)
        found.value = fill_arguments(found.value, bare_key, arguments);
      answer.value = std::move(found.value += flags_.append);
      break;
    case rules::MapStatus::kTemporaryFailure:
      if (flags_.failure_append) answer.value = std::string(bare_key) + *flags_.failure_append;
      else if (passes_through_ && !found.value.empty()) answer.value = std::move(found.value);
      if (flags_.ignores_failure) answer.status = rules::MapStatus::kNotFound;
      break;
    case rules::MapStatus::kNotFound:
    case rules::MapStatus::kPermanentFailure: break;
  }
  return answer;
}

}  // namespace sendwright::maps
