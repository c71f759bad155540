// The macro library that a run uses, seen from outside: which files are its own, which names its
// folders offer, and which names its files read. In: the folder of the library. Out: answers.
// Nothing is read before the first question about names, so a run without faults costs nothing
// here.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace sendwright::m4::lint {

// A part that was asked for, as `feature/access_db.m4' is by FEATURE(`access_db').
struct LibraryPart {
  std::string macro;   // the macro that asks for such a part, in capitals
  std::string folder;  // with the path of the library
  std::string name;
};

class Library {
 public:
  // `root': the folder above m4/cf.m4, with its slash.
  explicit Library(std::string root) : root_(std::move(root)) {}

  // The same folder as _CF_DIR_ names it, which the command line may spell in another way.
  void set_other_root(std::string_view root) { other_root_ = root; }

  // Whether a file is one of the library's own (and not a site's .mc beside it).
  [[nodiscard]] bool owns(std::string_view file) const;
  // What a path stands for that looks like a part of this library, or of another.
  [[nodiscard]] static std::optional<LibraryPart> part_of(std::string_view path);

  [[nodiscard]] bool has_mailer(const std::string& name) const;

  // Whether the word stands anywhere in the library, or is put together there (`$1_MAILER_MAX').
  [[nodiscard]] bool mentions(std::string_view word);
  // The nearest word of the library that sites define: confNAME, or a name in capitals.
  [[nodiscard]] std::string nearest_word(std::string_view word);

 private:
  struct Words {
    std::set<std::string, std::less<>> whole;
    std::set<std::string, std::less<>> endings;  // behind a parameter: `_MAILER_MAX'

    void take(std::string_view text);
    [[nodiscard]] bool have(std::string_view word) const;
  };

  void read_words();
  [[nodiscard]] bool is_in_mailer_of(std::string_view word) const;

  std::string root_;
  std::string other_root_;
  bool has_read_words_ = false;
  Words words_;
};

}  // namespace sendwright::m4::lint
