#include "config/cf_reader.hh"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "config/cf_parser.hh"

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
  std::ifstream stream(file, std::ios::binary);
  if (!stream)
    return unreadable(file, options, std::string("cannot open: ") + std::strerror(errno));
  std::ostringstream text;
  text << stream.rdbuf();
  return read_configuration_text(text.view(), file.string(), options);
}

ReadOutcome read_configuration_text(std::string_view text, std::string_view file,
                                    const ReadOptions& options) {
  ReadOutcome outcome;
  outcome.configuration = std::make_unique<Configuration>();
  outcome.configuration->file = file;
  CfParser parser(*outcome.configuration, options, std::string(file));
  parser.predefine();
  parser.read(text);
  outcome.messages = parser.take_messages();
  if (parser.has_errors()) outcome.exit_code = base::ExitCode::kConfiguration;
  return outcome;
}

}  // namespace sendwright::config
