#include "m4/diagnostics.hh"

#include <unistd.h>

#include <cerrno>

namespace sendwright::m4 {

bool DescriptorSink::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Diagnostics::put(Location location, std::string_view kind, std::string_view text) {
  std::string line = program_;
  line += ':';
  if (location.line > 0 && location.file != nullptr) {
    line.append(*location.file).append(":").append(std::to_string(location.line)).append(":");
  }
  line.append(" ").append(kind).append(text).append("\n");
  write(line);
}

void Diagnostics::write(std::string_view text) {
  if (before_write_) before_write_();
  if (!errors_.write(text)) exit_status_ = 1;
}

void Diagnostics::count_warning() {
  if (fatal_warnings_ >= 1) exit_status_ = 1;
  if (fatal_warnings_ >= 2) throw Exit{1};
}

void Diagnostics::warn_of_arguments(Location location, std::string_view text) {
  if (!is_quiet_) warn(location, text);
}

void Diagnostics::remark(Location location, std::string_view text) { put(location, "", text); }

void Diagnostics::regret(Location location, std::string_view text) {
  put(location, "", text);
  if (fatal_warnings_ >= 1) exit_status_ = 1;
}

void Diagnostics::warn(Location location, std::string_view text) {
  put(location, "Warning: ", text);
  count_warning();
}

void Diagnostics::complain(Location location, std::string_view text) {
  put(location, "", text);
  count_warning();
}

void Diagnostics::report(Location location, std::string_view text) {
  put(location, "", text);
  exit_status_ = 1;
}

void Diagnostics::fail(Location location, std::string_view text) {
  report(location, text);
  count_warning();
}

void Diagnostics::fatal(Location location, std::string_view text) {
  put(location, "", text);
  exit_status_ = 1;
  throw Exit{1};
}

}  // namespace sendwright::m4
