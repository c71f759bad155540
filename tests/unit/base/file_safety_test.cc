// Which files may be read, judging by those who could have written or replaced them.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "base/file_safety.hh"

namespace {

namespace fs = std::filesystem;
using sendwright::base::FileSafety;
using sendwright::base::kAnyPlainFile;
using sendwright::base::open_safely;
using sendwright::base::unsafe_directory;

// A folder with `outer/inner/file`, all of them our own and closed to others.
class Scene {
 public:
  Scene() {
    std::string name = fs::temp_directory_path() / "sendwright-safety.XXXXXX";
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    top_ = fs::canonical(name);
    fs::create_directories(top_ / "outer/inner");
    write("outer/inner/file");
    set_mode("outer", 0755);
    set_mode("outer/inner", 0755);
  }
  ~Scene() { fs::remove_all(top_); }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return top_ / name; }
  void write(const std::string& name) const {
    std::ofstream(path(name)) << "text\n";
    set_mode(name, 0644);
  }
  void set_mode(const std::string& name, mode_t mode) const {
    BOOST_REQUIRE(::chmod(path(name).c_str(), mode) == 0);
  }
  void link(const std::string& target, const std::string& name) const {
    fs::create_symlink(target, path(name));
  }

 private:
  fs::path top_;
};

const std::string kFile = "outer/inner/file";

std::string problem(const std::string& path, const FileSafety& safety = {}) {
  return open_safely(path, safety).problem;
}

BOOST_AUTO_TEST_SUITE(file_safety)

BOOST_AUTO_TEST_CASE(a_file_of_our_own_is_opened) {
  const Scene scene;
  const auto opened = open_safely(scene.path(kFile), {});
  BOOST_TEST(opened.problem == "");
  BOOST_TEST(opened.file.is_open());
  BOOST_TEST(opened.status.st_size == 5);
}

BOOST_AUTO_TEST_CASE(missing_is_not_unsafe) {
  const Scene scene;
  const auto missing = open_safely(scene.path("outer/none"), {});
  BOOST_TEST(missing.is_missing);
  BOOST_TEST(!missing.is_unsafe);
  BOOST_TEST(missing.problem == "No such file or directory");
  BOOST_TEST(open_safely(scene.path("none/none"), {}).is_missing);
}

BOOST_AUTO_TEST_CASE(every_directory_on_the_way_counts) {
  for (const std::string directory : {"outer", "outer/inner"}) {
    const Scene scene;
    scene.set_mode(directory, 0775);
    BOOST_TEST(problem(scene.path(kFile)) == "Group writable directory");
    BOOST_TEST(problem(scene.path(kFile), {.accepts_group_writable_directories = true,
                                           .trusted_owner = {}}) == "");
    scene.set_mode(directory, 0777);
    BOOST_TEST(problem(scene.path(kFile)) == "World writable directory");
    const auto unsafe = unsafe_directory(scene.path(kFile), {});
    BOOST_REQUIRE(unsafe);
    BOOST_TEST(unsafe->path == scene.path(directory));
    BOOST_TEST(problem(scene.path(kFile), kAnyPlainFile) == "");
  }
}

BOOST_AUTO_TEST_CASE(the_sticky_bit_keeps_what_is_ours) {
  const Scene scene;
  scene.set_mode("outer", 01777);
  BOOST_TEST(problem(scene.path(kFile)) == "");
  if (::geteuid() != 0) return;
  BOOST_REQUIRE(::chown(scene.path("outer/inner").c_str(), 12345, 0) == 0);
  BOOST_TEST(problem(scene.path(kFile)) == "World writable directory");
  BOOST_TEST(problem(scene.path(kFile), {.trusted_owner = 12345}) == "");
  BOOST_TEST(problem(scene.path(kFile), {.accepts_sticky_directories = true,
                                         .trusted_owner = {}}) == "");
}

BOOST_AUTO_TEST_CASE(links_count_where_they_lie_and_directories_where_they_lead) {
  const Scene scene;
  scene.link("inner", "outer/way");
  scene.link(scene.path(kFile), "link");
  BOOST_TEST(problem(scene.path("link")) == "");
  BOOST_TEST(problem(scene.path("outer/way/file")) == "");
  BOOST_TEST(problem(scene.path("outer/way/../inner/./file")) == "");
  scene.set_mode("outer/inner", 0777);
  BOOST_TEST(problem(scene.path("link")) == "");  // root put it into a safe place
  BOOST_TEST(problem(scene.path("outer/way/file")) == "World writable directory");
  scene.link(scene.path("outer/inner/file"), "outer/inner/back");
  const FileSafety any_directory{.checks_directories = false,
                                 .accepts_group_writable_files = true,
                                 .accepts_world_writable_files = true,
                                 .trusted_owner = {}};
  BOOST_TEST(problem(scene.path("outer/inner/back"), any_directory) ==
             "Symbolic links not allowed");
  BOOST_TEST(problem(scene.path("outer/inner/back"), kAnyPlainFile) == "");
}

BOOST_AUTO_TEST_CASE(links_without_end_end) {
  const Scene scene;
  scene.link("loop", "loop");
  scene.link("b/x", "a");
  scene.link("a/x", "b");
  for (const std::string name : {"loop", "loop/file", "a/file"}) {
    const auto opened = open_safely(scene.path(name), {});
    BOOST_TEST(!opened.file.is_open());
    BOOST_TEST(opened.problem == "Too many levels of symbolic links");
  }
}

BOOST_AUTO_TEST_CASE(only_plain_files) {
  const Scene scene;
  BOOST_REQUIRE(::mkfifo(scene.path("pipe").c_str(), 0600) == 0);
  for (const std::string& path : {scene.path("pipe"), scene.path("outer"), std::string("/dev/null")}) {
    const auto opened = open_safely(path, kAnyPlainFile);
    BOOST_TEST(opened.problem == "Regular files only");
    BOOST_TEST(opened.is_unsafe);
  }
}

BOOST_AUTO_TEST_CASE(files_that_others_can_write) {
  const Scene scene;
  scene.set_mode(kFile, 0666);
  FileSafety safety;
  BOOST_TEST(problem(scene.path(kFile), safety) == "Group writable file");
  safety.accepts_group_writable_files = true;
  BOOST_TEST(problem(scene.path(kFile), safety) == "World writable file");
  safety.accepts_world_writable_files = true;
  BOOST_TEST(problem(scene.path(kFile), safety) == "");
}

BOOST_AUTO_TEST_CASE(what_its_owner_closed_is_closed_to_root) {
  const Scene scene;
  scene.set_mode(kFile, 0);
  const auto closed = open_safely(scene.path(kFile), {});
  BOOST_TEST(closed.problem == "Permission denied");
  BOOST_TEST(closed.is_unsafe);
  if (::geteuid() != 0) return;
  BOOST_REQUIRE(::chown(scene.path(kFile).c_str(), 12345, 12345) == 0);
  scene.set_mode(kFile, 0600);
  BOOST_TEST(problem(scene.path(kFile)) == "Permission denied");
  BOOST_TEST(problem(scene.path(kFile), {.trusted_owner = 12345}) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
