#include "maps/lmdb_reader.hh"

#include <bit>

#include "maps/lmdb_format.hh"

namespace sendwright::maps {
namespace {

constexpr int kMaxDepth = 32;    // LMDB's own limit
constexpr int kMaxVersions = 8;  // that may pass during one lookup

constexpr std::string_view kPageDamage = "a page of its tree is none";
constexpr std::string_view kEntryDamage = "an entry lies outside of its page";

}  // namespace

std::optional<LmdbReader> LmdbReader::open(std::string_view file) {
  LmdbReader reader(file);
  const FileOctets& octets = reader.file_;
  if (!octets.has(lmdb::kPageHead, lmdb::kMetaSize)) return std::nullopt;
  reader.page_size_ = octets.number<std::uint32_t>(lmdb::kPageHead + lmdb::kPageSizeAt);
  if (!std::has_single_bit(reader.page_size_) || reader.page_size_ < 512 ||
      reader.page_size_ > 65536 || !octets.has(0, lmdb::kMetaPages * reader.page_size_))
    return std::nullopt;
  for (std::uint64_t number = 0; number < lmdb::kMetaPages; ++number) {
    const std::uint64_t meta = number * reader.page_size_ + lmdb::kPageHead;
    if (octets.number<std::uint32_t>(meta + lmdb::kMagicAt) != lmdb::kMagic ||
        octets.number<std::uint32_t>(meta + lmdb::kVersionAt) != lmdb::kVersion ||
        octets.number<std::uint16_t>(meta + lmdb::kMainFlagsAt) != 0)
      return std::nullopt;
  }
  return reader;
}

LmdbReader::Version LmdbReader::newest() const {
  Version newest;
  for (std::uint64_t number = 0; number < lmdb::kMetaPages; ++number) {
    const std::uint64_t meta = number * page_size_ + lmdb::kPageHead;
    const auto transaction = file_.number<std::uint64_t>(meta + lmdb::kTransactionAt);
    if (number == 0 || transaction > newest.transaction)
      newest = {transaction, file_.number<std::uint64_t>(meta + lmdb::kRootAt)};
  }
  return newest;
}

FileAnswer LmdbReader::find(std::string_view key) const {
  for (int tries = 0; tries < kMaxVersions; ++tries) {
    const Version version = newest();
    const FileAnswer answer = find_from(version.root, key);
    const Version after = newest();
    if (after.transaction == version.transaction && after.root == version.root) return answer;
  }
  return FileAnswer::damaged("it changes all the time");
}

FileAnswer LmdbReader::find_from(std::uint64_t root, std::string_view key) const {
  if (root == lmdb::kNoPage || key.empty() || key.size() > UINT16_MAX) return {};
  std::uint64_t number = root;
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    const auto current = page(number);
    if (!current) return FileAnswer::damaged(kPageDamage);
    if (current->is_leaf) return find_in_leaf(*current, key);
    const auto index = last_not_after(*current, key);
    const auto below = index ? node(*current, *index) : std::nullopt;
    if (!below) return FileAnswer::damaged(kEntryDamage);
    number = page_below(*below);
  }
  return FileAnswer::damaged("its tree is too deep");
}

FileAnswer LmdbReader::find_in_leaf(const Page& page, std::string_view key) const {
  if (page.count == 0) return {};
  const auto index = last_not_after(page, key);
  const auto entry = index ? node(page, *index) : std::nullopt;
  if (!entry) return FileAnswer::damaged(kEntryDamage);
  return entry->key == key ? value(page, *entry) : FileAnswer{};
}

std::optional<LmdbReader::Page> LmdbReader::page(std::uint64_t number) const {
  if (number < lmdb::kMetaPages || number >= file_.size() / page_size_) return std::nullopt;
  const std::uint64_t begin = number * page_size_;
  const auto flags = file_.number<std::uint16_t>(begin + lmdb::kPageFlagsAt);
  const auto lower = file_.number<std::uint16_t>(begin + lmdb::kLowerAt);
  const bool is_leaf = (flags & lmdb::kLeaf) != 0;
  const bool is_branch = (flags & lmdb::kBranch) != 0;
  if (is_leaf == is_branch || (flags & (lmdb::kOverflow | lmdb::kMeta | lmdb::kLeaf2)) != 0 ||
      lower < lmdb::kPageHead || lower > page_size_)
    return std::nullopt;
  const auto count = static_cast<std::uint32_t>((lower - lmdb::kPageHead) / 2);
  if (is_branch && count == 0) return std::nullopt;
  return Page{begin, is_leaf, count};
}

