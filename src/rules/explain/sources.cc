#include "rules/explain/sources.hh"

#include <unistd.h>

#include "base/strings.hh"
#include "config/file_contents.hh"

namespace sendwright::rules::explain {
namespace {

std::string base_name(std::string_view path) {
  return base::printable(path.substr(path.rfind('/') + 1));
}

std::string numbered(const std::string& file, int line) {
  return base::printable(file) + (line > 0 ? ":" + std::to_string(line) : "");
}

// FEATURE(mailertable, hash -o /etc/mail/mailertable) is known well enough by its first argument.
std::string short_call(const std::string& call) {
  const std::size_t comma = call.find(',');
  return base::printable(comma == call.npos ? call : call.substr(0, comma) + ")");
}

}  // namespace

std::string Place::shown() const {
  if (is_standard) return cf + " (standard rules)";
  if (mc.empty()) return cf;
  return cf + " (" + mc + (call.empty() ? "" : " " + call) + ")";
}

Sources::Sources(const std::string& cf_file) : cf_file_(cf_file) {
  const std::string map_file = cf_file + ".map";
  const std::string advice = "; to see lines of the .mc: m4 --source-map=" + base_name(map_file) +
                             " FILE.mc > " + base_name(cf_file);
  if (::access(map_file.c_str(), R_OK) != 0) {
    notice_ = "no source map " + map_file + advice;
    return;
  }
  auto map = config::SourceMap::load(map_file);
  if (!map) {
    notice_ = map_file + ": " + map.error().message + advice;
  } else if (!map->matches(config::file_contents(cf_file).value_or(""))) {
    notice_ = map_file + " was made with another " + base_name(cf_file) + advice;
  } else {
    map_ = std::move(*map);
  }
}

Place Sources::place(const config::SourceLine& where) const {
  Place place{.cf = numbered(base_name(where.file), where.line)};
  if (!map_ || where.file != cf_file_) return place;
  if (const auto site = map_->site_place_of(where.line)) {
    // Every .mc includes the library at its start.
    place.is_standard = site->call.starts_with("include(");
    if (!place.is_standard) {
      place.mc = numbered(base_name(site->file), site->line);
      place.call = short_call(site->call);
    }
  }
  if (const auto text = map_->text_place_of(where.line)) {
    place.text = numbered(text->file, text->line);
  }
  return place;
}

}  // namespace sendwright::rules::explain
