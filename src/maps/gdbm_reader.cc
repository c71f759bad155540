#include "maps/gdbm_reader.hh"

#include <algorithm>
#include <array>
#include <cstring>

#include "maps/gdbm_format.hh"

namespace sendwright::maps {
namespace {

// The first number of a file in our byte order, with offsets of 64 bits.
constexpr std::uint32_t kMagic = 0x13579acf;
constexpr std::uint32_t kMagicNumsync = 0x13579ad1;

constexpr std::uint64_t kHeaderSize = 40;  // what we read of it
constexpr std::uint64_t kHashAt = 0, kKeyStartAt = 4, kDataAt = 8, kKeySizeAt = 16,
                        kDataSizeAt = 20;  // in an element

// What each octet of a key is multiplied with for the hash: moved left by 0, 5, 10, 15, 20, 1, 6
// ... bits, which begins again after 24 octets.
constexpr auto kFactors = [] {
  std::array<std::uint32_t, 24> factors{};
  for (unsigned i = 0; i < factors.size(); ++i) factors[i] = 1U << (i * 5 % 24);
  return factors;
}();

GdbmAnswer damaged(std::string_view damage) {
  return {GdbmAnswer::Kind::kDamaged, {}, damage};
}

}  // namespace

std::uint32_t gdbm_hash(std::string_view key) {
  constexpr std::uint32_t kMask = 0x7fffffff;
  std::uint32_t hash = 0x238f13afU * static_cast<std::uint32_t>(key.size());
  for (; !key.empty(); key.remove_prefix(std::min(key.size(), kFactors.size()))) {
    const std::size_t count = std::min(key.size(), kFactors.size());
    // An octet counts as the machine's `char`, with its sign where that has one: so libgdbm does
    // it.
    for (std::size_t i = 0; i < count; ++i)
      hash += static_cast<std::uint32_t>(int{key[i]}) * kFactors[i];
  }
  return (1103515243U * (hash & kMask) + 12345U) & kMask;
}

// The number is in a register afterwards: somebody who changes the file between check and use
// cannot make the compiler read another one.
template <typename Number>
Number GdbmReader::number_at(std::uint64_t offset) const {
  Number number;
  std::memcpy(&number, file_.data() + offset, sizeof number);
  asm volatile("" : "+r"(number));
  return number;
}

std::optional<GdbmReader> GdbmReader::open(std::string_view file) {
  GdbmReader reader;
  reader.file_ = file;
  if (file.size() < kHeaderSize) return std::nullopt;
  const auto magic = reader.number_at<std::uint32_t>(kMagicAt);
  if (magic != kMagic && magic != kMagicNumsync) return std::nullopt;
  const auto directory_size = reader.number_at<std::uint32_t>(kDirectorySizeAt);
  const auto bits = reader.number_at<std::uint32_t>(kDirectoryBitsAt);
  const auto bucket_size = reader.number_at<std::uint32_t>(kBucketSizeAt);
  reader.directory_ = reader.number_at<std::uint64_t>(kDirectoryAt);
  reader.bucket_elements_ = reader.number_at<std::uint32_t>(kBucketElementsAt);
  if (bits >= kHashBits || directory_size != sizeof(std::uint64_t) << bits ||
      reader.bucket_elements_ == 0 || bucket_size < kElementsAt ||
      reader.bucket_elements_ != (bucket_size - kElementsAt) / kElementSize ||
      !reader.is_inside(reader.directory_, directory_size))
    return std::nullopt;
  reader.hash_shift_ = kHashBits - bits;
  return reader;
}

// The hash's first bits lead to a bucket. In the bucket the search begins at the element that the
// whole hash gives and goes on, round the end, to a free one: nothing is ever stored behind that.
GdbmAnswer GdbmReader::find(std::string_view key) const {
  const std::uint32_t hash = gdbm_hash(key);
  const auto bucket =
      number_at<std::uint64_t>(directory_ + sizeof(std::uint64_t) * (hash >> hash_shift_));
  if (!is_inside(bucket, kElementsAt + kElementSize * bucket_elements_))
    return damaged("a bucket lies outside of the file");
  std::uint32_t index = hash % bucket_elements_;
  for (std::uint32_t tries = 0; tries < bucket_elements_; ++tries) {
    const std::uint64_t element = bucket + kElementsAt + kElementSize * index;
    const auto stored_hash = number_at<std::uint32_t>(element + kHashAt);
    if (stored_hash == kNoElement) return {};
    if (++index == bucket_elements_) index = 0;
    if (stored_hash != hash || number_at<std::uint32_t>(element + kKeySizeAt) != key.size() ||
        file_.substr(element + kKeyStartAt, std::min(key.size(), kKeyStartSize)) !=
            key.substr(0, kKeyStartSize))
      continue;
    const auto data = number_at<std::uint64_t>(element + kDataAt);
    const auto value_size = number_at<std::uint32_t>(element + kDataSizeAt);
    if (value_size > INT32_MAX || !is_inside(data, key.size() + std::uint64_t{value_size}))
      return damaged("an entry lies outside of the file");
    if (file_.substr(data, key.size()) != key) continue;
    return {GdbmAnswer::Kind::kFound, file_.substr(data + key.size(), value_size), {}};
  }
  return {};
}

void GdbmReader::for_first_entries(const Visit& visit) const {
  const auto bucket = number_at<std::uint64_t>(directory_);
  if (!is_inside(bucket, kElementsAt + kElementSize * bucket_elements_)) return;
  for (std::uint32_t index = 0; index < bucket_elements_; ++index) {
    const std::uint64_t element = bucket + kElementsAt + kElementSize * index;
    if (number_at<std::uint32_t>(element + kHashAt) == kNoElement) continue;
    const auto data = number_at<std::uint64_t>(element + kDataAt);
    const auto key_size = number_at<std::uint32_t>(element + kKeySizeAt);
    const auto value_size = number_at<std::uint32_t>(element + kDataSizeAt);
    if (!is_inside(data, std::uint64_t{key_size} + value_size)) continue;
    if (!visit(file_.substr(data, key_size), file_.substr(data + key_size, value_size))) return;
  }
}

}  // namespace sendwright::maps
