#include "config/cf_reader.hh"

#include <cerrno>
#include <cstring>

#include "config/cf_parser.hh"
#include "config/file_contents.hh"
#include "config/file_safety.hh"

namespace sendwright::config {
namespace {

// A configuration that cannot be read at all.
ReadOutcome unreadable(const std::filesystem::path& file, const ReadOptions& options,
                       const std::string& reason) {
  ReadOutcome outcome = read_configuration_text("", file.string(), options);
  outcome.messages = {{file.string() + ": line 0: " + reason, true}};
  outcome.exit_code = base::ExitCode::kSystemFile;
  return outcome;
}

}  // namespace

ReadOutcome read_configuration(const std::filesystem::path& file, const ReadOptions& options) {
  std::error_code failure;
  const auto status = std::filesystem::status(file, failure);
  if (!std::filesystem::exists(status)) {
    return unreadable(
        file, options,
        "cannot open: " + std::string(std::strerror(failure ? failure.value() : ENOENT)));
  }
  if (!std::filesystem::is_regular_file(status)) {
    return unreadable(file, options, "not a plain file");
  }
  // Whether others could write it is a warning's matter, see below.
  const base::OpenedFile opened = base::open_safely(file.string(), base::kAnyPlainFile);
  if (!opened.problem.empty()) return unreadable(file, options, "cannot open: " + opened.problem);
  const base::Result<std::string> text = file_contents(opened.file.get());
  if (!text) return unreadable(file, options, "cannot open: " + text.error().message);
  ReadOutcome outcome = read_configuration_text(*text, file.string(), options);
  // Only where it matters for as long as the machine runs.
  const bool is_lasting = options.operation_mode == 'd' || options.operation_mode == 'D' ||
                          options.operation_mode == 'i';
  if (is_lasting && has_dangerous_permissions(file.string())) {
    outcome.messages.push_back(
        {file.string() + ": WARNING: dangerous write permissions", false});
  }
  return outcome;
}

ReadOutcome read_configuration_text(std::string_view text, std::string_view file,
                                    const ReadOptions& options) {
  ReadOutcome outcome;
  outcome.configuration = std::make_unique<Configuration>(options.options);
  outcome.configuration->file = file;
  CfParser parser(*outcome.configuration, options, std::string(file));
  parser.predefine();
  parser.read(text);
  outcome.messages = parser.take_messages();
  outcome.exit_code = parser.status();
  outcome.was_given_up = parser.was_given_up();
  return outcome;
}

}  // namespace sendwright::config
