// The table of all options; only this folder sees it.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "config/options.hh"

namespace sendwright::config {

enum class MaySet : char { kOperator, kAnyUser };

// Sets an option that is more than one plain value.
using OptionSetter = base::Result<void> (*)(Options&, std::string_view value, Warnings&);

using OptionTarget =
    std::variant<bool Options::*, std::int64_t Options::*, mode_t Options::*,
                 std::chrono::seconds Options::*, std::string Options::*,
                 std::vector<std::string> Options::*, OptionSetter>;

struct OptionInfo {
  std::string_view name;  // empty: has only a letter
  char letter;            // 0: has only a name
  MaySet may_set;
  std::optional<std::string_view> built_in;  // nullopt: the setter is not called for the default
  char unit;                                 // of an interval written without one
  OptionTarget target;
};

[[nodiscard]] std::span<const OptionInfo> option_table();

}  // namespace sendwright::config
