#include "rules/explain/decision.hh"

#include <algorithm>
#include <functional>
#include <ranges>
#include <set>

#include "base/strings.hh"

namespace sendwright::rules::explain {
namespace {

bool is_triple(const Words& words) { return !words.empty() && words.front().is_meta("$#"); }

bool has_triple(const Words& words) {
  return std::ranges::any_of(words, [](const Word& word) { return word.is_meta("$#"); });
}

const Step* last_change(const Call& call) {
  for (const Step& step : std::views::reverse(call.steps)) {
    if (step.is_done && step.before != step.after) return &step;
  }
  return nullptr;
}

// The rule that brought the `$#` into this ruleset's workspace.
const Step* triple_change(const Call& call) {
  for (const Step& step : std::views::reverse(call.steps)) {
    if (step.is_done && has_triple(step.after) && !has_triple(step.before)) return &step;
  }
  return nullptr;
}

// The ruleset called by this rule whose result the rule's result is.
const Call* source_call(const Step& step, bool wants_triple) {
  for (const Call& call : std::views::reverse(step.calls)) {
    if (wants_triple) {
      if (has_triple(call.output) && !has_triple(call.input)) return &call;
    } else if (call.output == step.after && last_change(call) != nullptr) {
      return &call;
    }
  }
  return nullptr;
}

void collect_lookups(const Step& step, const Recording& recording, Decision& decision) {
  std::set<std::size_t, std::greater<>> indices(step.lookups.begin(), step.lookups.end());
  for (const Words* const words : {&step.before, &step.after}) {
    for (const Word& word : *words) {
      if (word.lookup >= 0) indices.insert(static_cast<std::size_t>(word.lookup));
    }
  }
  for (const std::size_t index : indices) {
    const Lookup& lookup = recording.lookups[index];
    if (lookup.status == MapStatus::kFound) decision.lookups.push_back(&lookup);
  }
}

}  // namespace

const Call* deciding_call(const Recording& recording, std::string_view ruleset) {
  const Call* last_changed = nullptr;
  const Call* triple = nullptr;
  const Call* named = nullptr;
  for (const Call& call : recording.calls) {
    if (!call.is_idle() || last_changed == nullptr) last_changed = &call;
    if (triple == nullptr && is_triple(call.output)) triple = &call;
    if (call.ruleset == ruleset) named = &call;
  }
  if (named != nullptr) return named;
  return triple != nullptr ? triple : last_changed;
}

const Call* refusing_call(const Recording& recording) {
  for (const Call& call : std::views::reverse(recording.calls)) {
    if (!is_triple(call.output) || call.output.size() < 2) continue;
    const std::string& mailer = call.output[1].text;
    if (base::equals_ignoring_case(mailer, "error") ||
        base::equals_ignoring_case(mailer, "discard")) {
      return &call;
    }
  }
  return nullptr;
}

std::optional<Decision> find_decision(const Call& call, const Recording& recording) {
  const bool wants_triple = is_triple(call.output);
  Decision decision;
  for (const Call* at = &call; at != nullptr;) {
    const Step* const step = wants_triple ? triple_change(*at) : last_change(*at);
    if (step == nullptr) break;
    decision.call = at;
    decision.step = step;
    at = source_call(*step, wants_triple);
  }
  if (decision.step == nullptr) return std::nullopt;
  collect_lookups(*decision.step, recording, decision);
  return decision;
}

std::vector<const Lookup*> lookups_with(MapStatus status, const Recording& recording) {
  std::vector<const Lookup*> found;
  for (const Lookup& lookup : recording.lookups) {
    if (lookup.status == status) found.push_back(&lookup);
  }
  return found;
}

}  // namespace sendwright::rules::explain
