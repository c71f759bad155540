// A .cf from text, and the findings of one check as lines to compare.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/cf_reader.hh"
#include "rules/lint/findings.hh"
#include "rules/lint/ownership.hh"
#include "rules/map.hh"
#include "rules/program.hh"

namespace sendwright::rules::lint::test {

// Two maps exist without a declaration.
class NoMaps final : public MapDirectory {
 public:
  Map* find(std::string_view name) override { return name == "host" ? &map_ : nullptr; }

 private:
  class Empty final : public Map {
   public:
    MapAnswer lookup(std::string_view, std::span<const std::string>,
                     const LookupContext&) override {
      return {};
    }
  };
  Empty map_;
};

// Lines of `tail` are numbered from 5 on.
struct File {
  explicit File(std::string_view tail)
      : text(
            "V10/Berkeley\nO QueueDirectory=/q\nO OperatorChars=.:%@!^/[]+\n"
            "Mlocal, P=/bin/mail, F=lsDFMAw5:/|@q, A=mail -d $u\n" +
            std::string(tail)) {
    config::ReadOptions options;
    options.host = config::HostIdentity::from_full_name("mx.site.example");
    outcome = config::read_configuration_text(text, "t.cf", options);
    program = std::make_unique<Program>(*outcome.configuration);
  }
  [[nodiscard]] const config::Configuration& configuration() const {
    return *outcome.configuration;
  }
  [[nodiscard]] Ownership ownership() const { return {configuration(), nullptr}; }
  // The findings, notes included; one line each.
  [[nodiscard]] std::string found() const { return findings.lines(true, nullptr); }

  std::string text;
  config::ReadOutcome outcome;
  std::unique_ptr<Program> program;
  NoMaps maps;
  Findings findings;
};

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace sendwright::rules::lint::test
