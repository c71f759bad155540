// The .cf reader: a file in, a Configuration and the messages sendmail would print out.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sysexits.hh"
#include "config/configuration.hh"

namespace sendwright::config {

struct ReadMessage {
  std::string text;       // `FILE: line N: ...`
  bool is_fatal = false;  // the configuration cannot be used to move mail (-bt still runs)
};

struct ReadOptions {
  HostIdentity host;
  std::string version;        // $v
  char operation_mode = 'm';  // ${opMode}: the letter after -b
  // Values of an F line's `key@class:spec`; empty: such lines are reported.
  std::function<std::vector<std::string>(std::string_view specification, const Options& options,
                                         std::string& error)>
      map_words;
  // Whether a map class exists (K lines are checked at once); empty: every class is taken.
  std::function<bool(std::string_view class_name)> has_map_class;
  // Options set before the file is read (-O, -o): the file does not change these.
  Options options;
  // Macros defined before the file is read (-M, -oM).
  std::vector<std::pair<std::string, std::string>> macros;
};

struct ReadOutcome {
  std::unique_ptr<Configuration> configuration;  // always there, holds what could be read
  std::vector<ReadMessage> messages;
  // What a command should exit with, if not kOk: the first error's status. The address test mode
  // runs nevertheless, unless `was_given_up`.
  base::ExitCode exit_code = base::ExitCode::kOk;
  bool was_given_up = false;
};

// Reads a file. A missing or unsuitable one gives exit code kSystemFile.
[[nodiscard]] ReadOutcome read_configuration(const std::filesystem::path& file,
                                             const ReadOptions& options);

// Reads a text as if it were `file`.
[[nodiscard]] ReadOutcome read_configuration_text(std::string_view text, std::string_view file,
                                                  const ReadOptions& options);

}  // namespace sendwright::config
