#include "m4/lint/findings.hh"

#include <algorithm>
#include <utility>

namespace sendwright::m4::lint {

namespace {
// A file full of one mistake should not fill the screen.
constexpr std::size_t kMaxFindings = 200;

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}
}  // namespace

void Findings::add(Severity severity, FileLine& where, std::string what, Explains explains) {
  if (findings_.size() >= kMaxFindings) return;
  for (const Finding& finding : findings_) {
    if (finding.where.line == where.line && finding.where.file == where.file &&
        finding.what == what) {
      return;
    }
  }
  if (std::find(files_.begin(), files_.end(), where.file) == files_.end()) {
    files_.push_back(where.file);
  }
  if (severity == Severity::kError) ++errors_;
  findings_.push_back({severity, std::move(where), std::move(what), explains});
}

bool Findings::has(const FileLine& where) const {
  return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& finding) {
    return finding.explains == Explains::kLine && finding.where.line == where.line &&
           finding.where.file == where.file;
  });
}

std::string Findings::lines(std::string_view program, bool tells_errors) const {
  std::vector<const Finding*> sorted;
  for (const Finding& finding : findings_)
    sorted.push_back(&finding);
  const auto order = [this](const Finding* finding) {
    const auto file = std::find(files_.begin(), files_.end(), finding->where.file);
    return std::pair(file - files_.begin(), finding->where.line);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Finding* a, const Finding* b) { return order(a) < order(b); });
  std::string result;
  for (const Finding* finding : sorted) {
    result.append(program).append(":");
    if (!finding->where.file.empty()) result.append(finding->where.file).append(":");
    if (finding->where.line > 0) result.append(std::to_string(finding->where.line)).append(":");
    const bool is_error = tells_errors && finding->severity == Severity::kError;
    result.append(is_error ? " error: " : " warning: ").append(finding->what).append("\n");
  }
  return result;
}

std::string Findings::summary() const {
  return counted(errors(), "error") + ", " + counted(warnings(), "warning");
}

}  // namespace sendwright::m4::lint
