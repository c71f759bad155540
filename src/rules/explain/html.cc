#include "rules/explain/html.hh"

#include <algorithm>

#include "rules/explain/decision.hh"
#include "rules/explain/text.hh"

namespace sendwright::rules::explain {
namespace {

// What readers who have never seen a ruleset need to know.
constexpr std::string_view kLegend = R"(<details class="idle legend"><summary>How to read this page</summary>
<dl><dt>Ruleset</dt><dd>A named list of rules, like a subroutine. An address goes in at the top of its
box and comes out, perhaps changed, at the bottom.</dd>
<dt>Rule</dt><dd>A pattern and what to put in its place. Only rules that matched are shown. <code>$*</code>
in a pattern takes any number of words, <code>$+</code> one or more, <code>$-</code> exactly one,
<code>$=w</code> a name of class w; what they took is listed as <code>$1</code>, <code>$2</code> ...</dd>
<dt>Map</dt><dd>A table such as access or mailertable. A coloured line is an entry that was found.</dd>
<dt><code>$#</code>, <code>$@</code>, <code>$:</code></dt><dd>A decision: the mailer that delivers, its host,
and the user. Mailer <code>error</code> refuses.</dd>
<dt>Marked words</dt><dd>What a rule changed.</dd></dl></details>
)";

bool contains(const Call& call, const Step* wanted) {
  return std::ranges::any_of(call.steps, [wanted](const Step& step) {
    return &step == wanted || std::ranges::any_of(step.calls, [wanted](const Call& inner) {
      return contains(inner, wanted);
    });
  });
}

class Page {
 public:
  explicit Page(const Sources& sources) : sources_(sources) {}

  std::string whole(const std::vector<Explanation>& explanations) {
    const std::string file = escaped(sources_.cf_file());
    out_ = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Mail routing explained: " +
           file + "</title>\n<style>";
    out_ += html_style();
    out_ += "</style>\n</head>\n<body>\n<main>\n<h1>Mail routing explained</h1>\n"
            "<p class=\"soft\">Configuration <code>" + file + "</code></p>\n";
    if (!sources_.notice().empty()) {
      out_ += "<p class=\"soft\">Note: " + escaped(sources_.notice()) + "</p>\n";
    }
    out_ += kLegend;
    if (explanations.empty()) out_ += "<p>No address was given.</p>\n";
    if (explanations.size() > 1) contents(explanations);
    for (std::size_t i = 0; i < explanations.size(); ++i) section(explanations[i], i + 1);
    out_ += "</main>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  static std::string badge(Result result) {
    const std::string name = label(result);
    return name.empty() ? "" : " <span class=\"badge " + name + "\">" + name + "</span>";
  }

  void contents(const std::vector<Explanation>& explanations) {
    out_ += "<nav aria-label=\"Contents\"><ol>\n";
    for (std::size_t i = 0; i < explanations.size(); ++i) {
      out_ += "<li><a href=\"#e" + std::to_string(i + 1) + "\"><code>" +
              escaped(explanations[i].input) + "</code></a>" +
              badge(explanations[i].conclusion.result) + "</li>\n";
    }
    out_ += "</ol></nav>\n";
  }

  void section(const Explanation& explanation, std::size_t number) {
    out_ += "<section id=\"e" + std::to_string(number) + "\">\n<h2><code>" +
            escaped(explanation.input) + "</code>" + badge(explanation.conclusion.result) +
            "</h2>\n";
    words(explanation.conclusion);
    const bool is_session = explanation.parts.size() > 1;
    for (const Part& each : explanation.parts) part(each, is_session);
    out_ += "</section>\n";
  }

  void words(const Conclusion& conclusion) {
    if (conclusion.words.empty()) return;
    out_ += std::string("<div class=\"why ") + label(conclusion.result) + "\"><p>" +
            escaped(conclusion.words) + "</p></div>\n";
  }

  void part(const Part& part, bool is_session) {
    if (is_session) {
      out_ += "<h3><code>" + escaped(part.heading) + "</code>" + badge(part.conclusion.result) +
              "</h3>\n";
      words(part.conclusion);
    }
    for (const std::string& message : part.messages) {
      out_ += "<p class=\"say\">" + escaped(message) + "</p>\n";
    }
    recording_ = &part.recording;
    const Call* const deciding = deciding_call(part.recording);
    const auto decision =
        deciding == nullptr ? std::nullopt : find_decision(*deciding, part.recording);
    deciding_step_ = decision ? decision->step : nullptr;
    if (part.recording.calls.empty()) return;
    // A session is long: what went well in it is folded.
    const bool is_open = !is_session || part.conclusion.result != Result::kAccepted;
    if (is_session) {
      out_ += std::string("<details class=\"idle\"") + (is_open ? " open" : "") +
              "><summary>The rulesets that were asked</summary>";
    }
    out_ += "<div class=\"flow\">\n";
    calls(part.recording.calls, true);
    out_ += "<div class=\"stop\">" + badge(part.conclusion.result) + "</div></div>\n";
    if (is_session) out_ += "</details>\n";
    if (part.recording.is_cut) {
      out_ += "<p class=\"soft\">More rules were applied than are kept.</p>\n";
    }
  }

