#include "maps/bulk_writer.hh"

#include <fcntl.h>
#include <gdbm.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>

#include "maps/gdbm_format.hh"
#include "maps/whole_io.hh"

namespace sendwright::maps {
namespace {

constexpr std::size_t kBlockSize = 4096;  // of the header; buckets have a size of their own
constexpr std::size_t kBuffer = 1 << 20;
constexpr std::uint64_t kAlignment = 8;

base::Result<void> system_failure() { return base::permanent(std::strerror(errno)); }

// Before a key stands its size, seven bits an octet, the last octet below 128: the space is nobody's
// in the format, and says where the key at a place ends.
void append_prefix(std::uint32_t size, std::string& text) {
  for (; size >= 128; size >>= 7) text += static_cast<char>(size | 128);
  text += static_cast<char>(size);
}

std::size_t prefix_size(std::uint64_t size) {
  std::size_t count = 1;
  for (; size >= 128; size >>= 7) ++count;
  return count;
}

template <typename Number>
void put(std::vector<char>& octets, std::uint64_t offset, Number number) {
  std::memcpy(octets.data() + offset, &number, sizeof number);
}

template <typename Number>
Number get(const std::vector<char>& octets, std::uint64_t offset) {
  Number number;
  std::memcpy(&number, octets.data() + offset, sizeof number);
  return number;
}

// The buckets of a plan, filled with elements that come in the order of hashes, on their way to the
// file.
class BucketStream {
 public:
  // `data_begins` is added to all offsets of data.
  BucketStream(int file, const BucketPlan& plan, std::uint64_t begin, std::uint64_t data_begins)
      : file_(file), plan_(plan), offset_(begin), data_begins_(data_begins) {
    start_bucket();
  }

  void add(GdbmElement element) {
    while (index_ + 1 < plan_.buckets.size() &&
           element.hash >= plan_.buckets[index_ + 1].first_hash)
      end_bucket();
    if (count_ == plan_.bucket_elements) {
      error_ = EIO;  // more than were counted: somebody changed the file of runs
      return;
    }
    // Keys of the same hash come one after the other, and so they stand in the bucket.
    if (count_ == 0 || element.hash != last_hash_) slot_ = element.hash % plan_.bucket_elements;
    last_hash_ = element.hash;
    while (get<std::uint32_t>(buffer_, element_at(slot_)) != kNoElement)
      slot_ = (slot_ + 1) % plan_.bucket_elements;
    element.data += data_begins_;
    put(buffer_, element_at(slot_), element);
    ++count_;
  }

  // False, with errno set, if something could not be written.
  bool finish() {
    while (index_ < plan_.buckets.size()) end_bucket();
    write();
    errno = error_;
    return error_ == 0;
  }

 private:
  [[nodiscard]] std::uint64_t element_at(std::uint64_t slot) const {
    return bucket_ + kElementsAt + slot * kElementSize;
  }

  void start_bucket() {
    bucket_ = buffer_.size();
    count_ = 0;
    buffer_.resize(bucket_ + plan_.bucket_size());
    for (std::uint32_t i = 0; i < plan_.bucket_elements; ++i)
      put(buffer_, element_at(i), kNoElement);
  }

  void end_bucket() {
    put(buffer_, bucket_ + kBucketBitsAt, plan_.buckets[index_].bits);
    put(buffer_, bucket_ + kBucketCountAt, count_);
    if (buffer_.size() >= kBuffer) write();
    if (++index_ < plan_.buckets.size()) start_bucket();
  }

  void write() {
    if (error_ == 0 && !write_whole(file_, {buffer_.data(), buffer_.size()}, offset_))
      error_ = errno;
    offset_ += buffer_.size();
    buffer_.clear();
  }

