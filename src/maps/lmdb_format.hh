// The format of LMDB's data files (version 1), as far as reading and writing maps needs it: a tree
// of pages in the byte order of the machine. docs/map-files.md describes it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sendwright::maps::lmdb {

inline constexpr std::uint32_t kMagic = 0xbeefc0de, kVersion = 1;
inline constexpr std::uint64_t kNoPage = ~std::uint64_t{0};
inline constexpr std::uint64_t kMetaPages = 2;
inline constexpr std::uint64_t kPageSize = 4096;  // of files that we write
inline constexpr std::size_t kMaxKey = 511;       // octets; LMDB's own limit

// A page: number, flags, and then either what is free of it or how many pages an overflow has.
inline constexpr std::uint64_t kPageHead = 16, kPageNumberAt = 0, kPageFlagsAt = 10,
                               kLowerAt = 12, kUpperAt = 14, kPagesAt = 12;
enum PageFlag : std::uint16_t { kBranch = 1, kLeaf = 2, kOverflow = 4, kMeta = 8, kLeaf2 = 0x20 };

// In a meta page, behind the page's head.
inline constexpr std::uint64_t kMagicAt = 0, kVersionAt = 4, kMapSizeAt = 16, kPageSizeAt = 24,
                               kFreeFlagsAt = 28, kFreeRootAt = 64, kMainFlagsAt = 76,
                               kDepthAt = 78, kBranchPagesAt = 80, kLeafPagesAt = 88,
                               kOverflowPagesAt = 96, kEntriesAt = 104, kRootAt = 112,
                               kLastPageAt = 120, kTransactionAt = 128, kMetaSize = 136;
inline constexpr std::uint16_t kIntegerKeys = 8;  // flag of the table of free pages

// A node of a page: size of the value (or number of the page below), flags, size of the key.
inline constexpr std::uint64_t kNodeHead = 8, kNodeFlagsAt = 4, kKeySizeAt = 6;
inline constexpr std::uint16_t kValueElsewhere = 1;  // the value is on overflow pages

}  // namespace sendwright::maps::lmdb