  // Rulesets one after the other; those that changed nothing in one fold.
  void calls(const std::vector<Call>& calls, bool is_outermost) {
    for (std::size_t i = 0; i < calls.size();) {
      std::size_t end = i;
      while (end < calls.size() && calls[end].is_idle()) ++end;
      if (end > i) {
        idle({calls.data() + i, end - i});
        i = end;
        continue;
      }
      call(calls[i++], is_outermost);
    }
  }

  void idle(std::span<const Call> calls) {
    out_ += "<details class=\"idle\"><summary>Nothing changed in " +
            (calls.size() == 1 ? "ruleset " + escaped(calls.front().ruleset)
                               : std::to_string(calls.size()) + " rulesets") +
            "</summary>";
    for (const Call& each : calls) {
      out_ += "<div>" + escaped(each.ruleset) + " <span class=\"ws\">" +
              escaped(spaced(each.input)) + "</span></div>";
    }
    out_ += "</details>\n";
  }

  void call(const Call& call, bool is_outermost) {
    const bool is_open = is_outermost || contains(call, deciding_step_);
    out_ += std::string("<details class=\"call\"") + (is_open ? " open" : "") +
            "><summary>ruleset <b>" + escaped(call.ruleset) + "</b>" +
            "<span class=\"brief\"> " + workspace(call.input, nullptr) +
            (call.input == call.output ? " stays" : " → " + workspace(call.output, &call.input)) +
            "</span></summary>\n" +
            "<div class=\"stop\">" + workspace(call.input, nullptr) + "</div>";
    std::size_t idle_rules = 0;
    for (const Step& each : call.steps) {
      if (each.is_idle()) {
        ++idle_rules;
        continue;
      }
      step(each);
    }
    if (idle_rules > 0) {
      out_ += "<div class=\"idle\">" + std::to_string(idle_rules) +
              (idle_rules == 1 ? " more rule" : " more rules") + " matched and changed nothing</div>";
    }
    out_ += "<span class=\"arrow\"></span><div class=\"stop\">";
    out_ += call.is_broken ? "<span class=\"say\">breaks off without a result</span>"
                           : workspace(call.output, &call.input);
    out_ += "</div></details>\n";
    if (is_outermost) out_ += "<span class=\"arrow\"></span>\n";
  }

  void step(const Step& step) {
    const bool decides = &step == deciding_step_;
    out_ += decides ? "<div class=\"step decides\"><div class=\"tag\">This rule decides</div>"
                    : "<div class=\"step\">";
    const Place place = sources_.place(step.where);
    out_ += "<div class=\"place\">rule " + std::to_string(step.number) + ", " +
            escaped(place.shown()) + (place.text.empty() ? "" : ", text in " + escaped(place.text)) +
            "</div><div class=\"rule\"><code>" + escaped(step.lhs) + "</code>  →  <code>" +
            escaped(step.rhs) + "</code></div>";
    if (!step.captures.empty()) {
      out_ += "<ul class=\"takes\">";
      for (std::size_t i = 0; i < step.captures.size(); ++i) {
        const std::string taken = spaced(step.captures[i]);
        out_ += "<li><code>$" + std::to_string(i + 1) + " = </code>" +
                (taken.empty() ? "<span class=\"soft\">nothing</span>"
                               : "<code>" + escaped(taken) + "</code>") +
                "</li>";
      }
      out_ += "</ul>";
    }
    for (const std::size_t index : step.lookups) lookup(recording_->lookups[index]);
    calls(step.calls, false);
    out_ += step.is_done ? "<div class=\"becomes\">" + workspace(step.after, &step.before) + "</div></div>\n"
                         : "<div class=\"say\">This rule cannot be carried out.</div></div>\n";
  }

  void lookup(const Lookup& lookup) {
    const char* const kind = lookup.status == MapStatus::kFound      ? " found"
                             : lookup.status == MapStatus::kNotFound ? ""
                                                                     : " failed";
    out_ += std::string("<div class=\"asked") + kind + "\">" + escaped(lookup_text(lookup)) + "</div>";
  }

  // Words in a box; what is not as in `before` marked.
  static std::string workspace(const Words& words, const Words* before) {
    std::size_t start = words.size();
    std::size_t end = words.size();
    if (before != nullptr) {
      start = static_cast<std::size_t>(std::ranges::mismatch(words, *before).in1 - words.begin());
      std::size_t same = 0;
      while (end > start && before->size() - same > start && words[end - 1] == before->end()[-1 - static_cast<std::ptrdiff_t>(same)]) {
        --end;
        ++same;
      }
    }
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) text += ' ';
      if (i == start && start < end) text += "<mark>";
      text += escaped(words[i].text);
      if (i + 1 == end && start < end) text += "</mark>";
    }
    if (words.empty()) text = "<span class=\"soft\">nothing</span>";
    return "<span class=\"ws\">" + text + "</span>";
  }

  const Sources& sources_;
  const Recording* recording_ = nullptr;
  const Step* deciding_step_ = nullptr;
  std::string out_;
};

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_page(const std::vector<Explanation>& explanations, const Sources& sources) {
  return Page(sources).whole(explanations);
}

}  // namespace sendwright::rules::explain