std::optional<LmdbReader::Node> LmdbReader::node(const Page& page, std::uint32_t index) const {
  const std::uint64_t at = file_.number<std::uint16_t>(page.begin + lmdb::kPageHead + 2 * index);
  if (at < lmdb::kPageHead || at + lmdb::kNodeHead > page_size_) return std::nullopt;
  const std::uint64_t size = file_.number<std::uint16_t>(page.begin + at + lmdb::kKeySizeAt);
  if (at + lmdb::kNodeHead + size > page_size_) return std::nullopt;
  return Node{page.begin + at, file_.text(page.begin + at + lmdb::kNodeHead, size)};
}

// The last entry whose key is not after `key`; 0 if there is none. A branch's first key counts as
// before all others. nullopt: damaged.
std::optional<std::uint32_t> LmdbReader::last_not_after(const Page& page,
                                                        std::string_view key) const {
  std::uint32_t low = 0, high = page.count;
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    const auto entry = node(page, middle);
    if (!entry) return std::nullopt;
    if (entry->key <= key) low = middle;
    else high = middle;
  }
  return low;
}

// A branch has the page's number where a leaf has size and flags: 48 bits.
std::uint64_t LmdbReader::page_below(const Node& node) const {
  return file_.number<std::uint16_t>(node.begin) |
         std::uint64_t{file_.number<std::uint16_t>(node.begin + 2)} << 16 |
         std::uint64_t{file_.number<std::uint16_t>(node.begin + 4)} << 32;
}

FileAnswer LmdbReader::value(const Page& page, const Node& node) const {
  const std::uint64_t size = file_.number<std::uint16_t>(node.begin) |
                             std::uint64_t{file_.number<std::uint16_t>(node.begin + 2)} << 16;
  const auto flags = file_.number<std::uint16_t>(node.begin + lmdb::kNodeFlagsAt);
  const std::uint64_t begin = node.begin + lmdb::kNodeHead + node.key.size();
  const bool is_elsewhere = (flags & lmdb::kValueElsewhere) != 0;
  if ((flags & ~lmdb::kValueElsewhere) != 0)
    return FileAnswer::damaged("an entry is a table of its own");
  if (begin + (is_elsewhere ? sizeof(std::uint64_t) : size) > page.begin + page_size_)
    return FileAnswer::damaged(kEntryDamage);
  if (!is_elsewhere) return FileAnswer::found(file_.text(begin, size));
  const auto number = file_.number<std::uint64_t>(begin);
  if (number < lmdb::kMetaPages || number >= file_.size() / page_size_ ||
      !file_.has(number * page_size_ + lmdb::kPageHead, size))
    return FileAnswer::damaged("a value lies outside of it");
  return FileAnswer::found(file_.text(number * page_size_ + lmdb::kPageHead, size));
}

bool LmdbReader::for_each(const Visit& visit) const {
  const Version version = newest();
  if (version.root == lmdb::kNoPage) return true;
  std::uint64_t budget = file_.size() / page_size_;  // a page is met once, if all is well
  bool goes_on = true;
  return visit_page(version.root, 0, budget, goes_on, visit);
}

bool LmdbReader::visit_page(std::uint64_t number, int depth, std::uint64_t& budget, bool& goes_on,
                            const Visit& visit) const {
  const auto current = page(number);
  if (!current || depth >= kMaxDepth || budget-- == 0) return false;
  for (std::uint32_t i = 0; i < current->count && goes_on; ++i) {
    const auto entry = node(*current, i);
    if (!entry) return false;
    if (!current->is_leaf) {
      if (!visit_page(page_below(*entry), depth + 1, budget, goes_on, visit)) return false;
      continue;
    }
    const FileAnswer found = value(*current, *entry);
    if (found.kind != FileAnswer::Kind::kFound) return false;
    goes_on = visit(entry->key, found.value);
  }
  return true;
}

}  // namespace sendwright::maps
