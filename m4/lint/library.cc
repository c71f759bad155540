#include "m4/lint/library.hh"

#include <algorithm>
#include <array>

#include "m4/lexer.hh"
#include "m4/lint/file_text.hh"
#include "m4/lint/nearest_name.hh"

namespace sendwright::m4::lint {

namespace {
struct Folder {
  std::string_view name;
  std::string_view macro;  // empty: the inside of the library
};

constexpr std::array<Folder, 8> kFolders = {{{"m4", ""},
                                             {"feature", "FEATURE"},
                                             {"mailer", "MAILER"},
                                             {"ostype", "OSTYPE"},
                                             {"domain", "DOMAIN"},
                                             {"hack", "HACK"},
                                             {"siteconfig", "SITECONFIG"},
                                             {"sh", ""}}};

constexpr std::string_view kSuffix = ".m4";
constexpr std::size_t kMinWord = 5;  // shorter words in capitals are keys and texts

// confNAME, or capitals with digits and underscores.
bool is_name_for_sites(std::string_view word) {
  if (word.starts_with("conf") && word.size() > 4 && word[4] >= 'A' && word[4] <= 'Z') return true;
  return word.size() >= kMinWord && word.front() >= 'A' && word.front() <= 'Z' &&
         std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Whether a path below the library's root is in one of its folders.
bool is_in_folder(std::string_view path) {
  return std::any_of(kFolders.begin(), kFolders.end(), [path](const Folder& folder) {
    return path.size() > folder.name.size() && path.starts_with(folder.name) &&
           path[folder.name.size()] == '/';
  });
}
}  // namespace

bool Library::owns(std::string_view file) const {
  for (const std::string_view root : {std::string_view(root_), std::string_view(other_root_)}) {
    if (!root.empty() && file.starts_with(root)) return is_in_folder(file.substr(root.size()));
  }
  // A file that was named before the library was known may lack the folder it stands in.
  return root_ == "./" && is_in_folder(file);
}

std::optional<LibraryPart> Library::part_of(std::string_view path) {
  if (!path.ends_with(kSuffix)) return std::nullopt;
  path.remove_suffix(kSuffix.size());
  // A name may hold slashes itself, so the last folder of the library in the path counts.
  std::optional<LibraryPart> result;
  std::size_t best = 0;
  for (const Folder& folder : kFolders) {
    if (folder.macro.empty()) continue;
    const std::string inside = std::string(folder.name) + "/";
    const std::size_t at = path.rfind(inside);
    if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/')) continue;
    if (result && at < best) continue;
    best = at;
    result = LibraryPart{std::string(folder.macro), std::string(path.substr(0, at + inside.size())),
                         std::string(path.substr(at + inside.size()))};
  }
  return result;
}

bool Library::has_mailer(const std::string& name) const {
  return !read_text(root_ + "mailer/" + name + std::string(kSuffix)).empty();
}

// Most names that nothing has read are those of a mailer that is not used: one file tells.
bool Library::mentions(std::string_view word) {
  if (!has_read_words_ && is_in_mailer_of(word)) return true;
  read_words();
  return words_.have(word);
}

// UUCP_MAILER_MAX stands in mailer/uucp.m4.
bool Library::is_in_mailer_of(std::string_view word) const {
  std::string mailer(word.substr(0, word.find('_')));
  std::transform(mailer.begin(), mailer.end(), mailer.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  Words words;
  words.take(read_text(root_ + "mailer/" + mailer + std::string(kSuffix)));
  return words.have(word);
}

bool Library::Words::have(std::string_view word) const {
  return whole.contains(word) ||
         std::any_of(endings.begin(), endings.end(),
                     [word](const std::string& ending) { return word.ends_with(ending); });
}

std::string Library::nearest_word(std::string_view word) {
  read_words();
  NearestName nearest(word);
  const bool is_conf = word.starts_with("conf");
  for (const std::string& candidate : words_.whole) {
    if (candidate.starts_with("conf") == is_conf) nearest.offer(candidate);
  }
  return nearest.best();
}

void Library::read_words() {
  if (has_read_words_) return;
  has_read_words_ = true;
  for (const Folder& folder : kFolders) {
    const std::string path = root_ + std::string(folder.name) + "/";
    for (const std::string& name : m4_files_in(path)) {
      words_.take(read_text(path + name + std::string(kSuffix)));
    }
  }
}

void Library::Words::take(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name_byte(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_name_byte(text[end]))
      ++end;
    const std::string_view word = text.substr(at, end - at);
    if (is_name_for_sites(word)) whole.emplace(word);
    if (at > 0 && text[at - 1] == '$' && word.size() > kMinWord && word[1] == '_') {
      endings.emplace(word.substr(1));
    }
    at = end;
  }
}

}  // namespace sendwright::m4::lint
