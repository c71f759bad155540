// What the address test mode has to do with explanations: it lets the recorder follow the rules, says
// how a command ended, and gets text or, at the end, a page.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/explain/explanation.hh"
#include "rules/explain/recorder.hh"
#include "rules/explain/sources.hh"
#include "rules/explain/words.hh"

namespace sendwright::rules::explain {

enum class Format { kText, kHtml };

class Explainer {
 public:
  Explainer(const config::Configuration& configuration, Format format)
      : sources_(configuration.file), narrator_(configuration, sources_), format_(format) {}

  [[nodiscard]] Recorder& recorder() { return recorder_; }
  [[nodiscard]] const Narrator& narrator() const { return narrator_; }

  // --- one explanation: begin(), parts, end()
  void begin(std::string_view input);
  [[nodiscard]] bool is_open() const { return is_open_; }
  // Something that a rule, a map or the parser said.
  void note(std::string_view message);
  // What was recorded since the last part is a part; `conclude` gets the recording.
  using Conclude = std::function<Conclusion(const Recording& recording)>;
  void end_part(std::string heading, const Conclude& conclude);
  // The explanation of the input; its conclusion is that of the last part unless given. Text: what
  // to print now. HTML: kept for page(), "".
  [[nodiscard]] std::string end(std::optional<Conclusion> conclusion = std::nullopt);

  // All explanations as one HTML page.
  [[nodiscard]] std::string page() const;

 private:
  Sources sources_;
  Narrator narrator_;
  Format format_;
  Recorder recorder_;
  Explanation current_;
  std::vector<std::string> messages_;
  std::vector<Explanation> done_;
  bool is_open_ = false;
  bool is_notice_shown_ = false;
};

}  // namespace sendwright::rules::explain
