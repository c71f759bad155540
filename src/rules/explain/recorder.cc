#include "rules/explain/recorder.hh"

#include <utility>

#include "base/strings.hh"

namespace sendwright::rules::explain {

using address::Token;
using address::TokenKind;

namespace {

bool need_blank(const Word& left, const Word& right) {
  return left.kind == TokenKind::kMeta || right.kind == TokenKind::kMeta ||
         (left.kind != TokenKind::kOperator && right.kind != TokenKind::kOperator);
}

}  // namespace

std::string joined(const Words& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && need_blank(words[i - 1], words[i])) text += ' ';
    text += words[i].text;
  }
  return text;
}

std::string spaced(const Words& words) {
  std::string text;
  for (const Word& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

Recording Recorder::take() {
  open_.clear();
  origins_.clear();
  words_ = 0;
  return std::exchange(recording_, {});
}

Words Recorder::words(std::span<const Token> tokens) {
  Words result;
  result.reserve(tokens.size());
  words_ += tokens.size();
  for (const Token& token : tokens) {
    Word word{address::trace_text({&token, 1}), token.kind};
    const auto origin = origins_.find(token.text.data());
    if (origin != origins_.end() && origin->second.text == token.text) {
      word.lookup = origin->second.lookup;
    }
    result.push_back(std::move(word));
  }
  return result;
}

Step* Recorder::current_step() {
  if (open_.empty() || open_.back().call == nullptr || open_.back().is_full) return nullptr;
  std::vector<Step>& steps = open_.back().call->steps;
  return steps.empty() ? nullptr : &steps.back();
}

void Recorder::input(std::string_view ruleset, std::span<const Token> tokens) {
  const bool is_kept = words_ < kMaxWords && (open_.empty() || current_step() != nullptr);
  if (!is_kept) {
    recording_.is_cut = true;
    open_.emplace_back();
    return;
  }
  std::vector<Call>& siblings = open_.empty() ? recording_.calls : current_step()->calls;
  siblings.push_back({.ruleset = std::string(ruleset), .input = words(tokens), .steps = {}});
  open_.push_back({&siblings.back()});
}

void Recorder::returns(std::string_view, std::span<const Token> tokens) {
  if (!open_.empty() && open_.back().call != nullptr) open_.back().call->output = words(tokens);
  leave();
}

void Recorder::abandoned(std::string_view) {
  if (!open_.empty() && open_.back().call != nullptr) open_.back().call->is_broken = true;
  leave();
}

void Recorder::leave() {
  if (!open_.empty()) open_.pop_back();
}

void Recorder::applying(const MatchedRule& rule) {
  if (open_.empty() || open_.back().call == nullptr) return;
  if (words_ >= kMaxWords) {
    recording_.is_cut = open_.back().is_full = true;
    return;
  }
  Step step{.number = rule.number,
            .lhs = std::string(rule.lhs),
            .rhs = std::string(rule.rhs),
            .where = rule.where,
            .before = words(rule.workspace)};
  for (const Capture& taken : rule.captures) {
    step.captures.emplace_back(step.before.begin() + static_cast<std::ptrdiff_t>(taken.begin),
                               step.before.begin() + static_cast<std::ptrdiff_t>(taken.end));
  }
  open_.back().call->steps.push_back(std::move(step));
}

void Recorder::looked_up(const FinishedLookup& lookup) {
  Step* const step = current_step();
  if (step == nullptr) return;
  const int index = static_cast<int>(recording_.lookups.size());
  Lookup kept{.map = std::string(lookup.map),
              .key = base::printable(lookup.key),
              .status = lookup.answer.status};
  for (const std::string& argument : lookup.arguments) {
    kept.arguments.push_back(base::printable(argument));
  }
  if (lookup.answer.value && lookup.answer.status == MapStatus::kFound) {
    kept.value = base::printable(*lookup.answer.value);
    for (const Token& token : lookup.result) {
      origins_[token.text.data()] = {std::string(token.text), index};
    }
  }
  step->lookups.push_back(recording_.lookups.size());
  recording_.lookups.push_back(std::move(kept));
}

void Recorder::applied(std::span<const Token> tokens) {
  Step* const step = current_step();
  if (step == nullptr) return;
  step->after = words(tokens);
  step->is_done = true;
}

}  // namespace sendwright::rules::explain
