// One object that many threads read while one thread now and then puts another in its place:
// readers take no lock and never wait. Each reader notes in a slot which object it reads (a hazard
// pointer); an object that was replaced is deleted once no slot names it.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace sendwright::maps {

template <typename T>
class Published {
 private:
  struct alignas(64) Slot {  // of a cache line, so that readers do not disturb each other
    std::atomic<const T*> object{nullptr};
  };

 public:
  // Keeps the object as it is and where it is. Short-lived; as many readers at once as there are
  // slots, further ones try until a slot is free.
  class Reader {
   public:
    explicit Reader(Published& published) : slot_(published.take_slot()) {
      const T* object = published.current_.load(std::memory_order_acquire);
      for (;;) {
        slot_.object.store(object, std::memory_order_seq_cst);
        // Was it still the current one when the slot named it? Then it will not be deleted.
        const T* const again = published.current_.load(std::memory_order_seq_cst);
        if (again == object) break;
        object = again;
      }
      object_ = object;
    }
    ~Reader() { slot_.object.store(nullptr, std::memory_order_release); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    [[nodiscard]] const T& operator*() const { return *object_; }
    [[nodiscard]] const T* operator->() const { return object_; }

   private:
    Slot& slot_;
    const T* object_ = nullptr;
  };

  explicit Published(std::unique_ptr<const T> first) : current_(first.get()) {
    owned_.push_back(std::move(first));
  }

  // One thread at a time.
  void replace(std::unique_ptr<const T> next) {
    current_.store(next.get(), std::memory_order_seq_cst);
    owned_.push_back(std::move(next));
    delete_unread();
  }
  // Deletes what was replaced and is read no more. One thread at a time.
  void delete_unread() {
    if (owned_.size() == 1) return;
    std::erase_if(owned_, [this](const auto& object) {
      return object.get() != current_.load(std::memory_order_relaxed) && !is_read(object.get());
    });
  }

 private:
  Slot& take_slot() {
    // Threads begin at different slots; a taken one names something.
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t first = threads.fetch_add(1, std::memory_order_relaxed);
    for (std::size_t i = first;; ++i) {
      Slot& slot = slots_[i % slots_.size()];
      const T* nobody = nullptr;
      if (slot.object.load(std::memory_order_relaxed) == nullptr &&
          slot.object.compare_exchange_strong(nobody, current_.load(std::memory_order_relaxed),
                                              std::memory_order_acquire))
        return slot;
      if (i == first + slots_.size()) std::this_thread::yield();
    }
  }
  [[nodiscard]] bool is_read(const T* object) const {
    return std::any_of(slots_.begin(), slots_.end(), [object](const Slot& slot) {
      return slot.object.load(std::memory_order_seq_cst) == object;
    });
  }

  std::atomic<const T*> current_;
  std::vector<std::unique_ptr<const T>> owned_;  // the current one, and replaced ones still read
  std::array<Slot, 32> slots_;
};

}  // namespace sendwright::maps
