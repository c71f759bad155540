// A configuration from text, its engine, and what the tests of this room say with them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "address/prescan.hh"
#include "base/waiter.hh"
#include "config/cf_reader.hh"
#include "rules/engine.hh"

namespace sendwright::rules::test {

// A map that knows a few words; `tempfail` cannot be looked up.
class WordMap final : public Map {
 public:
  MapAnswer lookup(std::string_view key, std::span<const std::string> arguments,
                   const LookupContext&) override {
    if (key == "tempfail") {
      return {MapStatus::kTemporaryFailure, std::nullopt, base::ExitCode::kTemporaryFailure,
              "down"};
    }
    if (key == "args") return {MapStatus::kFound, arguments.empty() ? "none" : arguments[0]};
    const auto found = words.find(key);
    if (found == words.end()) return {};
    return {MapStatus::kFound, found->second};
  }
  std::map<std::string, std::string, std::less<>> words{{"one", "first"},
                                                        {"two", "second.word <x>"}};
};

class WordDirectory final : public MapDirectory {
 public:
  Map* find(std::string_view name) override { return name == "word" ? &word_ : nullptr; }

 private:
  WordMap word_;
};

struct Site {
  explicit Site(std::string_view tail) {
    config::ReadOptions options;
    options.host = config::HostIdentity::from_full_name("mx.site.example");
    const std::string text =
        "V10/Berkeley\nO QueueDirectory=/q\nO OperatorChars=.:%@!^/[]+\nO BlankSub=_\n"
        "Mlocal, P=/bin/mail, F=lsDFMAw5:/|@q, S=10, R=20, A=mail -d $u\n"
        "Mprog, P=/bin/sh, F=lsDFMeu, S=10, R=20, A=sh -c $u\n"
        "Mesmtp, P=[IPC], F=mDFMuXa, S=11/12, R=21/22, E=\\r\\n, A=TCP $h\n" +
        std::string(tail);
    outcome = config::read_configuration_text(text, "test.cf", options);
    engine = std::make_unique<Engine>(*outcome.configuration, maps);
    macros = std::make_unique<config::MacroScope>(&outcome.configuration->macros);
    evaluation = std::make_unique<Evaluation>(*macros, waiter);
    evaluation->report = [this](std::string_view message) { messages.emplace_back(message); };
  }

  // The workspace after a ruleset, tokens separated by blanks. `$|` in the input is the separator.
  std::string rewrite(std::string_view ruleset, std::string_view input) {
    address::TokenList workspace;
    std::vector<std::string> ignored;
    const address::PrescanOptions options{.operators = outcome.configuration->operators,
                                          .strips_comments = false};
    for (std::size_t at = 0; at != input.npos;) {
      const std::size_t separator = input.find("$|", at);
      prescan(input.substr(at, separator - at), options, workspace, ignored);
      if (separator != input.npos) workspace.append(address::make_token(address::Meta::kSeparator));
      at = separator == input.npos ? separator : separator + 2;
    }
    status = engine->rewrite(*engine->find(ruleset), workspace, *evaluation).status;
    return address::trace_text(workspace.tokens());
  }

  config::ReadOutcome outcome;
  WordDirectory maps;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<config::MacroScope> macros;
  base::BlockingWaiter waiter;
  std::unique_ptr<Evaluation> evaluation;
  std::vector<std::string> messages;
  base::ExitCode status = base::ExitCode::kOk;
};

}  // namespace sendwright::rules::test
