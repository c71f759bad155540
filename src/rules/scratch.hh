// What a rewrite needs for a moment and keeps for the next one, so that it does not ask for memory:
// buffers by call depth, and those that are never used by two depths at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "address/tokens.hh"
#include "rules/evaluation.hh"
#include "rules/rule_index.hh"

namespace sendwright::rules {

// A call found in a replacement, before it is made.
struct PendingCall {
  std::size_t position;
  int ruleset;
};

class Scratch {
 public:
  struct Frame {
    std::vector<address::Token> replaced;   // after `$n` and `$&x`
    std::vector<address::Token> looked_up;  // after maps
    std::vector<address::Token> argument;   // of a call
    std::vector<PendingCall> pending;
    std::vector<RuleIndex::Postings> postings;
  };
  // References stay valid while deeper frames are added.
  Frame& frame(int depth) {
    while (frames_.size() <= static_cast<std::size_t>(depth))
      frames_.push_back(std::make_unique<Frame>());
    return *frames_[static_cast<std::size_t>(depth)];
  }
  std::string phrase;
  std::string key;
  std::vector<std::string> arguments;
  std::vector<std::string> messages;
  bool is_scanned = true;  // false: a text of the rule in hand cannot be split into tokens

 private:
  std::vector<std::unique_ptr<Frame>> frames_;
};

}  // namespace sendwright::rules
