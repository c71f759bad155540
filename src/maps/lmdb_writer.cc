// The leaves are filled one after the other; then each level of branches over the level below,
// until one page is left: the root. Values that are too long for a page go to pages of their own.
#include "maps/lmdb_writer.hh"

#include <cstdint>
#include <cstring>
#include <vector>

namespace sendwright::maps {
namespace {

using namespace lmdb;

// Two nodes fit into a page; a value that would need more goes elsewhere.
constexpr std::uint64_t kMaxNode = (((kPageSize - kPageHead) / 2) & ~std::uint64_t{1}) - 2;

std::uint64_t even(std::uint64_t size) { return (size + 1) & ~std::uint64_t{1}; }

class Page {
 public:
  Page(std::uint64_t number, std::uint16_t flags) : octets_(kPageSize, '\0') {
    put(kPageNumberAt, number);
    put(kPageFlagsAt, flags);
  }
  template <typename Number>
  void put(std::uint64_t offset, Number number) {
    std::memcpy(octets_.data() + offset, &number, sizeof number);
  }
  [[nodiscard]] bool has_room(std::uint64_t node_size) const {
    return lower_ + 2 + even(node_size) <= upper_;
  }
  // `size_or_page` has 48 bits in a branch, and 32 of size and 16 of flags in a leaf.
  void add_node(std::string_view key, std::string_view value, std::uint64_t size_or_page) {
    upper_ -= even(kNodeHead + key.size() + value.size());
    put(lower_, static_cast<std::uint16_t>(upper_));
    lower_ += 2;
    put(upper_, static_cast<std::uint16_t>(size_or_page));
    put(upper_ + 2, static_cast<std::uint16_t>(size_or_page >> 16));
    put(upper_ + kNodeFlagsAt, static_cast<std::uint16_t>(size_or_page >> 32));
    put(upper_ + kKeySizeAt, static_cast<std::uint16_t>(key.size()));
    octets_.replace(upper_ + kNodeHead, key.size(), key);
    octets_.replace(upper_ + kNodeHead + key.size(), value.size(), value);
  }
  [[nodiscard]] bool is_empty() const { return lower_ == kPageHead; }
  [[nodiscard]] const std::string& octets() const { return octets_; }
  [[nodiscard]] const std::string& finished() {
    put(kLowerAt, static_cast<std::uint16_t>(lower_));
    put(kUpperAt, static_cast<std::uint16_t>(upper_));
    return octets_;
  }

 private:
  std::string octets_;
  std::uint64_t lower_ = kPageHead, upper_ = kPageSize;
};

struct Child {
  std::string first_key;
  std::uint64_t page = 0;
};

class TreeWriter {
 public:
  explicit TreeWriter(FileReplacement& file) : file_(file) {}

  base::Result<void> write(EntryRuns& entries) {
    if (auto done = file_.append(std::string(kMetaPages * kPageSize, '\0')); !done) return done;
    auto done = entries.merge(
        [this](std::string_view key, std::string_view value) { return add_entry(key, value); });
    if (done) done = write_leaf();
    if (!done) return done;
    if (!level_.empty()) depth_ = 1;
    for (; level_.size() > 1; ++depth_)
      if (done = write_branches(); !done) return done;
    if (!level_.empty()) root_ = level_.front().page;
    if (done = file_.overwrite(0, meta_page(0, false)); !done) return done;
    return file_.overwrite(kPageSize, meta_page(1, true));
  }

 private:
  [[nodiscard]] std::uint64_t next_page() const { return file_.size() / kPageSize; }

  base::Result<void> add_entry(std::string_view key, std::string_view value) {
    const bool is_elsewhere = even(kNodeHead + key.size() + value.size()) > kMaxNode;
    const std::uint64_t inside = is_elsewhere ? sizeof(std::uint64_t) : value.size();
    if (!leaf_.has_room(kNodeHead + key.size() + inside))
      if (auto done = write_leaf(); !done) return done;
    if (leaf_.is_empty()) first_key_ = key;
    ++entries_;
    if (!is_elsewhere) {
      leaf_.add_node(key, value, value.size());
      return {};
    }
    const std::uint64_t number = next_page();
    if (auto done = write_overflow(value); !done) return done;
    std::string reference(sizeof number, '\0');
    std::memcpy(reference.data(), &number, sizeof number);
    leaf_.add_node(key, reference, value.size() | std::uint64_t{kValueElsewhere} << 32);
    return {};
  }

