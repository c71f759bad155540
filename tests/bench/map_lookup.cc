// Lookups in a map file of many entries, which is made for it. Prints rows of a table.
//
//   map_lookup speed ENTRIES SECONDS    lookups a second: by libgdbm, by our reader, and by the class
//                                       `hash` as rules see it; keys that are there and keys that are
//                                       not, from one thread and from several
//   map_lookup memory ENTRIES LOOKUPS   what the process has grown by after so many lookups
//   map_lookup calls ENTRIES LOOKUPS    so many lookups and no more, for who counts system calls
#include <gdbm.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/waiter.hh"
#include "maps/database_file.hh"
#include "maps/database_writer.hh"
#include "maps/map_registry.hh"

namespace {

using namespace sendwright;
using Lookup = std::function<bool(std::string_view key)>;

// A key of the kind that access maps have, from a number: in no order that a cache could follow.
std::string key_of(std::uint64_t number) {
  const std::uint64_t mixed = (number + 1) * 0x9e3779b97f4a7c15U;
  return "user" + std::to_string(mixed >> 40) + "@host" + std::to_string(number) + ".example";
}

// Keys one behind the other, so that the measurement itself does not wait for memory.
class Keys {
 public:
  // Of `count` entries, the first of which has the number `first`, in another order.
  Keys(std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      text_ += key_of(first + i * 7919 % count);
      ends_.push_back(text_.size());
    }
  }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(begin, ends_[i] - begin);
  }

 private:
  std::string text_;
  std::vector<std::size_t> ends_;
};

void write_map(const std::string& path, std::size_t entries) {
  auto writer = maps::DatabaseWriter::open(path, maps::Beginning::kEmpty);
  if (!writer) throw std::runtime_error(writer.error().message);
  for (std::size_t i = 0; i < entries; ++i)
    if (!writer->store(key_of(i), "REJECT", maps::Duplicate::kKeep))
      throw std::runtime_error("cannot write " + path);
  if (const auto done = writer->finish(); !done) throw std::runtime_error(done.error().message);
}

double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// A line of /proc/self/status in KB. RssAnon: memory that is this process's own; RssFile: pages of
// files, which all processes share; VmSize: addresses.
long kilobytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name + ':')) return std::atol(line.c_str() + name.size() + 1);
  return 0;
}

struct Rate {
  double wall = 0;       // lookups a second
  double processor = 0;  // lookups a second of processor time
};

// All keys in turn, again and again; every answer must be as `expected` says.
Rate measure(const Keys& keys, bool expected, double seconds, unsigned threads,
             const Lookup& lookup) {
  std::atomic<bool> ends{false}, is_wrong{false};
  std::atomic<std::uint64_t> total{0};
  const auto work = [&](std::size_t at) {
    std::uint64_t count = 0;
    for (; !ends.load(std::memory_order_relaxed); ++count) {
      if (lookup(keys[at]) != expected) is_wrong = true;
      if (++at == keys.size()) at = 0;
    }
    total += count;
  };
  const auto begin = std::chrono::steady_clock::now();
  const double processor_begin = processor_seconds();
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < threads; ++i) workers.emplace_back(work, keys.size() / threads * i);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  ends = true;
  for (auto& worker : workers) worker.join();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  if (is_wrong) throw std::runtime_error("a lookup gave a wrong answer");
  const auto lookups = static_cast<double>(total.load());
  return {lookups / elapsed.count(), lookups / (processor_seconds() - processor_begin)};
}

void print_row(const char* name, const char* kind, unsigned threads, const Rate& rate,
               double base) {
  std::printf("| %s | %s | %u | %.0f | %.0f | %.0f | %.1f |\n", name, kind, threads, rate.wall,
              rate.processor, 1e9 / rate.processor, rate.processor / base);
  std::fflush(stdout);
}

