#include "rules/explain/explainer.hh"

#include <utility>

#include "base/strings.hh"
#include "rules/explain/html.hh"
#include "rules/explain/text.hh"

namespace sendwright::rules::explain {

void Explainer::begin(std::string_view input) {
  (void)recorder_.take();
  messages_.clear();
  current_ = {.input = base::printable(input)};
  is_open_ = true;
}

void Explainer::note(std::string_view message) { messages_.push_back(base::printable(message)); }

void Explainer::end_part(std::string heading, const Conclude& conclude) {
  Part part{.heading = std::move(heading),
            .recording = recorder_.take(),
            .messages = std::exchange(messages_, {})};
  part.conclusion = conclude(part.recording);
  current_.parts.push_back(std::move(part));
}

std::string Explainer::end(std::optional<Conclusion> conclusion) {
  is_open_ = false;
  if (current_.parts.empty()) return {};
  current_.conclusion = conclusion ? std::move(*conclusion) : current_.parts.back().conclusion;
  Explanation explanation = std::exchange(current_, {});
  if (format_ == Format::kHtml) {
    done_.push_back(std::move(explanation));
    return {};
  }
  std::string text = text_of(explanation, sources_);
  if (!sources_.notice().empty() && !std::exchange(is_notice_shown_, true)) {
    text = "(" + sources_.notice() + ")\n" + text;
  }
  return text;
}

std::string Explainer::page() const { return html_page(done_, sources_); }

}  // namespace sendwright::rules::explain