  const int file_;
  const BucketPlan& plan_;
  std::uint64_t offset_;      // of the buffer's begin in the file
  const std::uint64_t data_begins_;
  std::vector<char> buffer_;  // buckets that are not written yet
  std::uint64_t bucket_ = 0;  // where in the buffer the present one begins
  std::size_t index_ = 0;     // its number
  std::uint32_t count_ = 0;   // its entries
  std::uint32_t slot_ = 0, last_hash_ = 0;
  int error_ = 0;
};

// The directory's entry for each value of the first bits of a hash: where the bucket is.
std::vector<std::uint64_t> directory_of(const BucketPlan& plan, std::uint64_t buckets_begin) {
  std::vector<std::uint64_t> directory;
  directory.reserve(std::size_t{1} << plan.directory_bits);
  for (std::size_t i = 0; i < plan.buckets.size(); ++i)
    directory.insert(directory.end(),
                     std::size_t{1} << (plan.directory_bits - plan.buckets[i].bits),
                     buckets_begin + i * plan.bucket_size());
  return directory;
}

}  // namespace

base::Result<BulkWriter> BulkWriter::open(const std::string& path, std::size_t run_length) {
  const int flags = GDBM_NEWDB | GDBM_NOLOCK | GDBM_CLOEXEC | GDBM_NOMMAP;
  GDBM_FILE const empty = gdbm_open(path.c_str(), kBlockSize, flags, 0600, nullptr);
  if (!empty) return base::permanent(gdbm_strerror(gdbm_errno));
  gdbm_close(empty);
  BulkWriter writer(ElementRuns(path, run_length));
  writer.file_.reset(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!writer.file_.is_open()) return base::permanent(std::strerror(errno));
  return writer;
}

bool BulkWriter::has_room(std::uint64_t octets) const {
  constexpr std::uint64_t kEnd = std::uint64_t{1} << KeyPlaces::kPlaceBits;
  return places_.size() < kMaxKeys && buffer_begins_ + buffer_.size() + octets < kEnd - kBuffer;
}

std::uint64_t BulkWriter::in_file(std::uint64_t place) const { return data_begins_ + place; }

// libgdbm takes no space back that is nearer to the begin of the file than the size of a bucket.
// That is not known before the end: what is written earlier leaves room for the largest usual one.
base::Result<void> BulkWriter::flush() {
  if (data_begins_ == 0) data_begins_ = HashCounts::kUsualSize;
  if (!write_whole(file_.get(), buffer_, in_file(buffer_begins_))) return system_failure();
  buffer_begins_ += buffer_.size();
  buffer_.clear();
  return {};
}

// The buffer is written between entries, so that an entry is either in it or in the file.
bool BulkWriter::is_key_at(std::uint64_t place, std::string_view key) {
  std::string prefix;
  append_prefix(static_cast<std::uint32_t>(key.size()), prefix);
  const std::size_t size = prefix.size() + key.size();
  std::string_view entry;
  if (place >= buffer_begins_) {
    entry = std::string_view(buffer_).substr(place - buffer_begins_, size);
  } else {
    key_read_.resize(size);
    const ssize_t count = ::pread(file_.get(), key_read_.data(), size,
                                  static_cast<off_t>(in_file(place)));
    entry = {key_read_.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }
  return entry.size() == size && entry.starts_with(prefix) && entry.ends_with(key);
}

base::Result<bool> BulkWriter::store(std::string_view key, std::string_view value,
                                     Duplicate duplicate) {
  if (key.size() > INT32_MAX || value.size() > INT32_MAX)
    return base::permanent("an entry is too large");
  const std::uint64_t key_hash = std::hash<std::string_view>()(key);
  const std::uint64_t old =
      places_.find(key_hash, [&](std::uint64_t place) { return is_key_at(place, key); });
  if (old != 0 && duplicate == Duplicate::kKeep) return false;

  GdbmElement element;
  element.hash = gdbm_hash(key);
  key.copy(element.key_start, kKeyStartSize);
  element.key_size = static_cast<std::uint32_t>(key.size());
  element.data_size = static_cast<std::uint32_t>(value.size());
  const std::uint64_t place = buffer_begins_ + buffer_.size();
  element.data = place + prefix_size(key.size());
  append_prefix(element.key_size, buffer_);
  buffer_.append(key).append(value);
  if (buffer_.size() >= kBuffer)
    if (const auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
  if (const auto added = runs_.add(element); !added) return std::unexpected(added.error());
  if (old == 0) {
    places_.insert(key_hash, place);
    counts_.add(element.hash);
    return true;
  }
  places_.move(key_hash, old, place);
  const auto retracted = runs_.retract(element.hash, old + prefix_size(key.size()));
  if (!retracted) return std::unexpected(retracted.error());
  return true;
}

// From the end to the begin, so that nothing is overwritten that is still to be read. Places stay as
// they are: they count from the begin of the data.
base::Result<void> BulkWriter::move_data(std::uint64_t begin) {
  std::vector<char> piece(kBuffer);
  for (std::uint64_t left = buffer_begins_; left > 0;) {
    const std::uint64_t size = std::min<std::uint64_t>(left, piece.size());
    left -= size;
    if (!read_whole(file_.get(), piece.data(), size, data_begins_ + left) ||
        !write_whole(file_.get(), {piece.data(), size}, begin + left))
      return system_failure();
  }
  data_begins_ = begin;
  return {};
}

base::Result<void> BulkWriter::write_buckets(const BucketPlan& plan, std::uint64_t begin) {
  BucketStream stream(file_.get(), plan, begin, data_begins_);
  const auto merged = runs_.merge([&](const GdbmElement& element) { stream.add(element); });
  if (!merged) return merged;
  return stream.finish() ? base::Result<void>() : system_failure();
}

base::Result<void> BulkWriter::finish() {
  places_ = KeyPlaces();
  std::vector<char> header(kBlockSize);
  if (!read_whole(file_.get(), header.data(), header.size(), 0)) return system_failure();
  const auto plan = counts_.plan(get<std::uint32_t>(header, kDirectoryBitsAt));
  if (!plan) return std::unexpected(plan.error());
  const std::uint64_t least_begin = std::max<std::uint64_t>(kBlockSize, plan->bucket_size());
  if (data_begins_ == 0) data_begins_ = least_begin;
  if (auto flushed = flush(); !flushed) return flushed;
  if (data_begins_ < least_begin)
    if (auto moved = move_data(least_begin); !moved) return moved;
  const std::uint64_t directory_begin =
      (in_file(buffer_begins_) + kAlignment - 1) / kAlignment * kAlignment;
  const std::uint64_t buckets_begin = directory_begin + plan->directory_size();
  const std::uint64_t end = buckets_begin + plan->buckets.size() * plan->bucket_size();

  const auto directory = directory_of(*plan, buckets_begin);
  const std::string_view octets(reinterpret_cast<const char*>(directory.data()),
                                plan->directory_size());
  if (!write_whole(file_.get(), octets, directory_begin)) return system_failure();
  if (auto written = write_buckets(*plan, buckets_begin); !written) return written;
  put(header, kDirectoryAt, directory_begin);
  put(header, kDirectorySizeAt, static_cast<std::uint32_t>(plan->directory_size()));
  put(header, kDirectoryBitsAt, plan->directory_bits);
  put(header, kBucketSizeAt, static_cast<std::uint32_t>(plan->bucket_size()));
  put(header, kBucketElementsAt, plan->bucket_elements);
  put(header, kNextBlockAt, end);
  // A small map is shorter than the empty file that libgdbm made.
  if (!write_whole(file_.get(), {header.data(), header.size()}, 0) ||
      ::ftruncate(file_.get(), static_cast<off_t>(end)) != 0 || ::fsync(file_.get()) != 0)
    return system_failure();
  return {};
}

}  // namespace sendwright::maps
