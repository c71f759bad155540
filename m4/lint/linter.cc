#include "m4/lint/linter.hh"

#include <algorithm>

#include "m4/lint/file_text.hh"
#include "m4/lint/nearest_name.hh"
#include "m4/lint/source_scan.hh"
#include "m4/lint/text.hh"
#include "m4/processor.hh"

namespace sendwright::m4::lint {

namespace {

constexpr std::string_view kCfM4 = "cf.m4";
constexpr std::size_t kMaxKept = 1000;  // of the lines and parts that are told of at the end

bool is_cf_m4(std::string_view file) {
  return file == kCfM4 || (file.ends_with(kCfM4) && file[file.size() - kCfM4.size() - 1] == '/');
}

}  // namespace

Linter::Linter(Processor& m4, bool is_asked)
    : m4_(m4), is_asked_(is_asked), vocabulary_(m4.symbols()), calls_(m4.symbols(), findings_) {}

void Linter::on_file_opened(const std::string& /*name*/, OriginId /*origin*/) {
  if (!library_ && !m4_.library_directory().empty()) library_.emplace(m4_.library_directory());
  const Symbol* const root = m4_.symbols().find("_CF_DIR_");
  if (library_ && root != nullptr) library_->set_other_root(root->definition->text);
}

// Asked for every call and line, nearly always about the same file as before.
bool Linter::is_of_site(const std::string* file) {
  if (file == nullptr || !library_) return false;
  if (file != last_file_) {
    last_file_ = file;
    last_is_of_site_ = !library_->owns(*file);
  }
  return last_is_of_site_;
}

void Linter::on_open_failed(std::string_view name, const Place& place, int /*error*/,
                            bool /*is_silent*/) {
  std::optional<LibraryPart> part = Library::part_of(name);
  if (!part || !library_ || missing_.size() >= kMaxKept) return;
  const Location site = m4_.origins().site_location(place);
  missing_.push_back({std::move(*part), {site.file != nullptr ? *site.file : "", site.line}});
}

// A name in the wrong quotes has been told of already.
void Linter::tell_missing(const Missing& missing) {
  if (findings_.has(missing.where)) return;
  const LibraryPart& part = missing.part;
  NearestName nearest(part.name);
  for (const std::string& known : m4_files_in(part.folder))
    nearest.offer(known);
  const std::string call = part.macro + "(`";
  std::string what = "there is no " + part.macro + "(" + part.name + "); write ";
  if (part.name.empty()) {
    what = part.macro + " is called without a name; write " + call + "NAME')";
  } else if (!nearest.best().empty()) {
    what.append(call).append(nearest.best()).append("')");
  } else {
    what.append("one of the names in ").append(part.folder);
  }
  findings_.error(missing.where, std::move(what));
}

void Linter::on_call(const Arguments& arguments, const Place& place) {
  if (!is_of_site(place.file)) return;
  const bool begins_section = vocabulary_.begins_section(arguments.name());
  if (begins_section && section_.file == nullptr) section_ = {place.file, place.line};
  calls_.take(arguments, begins_section, {*place.file, place.line}, *library_);
}

void Linter::on_output_line(std::string_view line, const Place& place) {
  if (!is_of_site(place.file)) {
    last_command_ = {};
    return;
  }
  LineKind kind = kind_of(line);
  if (kind == LineKind::kBlank || kind == LineKind::kComment) return;
  if (kind == LineKind::kContinuation) {
    const bool continues = last_command_.file == place.file && last_command_.line + 1 == place.line;
    const std::size_t text = line.find_first_not_of(" \t");
    if (continues) {
      kind = LineKind::kCommand;
      complete_rule(line);
    } else if (line[text] == '#') {
      return;
    }
  }
  if (kind == LineKind::kCommand) {
    const bool is_in_section = section_.file == place.file && section_.line < place.line;
    if (!is_in_section && is_prose(line)) kind = LineKind::kStray;
  }
  if (kind == LineKind::kCommand) {
    last_command_ = {place.file, place.line};
    if (called_name(line).empty()) return;
  } else {
    last_command_ =
        kind == LineKind::kRuleWithoutTab ? Location{place.file, place.line} : Location{};
  }
  if (odd_lines_.size() >= kMaxKept) return;
  odd_lines_.push_back({std::string(line), {*place.file, place.line}, kind});
}

// The tab of a rule may stand on the line that continues it.
void Linter::complete_rule(std::string_view continuation) {
  if (odd_lines_.empty() || continuation.find('\t') == std::string_view::npos) return;
  const OddLine& last = odd_lines_.back();
  if (last.kind == LineKind::kRuleWithoutTab && last.where.line == last_command_.line &&
      last.where.file == *last_command_.file) {
    odd_lines_.pop_back();
  }
}

void Linter::on_unfinished(Unfinished what, Location opened) {
  unfinished_ = {what, {opened.file != nullptr ? *opened.file : "", opened.line}, true};
}

void Linter::on_finish() {
  scan_sources();
  for (const Missing& missing : missing_)
    tell_missing(missing);
  for (const OddLine& odd : odd_lines_)
    tell_odd_line(odd);
  calls_.finish();
  if (library_ && !unfinished_.is_set) calls_.tell_unread_names(*library_);
  check_essentials();
  print();
}

void Linter::scan_sources() {
  bool has_seen_library = false;
  for (const std::string& file : m4_.file_names()) {
    if (is_cf_m4(file)) has_seen_library = true;
    if (library_ && library_->owns(file)) continue;
    // The first file may include cf.m4 itself; those that are opened later come behind it.
    const Source source{file, read_text(file), !has_seen_library};
    SourceScan scan(source, vocabulary_, findings_);
    scan.run();
    if (unfinished_.is_set && unfinished_.opened.file == file) {
      tell_unclosed(file, scan.unclosed_quote_line());
    }
  }
}

void Linter::tell_unclosed(const std::string& file, int suspect_line) {
  if (unfinished_.what == Unfinished::kString) {
    const int line = suspect_line > 0 ? suspect_line : unfinished_.opened.line;
    if (findings_.has({file, line})) return;
    findings_.error({file, line},
                    "the string that begins here was most likely never closed; write "
                    "an apostrophe where it ends");
  } else if (unfinished_.what == Unfinished::kArguments) {
    findings_.error(unfinished_.opened,
                    "the call that begins here has no closing parenthesis; "
                    "write ) where it ends");
  }
}

// Some faults show in the text of the file already, and need not be told twice.
void Linter::tell_odd_line(const OddLine& odd) {
  if (findings_.has(odd.where)) return;
  if (odd.kind == LineKind::kRuleWithoutTab) {
    findings_.error(odd.where,
                    "this rule has no tab, only blanks, between its sides; write R, the "
                    "pattern, a tab, and the replacement");
    return;
  }
  const std::string_view name = called_name(odd.text);
  std::string why = name.empty() ? "" : vocabulary_.why_left(name);
  if (!why.empty()) {
    findings_.error(odd.where, std::move(why));
    return;
  }
  if (odd.kind == LineKind::kCommand || tell_odd_word(odd)) return;
  findings_.error(odd.where, "`" + shortened(odd.text) +
                                 "' stays in the output, where it is no "
                                 "line of a .cf; write dnl before it if it is a comment");
}

bool Linter::tell_odd_word(const OddLine& odd) {
  const std::string text = shortened(odd.text);
  if (text.find_first_not_of("')") == std::string::npos) {
    findings_.error(odd.where, "`" + text + "' is left over behind a call; write one less");
    return true;
  }
  const std::string word = text.substr(0, text.find_first_of(" \t"));
  if (word.size() > 1 && word.size() <= 4 && edit_distance(word, "dnl", 1) == 1) {
    findings_.error(odd.where, "m4 does not know `" + word + "'; write dnl");
    return true;
  }
  const std::string nearest = word == text ? vocabulary_.nearest_section(word) : "";
  if (nearest.empty()) return false;
  findings_.error(odd.where, "there is no macro " + word + "; write " + nearest);
  return true;
}

// Of a missing OSTYPE the library tells itself; here it decides the exit status.
void Linter::check_essentials() {
  if (!library_) {
    for (const std::string& file : m4_.file_names()) {
      const std::string text = "\n" + read_text(file);
      for (const std::string_view call : {"\nFEATURE(", "\nMAILER(", "\nOSTYPE("}) {
        if (text.find(call) == std::string::npos) continue;
        findings_.error({file, 0},
                        "cf.m4 is not included, so the macros of the library stay in the "
                        "output; write include(`DIRECTORY/m4/cf.m4') first");
        break;
      }
    }
  } else if (is_asked_ && !unfinished_.is_set && !vocabulary_.is_macro("__OSTYPE__")) {
    findings_.error({},
                    "no OSTYPE is called; write OSTYPE(`linux'), or the name of your system, "
                    "behind the line that includes cf.m4");
  }
}

void Linter::print() {
  if (findings_.empty() || (m4_.diagnostics().is_quiet() && !is_asked_)) return;
  std::string text = findings_.lines(m4_.diagnostics().program(), is_asked_);
  if (is_asked_) {
    text.append(m4_.diagnostics().program()).append(": ").append(findings_.summary()).append("\n");
  }
  m4_.diagnostics().write(text);
}

}  // namespace sendwright::m4::lint
