#include "maps/mapped_file.hh"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

namespace sendwright::maps {
namespace {

// What the handler of SIGBUS knows of each mapping. Only atomics: it may interrupt anything.
struct Region {
  std::atomic<std::uintptr_t> begin{0};  // 0: the place is free
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> is_cut_off{false};
};
std::array<Region, 1024> regions;  // more mapped files than this are read another way
std::mutex regions_mutex;          // for those who add and remove
struct sigaction previous_action;  // of SIGBUS
std::uintptr_t page_size;

// Replaces the page that could not be read; false: it is not ours.
bool replace_page(std::uintptr_t address) {
  for (Region& region : regions) {
    const auto begin = region.begin.load(std::memory_order_acquire);
    if (begin == 0 || address < begin || address >= region.end.load(std::memory_order_acquire))
      continue;
    region.is_cut_off.store(true, std::memory_order_relaxed);
    void* const page = reinterpret_cast<void*>(address & ~(page_size - 1));  // NOLINT
    return ::mmap(page, page_size, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
  }
  return false;
}

// Of the calls here, mmap is no more than a system call and sigaction is on POSIX's list.
void on_bus_error(int, siginfo_t* info, void*) {
  const int saved_errno = errno;
  const bool is_ours =
      info->si_code == BUS_ADRERR && replace_page(reinterpret_cast<std::uintptr_t>(info->si_addr));
  // The faulting instruction is repeated: it succeeds, or meets the action that was there before.
  if (!is_ours) ::sigaction(SIGBUS, &previous_action, nullptr);
  errno = saved_errno;
}

// Again if somebody else took the signal since.
void install_handler() {
  page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  struct sigaction action {};
  if (::sigaction(SIGBUS, nullptr, &action) == 0 && (action.sa_flags & SA_SIGINFO) != 0 &&
      action.sa_sigaction == on_bus_error)
    return;
  previous_action = action;
  action = {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  ::sigaction(SIGBUS, &action, nullptr);
}

Region* add_region(void* address, std::size_t size) {
  const std::lock_guard lock(regions_mutex);
  install_handler();
  for (Region& region : regions) {
    if (region.begin.load(std::memory_order_relaxed) != 0) continue;
    const auto begin = reinterpret_cast<std::uintptr_t>(address);
    region.is_cut_off.store(false, std::memory_order_relaxed);
    region.end.store(begin + (size + page_size - 1) / page_size * page_size,
                     std::memory_order_relaxed);
    region.begin.store(begin, std::memory_order_release);
    return &region;
  }
  return nullptr;
}

void remove_region(std::string_view octets) {
  const std::lock_guard lock(regions_mutex);
  for (Region& region : regions)
    if (region.begin.load(std::memory_order_relaxed) ==
        reinterpret_cast<std::uintptr_t>(octets.data()))
      region.begin.store(0, std::memory_order_release);
}

}  // namespace

std::unique_ptr<const MappedFile> MappedFile::open(int file, std::size_t size) {
  if (size == 0) return nullptr;
  void* const address = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  if (address == MAP_FAILED) return nullptr;
  // A lookup reads a few pages anywhere: reading ahead would only fill memory.
  ::madvise(address, size, MADV_RANDOM);
  Region* const region = add_region(address, size);
  if (!region) {
    ::munmap(address, size);
    return nullptr;
  }
  const std::string_view octets(static_cast<const char*>(address), size);
  return std::unique_ptr<const MappedFile>(new MappedFile(octets, region->is_cut_off));
}

MappedFile::~MappedFile() {
  remove_region(octets_);
  ::munmap(const_cast<char*>(octets_.data()), octets_.size());
}

}  // namespace sendwright::maps
