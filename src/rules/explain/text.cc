#include "rules/explain/text.hh"

#include "base/strings.hh"

namespace sendwright::rules::explain {
namespace {

constexpr std::size_t kColumns = 78;

class Printer {
 public:
  explicit Printer(const Sources& sources) : sources_(sources) {}

  void part(const Part& part) {
    if (!part.heading.empty()) out_ += "-- " + part.heading + '\n';
    for (const Call& each : part.recording.calls) call(each, part.recording);
    left_out();
    if (part.recording.is_cut) out_ += "(more rules were applied than are kept)\n";
    for (const std::string& message : part.messages) out_ += "! " + message + '\n';
  }

  // Lines of at most kColumns, broken at blanks, with a blank line before and after.
  void paragraph(std::string_view text) {
    if (text.empty()) return;
    std::size_t column = 0;
    out_ += '\n';
    for (const std::string_view word : base::split_words(text)) {
      const bool is_first = column == 0;
      const bool fits = column + 1 + word.size() <= kColumns;
      if (!is_first) out_ += fits ? ' ' : '\n';
      column = is_first || !fits ? word.size() : column + 1 + word.size();
      out_ += word;
    }
    out_ += "\n\n";
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void line(const std::string& text) {
    out_.append(2 * depth_, ' ');
    out_ += text + '\n';
  }

  // Names of rulesets that did nothing, gathered until something is printed.
  void left_out() {
    if (idle_.empty()) return;
    line("(nothing changed in " + idle_ + ")");
    idle_.clear();
  }

  void call(const Call& call, const Recording& recording) {
    if (call.is_idle()) {
      idle_ += (idle_.empty() ? "" : ", ") + call.ruleset;
      return;
    }
    left_out();
    line(call.ruleset + " gets " + shown(call.input));
    ++depth_;
    std::size_t idle_rules = 0;
    for (const Step& each : call.steps) {
      if (each.is_idle()) {
        ++idle_rules;
      } else {
        step(each, recording);
      }
    }
    left_out();
    if (idle_rules > 0) {
      line("(" + std::to_string(idle_rules) + (idle_rules == 1 ? " rule" : " rules") +
           " matched and changed nothing)");
    }
    --depth_;
    line(call.is_broken ? call.ruleset + " breaks off"
                        : call.ruleset + " returns " + shown(call.output));
  }

  void step(const Step& step, const Recording& recording) {
    left_out();
    line("rule " + std::to_string(step.number) + ", " + sources_.place(step.where).shown());
    ++depth_;
    line("R" + step.lhs + "  ->  " + step.rhs);
    std::string taken;
    for (std::size_t i = 0; i < step.captures.size(); ++i) {
      taken += (i == 0 ? "$" : "   $") + std::to_string(i + 1) + " = " + shown(step.captures[i]);
    }
    if (!taken.empty()) line(taken);
    for (const std::size_t index : step.lookups) line(lookup_text(recording.lookups[index]));
    for (const Call& each : step.calls) call(each, recording);
    left_out();
    line(step.is_done ? "= " + shown(step.after) : "the rule cannot be carried out");
    --depth_;
  }

  static std::string shown(const Words& words) {
    return words.empty() ? "(nothing)" : spaced(words);
  }

  const Sources& sources_;
  std::string out_;
  std::string idle_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string lookup_text(const Lookup& lookup) {
  std::string text = "map " + lookup.map + ": `" + lookup.key + "'";
  for (const std::string& argument : lookup.arguments) text += " with `" + argument + "'";
  switch (lookup.status) {
    case MapStatus::kFound:
      return text + " is `" + lookup.value + "'";
    case MapStatus::kNotFound:
      return text + " is not there";
    case MapStatus::kTemporaryFailure:
      return text + " cannot be asked now";
    case MapStatus::kPermanentFailure:
      break;
  }
  return text + " cannot be asked";
}

std::string text_of(const Explanation& explanation, const Sources& sources) {
  Printer printer(sources);
  for (const Part& part : explanation.parts) {
    printer.part(part);
    if (explanation.parts.size() > 1) printer.paragraph(part.conclusion.words);
  }
  printer.paragraph(explanation.conclusion.words);
  return printer.take();
}

}  // namespace sendwright::rules::explain
