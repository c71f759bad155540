// The bounds of the macro processor, each with its reason. Input is not trusted to end by itself:
// what recurses or grows without end meets one of these and becomes an error with file and line.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sendwright::m4 {

// Calls whose arguments are still being collected (option -L). A call costs about 100 bytes here,
// so this is a guard against endless recursion and far beyond what macro libraries do.
inline constexpr std::size_t kDefaultNestingLimit = 200'000;

// Expansions waiting to be read on behind the current one: `define(`x', `x y')x' piles them up.
inline constexpr std::size_t kMaxPendingExpansions = 4'000'000;

// Files open inside each other by include.
inline constexpr std::size_t kMaxIncludeDepth = 1'000;

// Macro calls without one byte of a file being consumed (option --expansion-limit): a loop written
// as a recursive macro stays far below, an endless one ends after some ten seconds.
inline constexpr std::uint64_t kDefaultExpansionLimit = 100'000'000;

// An expansion of this many bytes counts as one call more: what grows takes time too.
inline constexpr std::size_t kBytesThatCountAsCall = 256;

// Bytes of arguments, of expansions, of all definitions and of what m4wrap keeps, each (option
// --memory-limit). The largest macro library known takes one MiB of all this together; a text that
// doubles without end meets the bound before it troubles a small machine.
inline constexpr std::size_t kDefaultMemoryLimit = std::size_t{256} << 20;

// Diverted text that is kept in memory before diversions move to a temporary file.
inline constexpr std::size_t kDiversionMemory = std::size_t{1} << 20;

// No more diversions than this keep their memory when it has been emptied.
inline constexpr std::size_t kDiversionsWithRoom = 16;

// Output collected before it is written, and the unit in which diversions are copied.
inline constexpr std::size_t kOutputBlock = std::size_t{64} << 10;

// Calls in files whose text is kept for the source map and for warnings; of those beyond it only
// the file that they stand in is known.
inline constexpr std::size_t kMaxOrigins = 2'000'000;

// Width and precision of one format conversion: beyond it the output is padding only.
inline constexpr int kMaxFormatWidth = 1 << 20;

}  // namespace sendwright::m4
