// Where things stand in a GDBM file (docs/map-files.md), for our reader and our bulk writer: numbers
// in the byte order of the machine, offsets of 64 bits.
#pragma once

#include <cstdint>
#include <string_view>

namespace sendwright::maps {

// The header.
inline constexpr std::uint64_t kMagicAt = 0, kDirectoryAt = 8, kDirectorySizeAt = 16,
                               kDirectoryBitsAt = 20, kBucketSizeAt = 24, kBucketElementsAt = 28,
                               kNextBlockAt = 32;

// A bucket: how many bits of the hash its entries share, how many entries it has, the elements.
inline constexpr std::uint64_t kBucketBitsAt = 104, kBucketCountAt = 108, kElementsAt = 112;

inline constexpr unsigned kHashBits = 31;
inline constexpr std::uint32_t kNoElement = 0xffffffff;  // as the hash of an element that is free
inline constexpr std::size_t kKeyStartSize = 4;

// An element of a bucket: one entry of the map, as it stands in the file.
struct GdbmElement {
  std::uint32_t hash = kNoElement;
  char key_start[kKeyStartSize] = {};  // the first octets of the key
  std::uint64_t data = 0;              // offset of the key, which the value follows
  std::uint32_t key_size = 0;
  std::uint32_t data_size = 0;  // of the value
};
inline constexpr std::uint64_t kElementSize = 24;
static_assert(sizeof(GdbmElement) == kElementSize);

// GDBM's hash of a key, 31 bits.
[[nodiscard]] std::uint32_t gdbm_hash(std::string_view key);

}  // namespace sendwright::maps
