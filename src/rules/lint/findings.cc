#include "rules/lint/findings.hh"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sendwright::rules::lint {
namespace {

// A file full of one mistake should not fill the screen.
constexpr std::size_t kMaxFindings = 1000;

std::string_view word_for(Severity severity) {
  switch (severity) {
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "";
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

void Findings::note(config::SourceLine where, std::string what) {
  add(Severity::kNote, std::move(where), std::move(what));
}

void Findings::warning(config::SourceLine where, std::string what) {
  add(Severity::kWarning, std::move(where), std::move(what));
}

void Findings::error(config::SourceLine where, std::string what) {
  add(Severity::kError, std::move(where), std::move(what));
}

void Findings::add(Severity severity, config::SourceLine where, std::string what) {
  // Errors are never lost behind a heap of lesser findings.
  if (findings_.size() >= kMaxFindings && severity != Severity::kError) return;
  const bool is_known = std::ranges::any_of(findings_, [&](const Finding& other) {
    return other.where.line == where.line && other.where.file == where.file && other.what == what;
  });
  if (!is_known) findings_.push_back({severity, std::move(where), std::move(what)});
}

std::size_t Findings::count(Severity severity) const {
  return static_cast<std::size_t>(std::ranges::count(findings_, severity, &Finding::severity));
}

int Findings::exit_status() const {
  if (count(Severity::kError) > 0) return 2;
  return count(Severity::kWarning) > 0 ? 1 : 0;
}

std::string Findings::lines(bool shows_notes, const config::SourceMap* places) const {
  std::vector<const Finding*> sorted;
  for (const Finding& finding : findings_) {
    if (shows_notes || finding.severity != Severity::kNote) sorted.push_back(&finding);
  }
  std::ranges::stable_sort(sorted, {}, [](const Finding* finding) { return finding->where.line; });
  std::string out;
  for (const Finding* const finding : sorted) {
    out += finding->where.file;
    if (finding->where.line > 0) out += ":" + std::to_string(finding->where.line);
    out.append(": ").append(word_for(finding->severity)).append(": ").append(finding->what);
    const std::string place = site_place(places, finding->where.line);
    if (!place.empty()) out.append(" (").append(place).append(")");
    out += '\n';
  }
  return out;
}

std::string Findings::summary() const {
  return counted(count(Severity::kError), "error") + ", " +
         counted(count(Severity::kWarning), "warning") + ", " +
         counted(count(Severity::kNote), "note");
}

std::string site_place(const config::SourceMap* places, int line) {
  if (places == nullptr || line <= 0) return {};
  const auto place = places->site_place_of(line);
  if (!place) return {};
  std::string text = "from " + place->file;
  if (place->line > 0) text += ":" + std::to_string(place->line);
  if (!place->call.empty()) text += " " + place->call;
  return text;
}

}  // namespace sendwright::rules::lint