  // The leaf's number is known only now: the overflow pages of its values go before it.
  base::Result<void> write_leaf() {
    if (leaf_.is_empty()) return {};
    level_.push_back({first_key_, next_page()});
    leaf_.put(kPageNumberAt, next_page());
    ++leaf_pages_;
    auto done = file_.append(leaf_.finished());
    leaf_ = Page(0, kLeaf);
    return done;
  }

  base::Result<void> write_overflow(std::string_view value) {
    const std::uint64_t pages = (kPageHead + value.size() + kPageSize - 1) / kPageSize;
    Page head(next_page(), kOverflow);
    head.put(kPagesAt, static_cast<std::uint32_t>(pages));
    std::string octets = head.octets().substr(0, kPageHead);
    octets.append(value).resize(pages * kPageSize);
    overflow_pages_ += pages;
    return file_.append(octets);
  }

  // Replaces the level by the one above it. No branch has a single child.
  base::Result<void> write_branches() {
    std::vector<Child> above;
    for (std::size_t begin = 0; begin < level_.size();) {
      std::size_t end = fitting(begin);
      if (end + 1 == level_.size()) --end;
      Page page(next_page(), kBranch);
      for (std::size_t i = begin; i < end; ++i)
        page.add_node(i == begin ? std::string_view() : level_[i].first_key, {}, level_[i].page);
      above.push_back({level_[begin].first_key, next_page()});
      ++branch_pages_;
      if (auto done = file_.append(page.finished()); !done) return done;
      begin = end;
    }
    level_ = std::move(above);
    return {};
  }

  // The end of the children from `begin` on that one page holds.
  [[nodiscard]] std::size_t fitting(std::size_t begin) const {
    std::uint64_t left = kPageSize - kPageHead - kNodeHead - 2;
    std::size_t end = begin + 1;
    for (; end < level_.size(); ++end) {
      const std::uint64_t needed = even(kNodeHead + level_[end].first_key.size()) + 2;
      if (needed > left) break;
      left -= needed;
    }
    return end;
  }

  // Of the two the one with the later transaction counts; the other one is that of an empty file.
  [[nodiscard]] std::string meta_page(std::uint64_t number, bool is_current) const {
    Page page(number, kMeta);
    const auto put = [&page](std::uint64_t at, auto value) { page.put(kPageHead + at, value); };
    put(kMagicAt, kMagic);
    put(kVersionAt, kVersion);
    put(kMapSizeAt, file_.size());
    put(kPageSizeAt, static_cast<std::uint32_t>(kPageSize));
    put(kFreeFlagsAt, kIntegerKeys);
    put(kFreeRootAt, kNoPage);
    put(kRootAt, is_current ? root_ : kNoPage);
    put(kLastPageAt, is_current ? next_page() - 1 : kMetaPages - 1);
    put(kTransactionAt, std::uint64_t{is_current});
    if (is_current) {
      put(kDepthAt, depth_);
      put(kBranchPagesAt, branch_pages_);
      put(kLeafPagesAt, leaf_pages_);
      put(kOverflowPagesAt, overflow_pages_);
      put(kEntriesAt, entries_);
    }
    return page.octets();
  }

  FileReplacement& file_;
  Page leaf_{0, kLeaf};       // what comes next goes into it
  std::string first_key_;     // of the leaf
  std::vector<Child> level_;  // the pages that have no page above them yet
  std::uint64_t root_ = kNoPage, entries_ = 0;
  std::uint64_t branch_pages_ = 0, leaf_pages_ = 0, overflow_pages_ = 0;
  std::uint16_t depth_ = 0;
};

}  // namespace

base::Result<void> write_lmdb(EntryRuns& entries, FileReplacement& file) {
  return TreeWriter(file).write(entries);
}

}  // namespace sendwright::maps
