// A Maildir as a mailbox: one file a message in new/ and cur/. No lock; a file that another program
// has moved from new/ to cur/ or given other flags meanwhile is found again by its name.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>

#include "base/environment.hh"
#include "base/strings.hh"
#include "retrieval/content_hash.hh"
#include "retrieval/crlf_reader.hh"
#include "retrieval/mailbox_store.hh"

namespace sendwright::retrieval {
namespace {

constexpr std::size_t kMaxUniqueIdOctets = 70;

base::Environment& environment() { return base::system_environment(); }

// A file's name without its flags (`:2,S`): this part never changes.
std::string base_name(std::string_view name) { return std::string(name.substr(0, name.find(':'))); }

// The unchanging part of the name, or a hash of it if it has octets or a length that POP3 does not
// take.
std::string unique_id_of(const std::string& name) {
  const bool is_plain = name.size() <= kMaxUniqueIdOctets &&
                        std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~'; });
  if (is_plain) return name;
  ContentHash hash;
  hash.add(name);
  return hash.text();
}

struct Entry {
  std::string folder;  // `new` or `cur`
  std::string file;
  long long time = 0;  // the number that names begin with: order of delivery
};

struct OpenFile {
  base::UniqueFd fd;
  long size = 0;
};

base::Result<OpenFile> open_file(const std::string& path) {
  auto fd = environment().open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
  if (!fd) return std::unexpected(fd.error());
  struct stat status {};
  if (::fstat(fd->get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return base::permanent(path + " is not a regular file");
  }
  return OpenFile{std::move(*fd), status.st_size};
}

base::Result<std::size_t> crlf_size(OpenFile file) {
  const int fd = file.fd.get();
  CrlfReader reader(fd, 0, file.size, std::move(file.fd));
  std::size_t size = 0;
  while (true) {
    const auto piece = reader.next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) return size;
    size += piece->size();
  }
}

std::vector<Entry> entries_of(const std::string& maildir) {
  std::vector<Entry> entries;
  for (const char* folder : {"new", "cur"}) {
    const auto names = environment().list(maildir + '/' + folder);
    if (!names) continue;
    for (const std::string& name : *names) {
      if (name.starts_with('.')) continue;
      const auto digits = name.find_first_not_of("0123456789");
      const auto time = base::parse_integer(std::string_view(name).substr(0, digits));
      entries.push_back({folder, name, time.value_or(0)});
    }
  }
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    return std::tie(a.time, a.file) < std::tie(b.time, b.file);
  });
  return entries;
}

class MaildirStore final : public MailboxStore {
 public:
  explicit MaildirStore(std::string maildir) : maildir_(std::move(maildir)) {
    for (Entry& entry : entries_of(maildir_)) {
      auto file = open_file(path_of(entry));
      if (!file) continue;  // removed since the folder was listed
      const auto size = crlf_size(std::move(*file));
      if (!size) continue;
      infos_.push_back({*size, unique_id_of(base_name(entry.file))});
      entries_.push_back(std::move(entry));
    }
  }

  const std::vector<MessageInfo>& messages() const override { return infos_; }

  base::Result<std::unique_ptr<MessageReader>> open(std::size_t index) override {
    auto file = open_file(path_of(entries_.at(index)));
    if (!file && find_again(entries_.at(index))) file = open_file(path_of(entries_.at(index)));
    if (!file) return std::unexpected(file.error());
    const int fd = file->fd.get();
    return std::make_unique<CrlfReader>(fd, 0, file->size, std::move(file->fd));
  }

  base::Result<void> remove(const std::vector<std::size_t>& indexes) override {
    for (const std::size_t index : indexes) {
      Entry& entry = entries_.at(index);
      if (::unlink(path_of(entry).c_str()) == 0) continue;
      if (errno == ENOENT && !find_again(entry)) continue;
      if (::unlink(path_of(entry).c_str()) != 0 && errno != ENOENT) {
        return std::unexpected(base::system_error("remove", path_of(entry), errno));
      }
    }
    return {};
  }

 private:
  [[nodiscard]] std::string path_of(const Entry& entry) const {
    return maildir_ + '/' + entry.folder + '/' + entry.file;
  }

  bool find_again(Entry& entry) const {
    for (const Entry& candidate : entries_of(maildir_)) {
      if (base_name(candidate.file) != base_name(entry.file)) continue;
      entry = candidate;
      return true;
    }
    return false;
  }

  std::string maildir_;
  std::vector<Entry> entries_;
  std::vector<MessageInfo> infos_;
};

}  // namespace

base::Result<std::unique_ptr<MailboxStore>> open_maildir(const std::string& path) {
  std::string maildir = path;
  while (maildir.size() > 1 && maildir.ends_with('/')) maildir.pop_back();
  return std::make_unique<MaildirStore>(maildir);
}

}  // namespace sendwright::retrieval
