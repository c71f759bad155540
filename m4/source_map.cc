#include "m4/source_map.hh"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "m4/diagnostics.hh"

namespace sendwright::m4 {

namespace {
// A name without what separates fields: blanks, control characters and `%' become %XX.
std::string escaped(std::string_view name) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7f || c == '%') {
      result += '%';
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    } else {
      result += c;
    }
  }
  return result;
}

std::string range(std::uint64_t first, std::uint64_t count) {
  std::string result = std::to_string(first);
  if (count > 1) result.append("-").append(std::to_string(first + count - 1));
  return result;
}

bool is_no_regular_file(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

// Returns 0 or errno. Closes the descriptor.
int write_and_close(int descriptor, std::string_view text) {
  if (descriptor < 0) return errno;
  int error = DescriptorSink(descriptor).write(text) ? 0 : errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  return error;
}
}  // namespace

void SourceMapWriter::add(std::string_view output) {
  digest_.add(output);
  octets_ += output.size();
}

// Files of the library are shown as the library calls them, unless another file is called so too.
const std::string& SourceMapWriter::shown_name(const std::string* file) {
  const auto found = shown_.find(file);
  if (found != shown_.end()) return found->second;
  const bool is_library = !library_.empty() && file->starts_with(library_);
  std::string name = escaped(is_library ? file->substr(library_.size()) : *file);
  if (!by_shown_.try_emplace(name, file).second) name = escaped(*file);
  files_.push_back(file);
  return shown_.emplace(file, std::move(name)).first->second;
}

void SourceMapWriter::append_place(std::string& text, const ChainLink& link) {
  text += '\t';
  if (link.begins_cause) text.append("because ");
  text.append(shown_name(link.location.file)).append(":");
  text.append(std::to_string(link.location.line));
}

std::string SourceMapWriter::text(const LineOrigins& lines, const OriginTable& origins,
                                  const std::string& library) {
  library_ = library;
  std::string records;
  std::uint64_t line = 1;
  for (const LineOrigins::Run& run : lines.runs()) {
    records.append(range(line, run.count));
    for (const ChainLink& link : origins.chain(run.first)) {
      append_place(records, link);
      const bool is_text = link.call.empty() && run.first.file != nullptr && !link.begins_cause;
      if (is_text && run.counts_up) {
        records.append("-").append(
            std::to_string(static_cast<std::uint64_t>(link.location.line) + run.count - 1));
      }
      if (!link.call.empty()) records.append(" ").append(link.call);
    }
    records += '\n';
    line += run.count;
  }
  char digest[17];
  std::snprintf(digest, sizeof digest, "%016llx",
                static_cast<unsigned long long>(digest_.value()));
  std::string head = "sendwright-source-map 1\n";
  head.append("output\t").append(std::to_string(line - 1)).append("\t");
  head.append(std::to_string(octets_)).append("\t").append(digest).append("\n");
  for (const std::string* file : files_) {
    head.append("file\t").append(shown_.at(file)).append("\t").append(escaped(*file)).append("\n");
  }
  return head + "\n" + records;
}

// Devices and pipes cannot be replaced, and must not be.
int SourceMapWriter::write(std::string_view map) const {
  if (is_no_regular_file(path_)) {
    return write_and_close(::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY), map);
  }
  const std::string temporary = path_ + "." + std::to_string(::getpid()) + ".new";
  const int descriptor =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor < 0) return errno;
  int error = write_and_close(descriptor, map);
  if (error == 0 && ::rename(temporary.c_str(), path_.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

}  // namespace sendwright::m4
