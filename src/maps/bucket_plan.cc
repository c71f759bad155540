#include "maps/bucket_plan.hh"

#include <algorithm>
#include <optional>

#include "maps/gdbm_format.hh"

namespace sendwright::maps {
namespace {

constexpr std::uint64_t kSizeStep = 512;  // between the bucket sizes that are tried
using Sums = std::vector<std::uint32_t>;  // sums[n]: entries in the first n cells

// A search goes on until it meets a free element, so that a bucket that is nearly full is slow.
std::uint32_t limit_of(std::uint32_t elements) { return elements - elements / 8; }

// Splits what lies under the first `bits` bits from `cell` on until all fit; false: one cell does
// not.
bool split(const Sums& sums, std::uint32_t limit, std::uint32_t cell, unsigned bits,
           BucketPlan& plan) {
  const std::uint32_t width = 1U << (HashCounts::kCellBits - bits);
  if (sums[cell + width] - sums[cell] <= limit) {
    plan.buckets.push_back({cell << HashCounts::kCellShift, bits});
    plan.directory_bits = std::max(plan.directory_bits, bits);
    return true;
  }
  return bits < HashCounts::kCellBits && split(sums, limit, cell, bits + 1, plan) &&
         split(sums, limit, cell + width / 2, bits + 1, plan);
}

std::optional<BucketPlan> plan_of_size(const Sums& sums, std::uint64_t bucket_size,
                                       unsigned least_bits) {
  BucketPlan plan;
  plan.bucket_elements = static_cast<std::uint32_t>((bucket_size - kElementsAt) / kElementSize);
  plan.directory_bits = least_bits;
  if (!split(sums, limit_of(plan.bucket_elements), 0, 0, plan)) return std::nullopt;
  return plan;
}

std::uint64_t octets_of(const BucketPlan& plan) {
  return plan.buckets.size() * plan.bucket_size() + plan.directory_size();
}

}  // namespace

std::uint64_t BucketPlan::bucket_size() const {
  return kElementsAt + kElementSize * bucket_elements;
}

std::uint64_t BucketPlan::directory_size() const { return sizeof(std::uint64_t) << directory_bits; }

HashCounts::HashCounts() : counts_(1U << kCellBits) {}

base::Result<BucketPlan> HashCounts::plan(unsigned least_bits) const {
  Sums sums(counts_.size() + 1);
  for (std::size_t i = 0; i < counts_.size(); ++i) sums[i + 1] = sums[i] + counts_[i];
  std::optional<BucketPlan> best;
  for (std::uint64_t size = kSizeStep; size <= kUsualSize; size += kSizeStep) {
    auto plan = plan_of_size(sums, size, least_bits);
    if (plan && (!best || octets_of(*plan) < octets_of(*best))) best = std::move(plan);
  }
  for (std::uint64_t size = 2 * kUsualSize; !best && size <= kLargestSize; size *= 2)
    best = plan_of_size(sums, size, least_bits);
  if (!best) return base::permanent("too many keys have nearly the same hash");
  return std::move(*best);
}

}  // namespace sendwright::maps
