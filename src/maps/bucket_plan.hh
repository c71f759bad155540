// How the entries of a new GDBM file share out over buckets, decided before a bucket is written:
// counts of hashes come in, a bucket size and a list of buckets go out.
//
// A bucket has all entries whose hashes begin with the same bits. It is split in two as long as it
// has more entries than it may, so buckets are on average fuller the closer the number of entries
// for each power of two is below the limit. That is chosen by the size of a bucket: the plan takes
// the size with the smallest file. Example: 1,000 entries in buckets of 512 octets (16 elements)
// would be 128 buckets, half empty, 64 KB; one bucket of 1,150 elements has 28 KB.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hh"

namespace sendwright::maps {

struct BucketPlan {
  struct Bucket {
    std::uint32_t first_hash = 0;  // up to the next bucket's
    unsigned bits = 0;             // shared by all its hashes
  };
  std::uint32_t bucket_elements = 0;
  unsigned directory_bits = 0;  // the directory has 2^bits entries
  std::vector<Bucket> buckets;  // in the order of hashes, covering all; never empty

  [[nodiscard]] std::uint64_t bucket_size() const;     // in octets
  [[nodiscard]] std::uint64_t directory_size() const;  // in octets
};

// How many entries there are for each value of a hash's first bits.
class HashCounts {
 public:
  HashCounts();
  void add(std::uint32_t hash) { ++counts_[hash >> kCellShift]; }
  void remove(std::uint32_t hash) { --counts_[hash >> kCellShift]; }

  static constexpr std::uint64_t kUsualSize = 32'768;  // octets of a bucket at most ...
  static constexpr std::uint64_t kLargestSize = 1U << 30;  // ... but for keys of nearly one hash

  // `least_bits` of the directory are needed in any case. An error: no bucket of at most kLargestSize
  // octets is big enough, since too many keys have nearly the same hash.
  [[nodiscard]] base::Result<BucketPlan> plan(unsigned least_bits) const;

  static constexpr unsigned kCellBits = 20;  // a cell for each value of these first bits
  static constexpr unsigned kCellShift = 31 - kCellBits;

 private:
  std::vector<std::uint32_t> counts_;
};

}  // namespace sendwright::maps
