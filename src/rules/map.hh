// What a rule sees of a map: one lookup. The rules room calls, the maps room implements, so that
// the arrow between them goes one way.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/sysexits.hh"
#include "base/waiter.hh"
#include "config/macros.hh"

namespace sendwright::rules {

// Where a lookup happens: the session's way to wait, and its macros (the `macro` class sets them).
struct LookupContext {
  base::Waiter& waiter;
  config::MacroScope& macros;
  bool is_deferred_mode = false;  // DeliveryMode=d: maps declared with -D are not asked
  bool is_typed = false;          // the key is no rule's: its quotes are part of it
};

enum class MapStatus { kFound, kNotFound, kTemporaryFailure, kPermanentFailure };

struct MapAnswer {
  MapStatus status = MapStatus::kNotFound;
  // The replacement text: set when found; when the lookup failed, set only if the map's -T flag
  // says what to put in its place. Already has %0..%9, -a, -m and -S applied.
  std::optional<std::string> value;
  // What `/map` of the address test mode prints in parentheses.
  base::ExitCode exit_code = base::ExitCode::kOk;
  // What an administrator should hear about a failure (`hash map "h": missing map file ...`,
  // `NAME: Name server timeout`); the engine reports it. Empty: nothing.
  std::string diagnostic{};
};

// What a map has before it is asked anything.
struct MapState {
  bool is_open = true;       // false: an optional file is missing, there is nothing to ask
  std::string diagnostic{};  // why lookups fail, as in MapAnswer; empty: nothing is known against it
};

// A declared map (K line). One object serves all sessions of a process, from any thread.
class Map {
 public:
  virtual ~Map() = default;

  // `key` is the text of the key's tokens as the rule has them (quotes included: dequoting and case
  // folding are the map's flags -q and -f); `arguments` are the texts of `$@ ...` (%1, %2, ...).
  [[nodiscard]] virtual MapAnswer lookup(std::string_view key,
                                         std::span<const std::string> arguments,
                                         const LookupContext& context) = 0;
  // Looks for the file, but reads no more of it than a lookup would have to.
  [[nodiscard]] virtual MapState state() { return {}; }
  // What stands between the words of a key (-S); nullopt: option BlankSub.
  [[nodiscard]] virtual std::optional<char> blank_substitute() const { return std::nullopt; }
};

// All maps of a configuration by name (in any case).
class MapDirectory {
 public:
  virtual ~MapDirectory() = default;

  // nullptr if no such map was declared. The pointer stays valid as long as the directory.
  [[nodiscard]] virtual Map* find(std::string_view name) = 0;
};

}  // namespace sendwright::rules