void measure_speed(const std::string& folder, std::size_t entries, double seconds) {
  const std::string path = folder + "/bench.db";
  write_map(path, entries);
  const Keys present(0, entries), absent(entries, entries);

  GDBM_FILE const library = gdbm_open(path.c_str(), 0, GDBM_READER | GDBM_NOLOCK, 0, nullptr);
  if (!library) throw std::runtime_error(gdbm_strerror(gdbm_errno));
  const auto by_library = [&](std::string_view key) {
    datum wanted{const_cast<char*>(key.data()), static_cast<int>(key.size())};
    const datum value = gdbm_fetch(library, wanted);
    std::free(value.dptr);
    return value.dptr != nullptr;
  };
  maps::DatabaseFile file(path);
  const auto by_reader = [&](std::string_view key) {
    thread_local std::string value;
    return file.find(key, value).value_or(false);
  };
  const std::vector<config::MapDeclaration> declarations{
      {"bench", "hash", folder + "/bench", "", 0}};
  maps::MapRegistry registry(declarations, {});
  rules::Map& map = *registry.find("bench");
  const auto by_class = [&](std::string_view key) {
    thread_local base::BlockingWaiter waiter;
    thread_local config::MacroScope macros;
    return map.lookup(key, {}, {waiter, macros}).value.has_value();
  };

  std::printf("| Lookup | Key | Threads | A second | A second of processor time | ns each | "
              "Ratio |\n| --- | --- | --- | --- | --- | --- | --- |\n");
  const struct {
    const char* name;
    const Keys& keys;
    bool expected;
  } kinds[] = {{"there", present, true}, {"not there", absent, false}};
  // Each once with every key: a warm file, and what it costs in memory of our own.
  const auto growth_by = [&](const Lookup& lookup) {
    const long before = kilobytes("RssAnon");
    for (const auto& kind : kinds)
      for (std::size_t i = 0; i < kind.keys.size(); ++i)
        if (lookup(kind.keys[i]) != kind.expected)
          throw std::runtime_error("a lookup gave a wrong answer");
    return kilobytes("RssAnon") - before;
  };
  const long reader_growth = growth_by(by_reader), class_growth = growth_by(by_class),
             library_growth = growth_by(by_library);
  for (const auto& kind : kinds) {
    const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
    const Rate base = measure(kind.keys, kind.expected, seconds, 1, by_library);
    print_row("libgdbm", kind.name, 1, base, base.processor);
    for (const unsigned threads : {1U, cores}) {
      print_row("our reader", kind.name, threads,
                measure(kind.keys, kind.expected, seconds, threads, by_reader), base.processor);
      print_row("class `hash`", kind.name, threads,
                measure(kind.keys, kind.expected, seconds, threads, by_class), base.processor);
    }
  }
  std::printf("\n%zu entries, a file of %ju KB. After all keys were looked up once the process "
              "had grown by %ld KB of its own for our reader, %ld KB for the class, %ld KB for "
              "libgdbm.\n",
              entries, static_cast<std::uintmax_t>(std::filesystem::file_size(path) / 1024),
              reader_growth, class_growth, library_growth);
  gdbm_close(library);
}

// Every other key is there.
void look_up(maps::DatabaseFile& file, std::size_t entries, std::size_t lookups) {
  std::string value;
  for (std::size_t i = 0; i < lookups; ++i) {
    const std::size_t number = i * 7919 % entries + (i % 2 == 0 ? 0 : entries);
    if (file.find(key_of(number), value).value_or(i % 2 == 1) != (i % 2 == 0))
      throw std::runtime_error("a lookup gave a wrong answer");
  }
}

void measure_memory(const std::string& folder, std::size_t entries, std::size_t lookups) {
  const std::string path = folder + "/bench.db";
  // Another process writes the map: what that needs stays out of the numbers.
  const pid_t writer = ::fork();
  if (writer == 0) {
    write_map(path, entries);
    ::_exit(0);
  }
  int status = 1;
  if (::waitpid(writer, &status, 0) != writer || status != 0)
    throw std::runtime_error("cannot write " + path);
  const char* const names[] = {"VmSize", "RssAnon", "RssFile"};
  long before[std::size(names)], growth[std::size(names)];
  for (std::size_t i = 0; i < std::size(names); ++i) before[i] = kilobytes(names[i]);
  maps::DatabaseFile file(path);
  look_up(file, entries, lookups);
  for (std::size_t i = 0; i < std::size(names); ++i) growth[i] = kilobytes(names[i]) - before[i];
  std::printf("| Entries | File (MB) | Lookups | Address space (MB) | Memory of its own (KB) | "
              "Pages of the file, shared by all (MB) |\n| --- | --- | --- | --- | --- | --- |\n"
              "| %zu | %ju | %zu | %ld | %ld | %ld |\n",
              entries, static_cast<std::uintmax_t>(std::filesystem::file_size(path) >> 20), lookups,
              growth[0] >> 10, growth[1], growth[2] >> 10);
}

void only_look_up(const std::string& folder, std::size_t entries, std::size_t lookups) {
  write_map(folder + "/bench.db", entries);
  maps::DatabaseFile file(folder + "/bench.db");
  look_up(file, entries, lookups);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc == 4 ? argv[1] : "";
  if (what != "speed" && what != "memory" && what != "calls") {
    std::fprintf(stderr, "usage: map_lookup speed ENTRIES SECONDS\n"
                         "       map_lookup memory|calls ENTRIES LOOKUPS\n");
    return 64;
  }
  const std::size_t entries = std::strtoul(argv[2], nullptr, 10);
  const char* const parent = std::getenv("BENCH_WORK");
  std::string folder = std::string(parent ? parent : "/var/tmp") + "/sendwright-bench-XXXXXX";
  int status = 1;
  try {
    if (entries == 0) throw std::runtime_error("no entries");
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder for the map");
    if (what == "speed") measure_speed(folder, entries, std::atof(argv[3]));
    const std::size_t lookups = std::strtoul(argv[3], nullptr, 10);
    if (what == "memory") measure_memory(folder, entries, lookups);
    if (what == "calls") only_look_up(folder, entries, lookups);
    status = 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "map_lookup: %s\n", problem.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return status;
}
