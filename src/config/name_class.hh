// Classes ($=x, $~x): sets of words, looked up without regard to case; a member may be several
// tokens long (`navy.blue`).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "address/tokens.hh"

namespace sendwright::config {

// Not changed while sessions run (the address test mode changes its own).
class NameClass {
 public:
  // A word with its blanks removed already; empty words are ignored.
  void insert(std::string_view word);
  [[nodiscard]] bool contains(std::string_view word) const;
  // `hash` is address::hash_text(word).
  [[nodiscard]] bool contains(std::string_view word, std::uint32_t hash) const;
  // False: no member has the hash. Costs less than asking for the word.
  [[nodiscard]] bool may_contain(std::uint32_t hash) const;
  // Octets of the longest member: longer phrases need not be tried.
  [[nodiscard]] std::size_t max_octets() const { return max_octets_; }
  [[nodiscard]] bool empty() const { return words_.empty(); }
  // The members as they were written, in the order they came.
  [[nodiscard]] const std::vector<std::string>& members() const { return words_; }

 private:
  void rehash(std::size_t slots);
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t index = 0;  // 1 + position in words_; 0: free
  };
  std::vector<std::string> words_;
  std::vector<Slot> slots_;
  std::size_t max_octets_ = 0;
};

}  // namespace sendwright::config
