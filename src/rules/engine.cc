// One rewrite: rules in turn; for each that matches, the replacement is put together in the order
// sendmail has it: `$n` and `$&x`, then maps, then ruleset calls from the last to the first.
#include "rules/engine.hh"

#include <algorithm>
#include <deque>
#include <span>
#include <vector>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "config/expand.hh"
#include "rules/matcher.hh"
#include "rules/program.hh"

namespace sendwright::rules {
namespace {

using address::Meta;
using address::Token;
using address::TokenKind;
using base::ExitCode;

constexpr int kMaxDepth = 50;          // nested ruleset calls
constexpr int kMaxApplications = 100;  // of one rule in a row

}  // namespace

// Buffers by call depth, and those that are never used by two depths at once.
class Scratch {
 public:
  struct Frame {
    std::vector<Token> replaced;   // after `$n` and `$&x`
    std::vector<Token> looked_up;  // after maps
    std::vector<Token> argument;   // of a call
  };
  // References stay valid while deeper frames are added.
  Frame& frame(int depth) {
    while (frames_.size() <= static_cast<std::size_t>(depth))
      frames_.emplace_back();
    return frames_[static_cast<std::size_t>(depth)];
  }
  std::string phrase;
  std::string key;
  std::vector<std::string> arguments;
  std::vector<std::string> messages;
  bool is_scanned = true;  // false: a text of the rule in hand cannot be split into tokens

 private:
  std::deque<Frame> frames_;
};

Evaluation::Evaluation(config::MacroScope& macros_in, base::Waiter& waiter_in)
    : macros(macros_in), waiter(waiter_in), scratch(std::make_unique<Scratch>()) {}
Evaluation::~Evaluation() = default;

namespace {

class Rewriter {
 public:
  Rewriter(const Engine& engine, const Program& program, Evaluation& evaluation,
           address::TokenArena& arena)
      : engine_(engine),
        program_(program),
        configuration_(engine.configuration()),
        evaluation_(evaluation),
        scratch_(*evaluation.scratch),
        arena_(arena) {}

  ExitCode run(int number, std::vector<Token>& workspace, int depth) {
    const CompiledRuleset& ruleset = program_.ruleset(number);
    if (evaluation_.trace != nullptr) evaluation_.trace->input(ruleset.name, workspace);
    if (depth > kMaxDepth) {
      report("rewrite: excessive recursion (max 50), ruleset " + ruleset.name);
      return ExitCode::kConfiguration;
    }
    Outcome outcome{ExitCode::kOk, false};
    apply_rules(ruleset, workspace, depth, outcome);
    if (evaluation_.trace != nullptr && !outcome.is_broken) {
      evaluation_.trace->returns(ruleset.name, workspace);
    }
    return outcome.status;
  }

 private:
  struct Outcome {
    ExitCode status;
    bool is_broken;  // the rule could not be carried out: the ruleset ends without a result
  };

  static void merge(ExitCode& status, ExitCode other) {
    if (other == ExitCode::kOk) return;
    if (status == ExitCode::kOk || other == ExitCode::kTemporaryFailure) status = other;
  }

  void apply_rules(const CompiledRuleset& ruleset, std::vector<Token>& workspace, int depth,
                   Outcome& outcome) {
    // A triple is final: whatever is asked of it returns it.
    if (!workspace.empty() && workspace.front().is(Meta::kMailer)) return;
    std::uint64_t bits = bits_of(workspace);
    Captures captures;
    for (std::size_t i = 0; i < ruleset.rules.size(); ++i) {
      const Rule& rule = ruleset.rules[i];
      for (int applications = 0;; ++applications) {
        if (!matches(rule, workspace, bits, captures)) break;
        if (applications >= kMaxApplications) {
          report("Infinite loop in ruleset " + ruleset.name + ", rule " + std::to_string(i + 1));
          return;
        }
        if (!replace(ruleset, rule, captures, workspace, depth, outcome)) return;
        if (rule.then == Rule::Then::kReturn) return;
        if (!workspace.empty() && workspace.front().is(Meta::kMailer)) return;
        bits = bits_of(workspace);
        if (rule.then == Rule::Then::kNext) break;
      }
    }
  }

  static std::uint64_t bits_of(std::span<const Token> tokens) {
    std::uint64_t bits = 0;
    for (const Token& token : tokens)
      bits |= literal_bit(token.hash);
    return bits;
  }

  bool matches(const Rule& rule, std::span<const Token> tokens, std::uint64_t bits,
               Captures& captures) {
    const bool is_traced = evaluation_.trace != nullptr && evaluation_.trace->wants_rules();
    if (is_traced) evaluation_.trace->trying_rule(rule.lhs_text);
    const bool is_match =
        may_match(rule, tokens, bits) &&
        Matcher(tokens, evaluation_.macros, configuration_.blank_substitute(), scratch_.phrase)
            .match(rule, captures);
    if (is_traced && !is_match) evaluation_.trace->rule_fails();
    if (is_traced && is_match) evaluation_.trace->rule_matches(rule.rhs_text);
    return is_match;
  }

  static bool may_match(const Rule& rule, std::span<const Token> tokens, std::uint64_t bits) {
    if ((rule.literal_bits & ~bits) != 0 || tokens.size() < rule.min_tokens ||
        tokens.size() > rule.max_tokens || !rule.can_match) {
      return false;
    }
    if (rule.first_literal != nullptr && rule.first_literal->hash != tokens.front().hash) {
      return false;
    }
    return rule.last_literal == nullptr || rule.last_literal->hash == tokens.back().hash;
  }

  // False: could not be carried out (said so in `outcome`).
  bool replace(const CompiledRuleset& ruleset, const Rule& rule, const Captures& captures,
               std::vector<Token>& workspace, int depth, Outcome& outcome) {
    if (rule.bad_capture != 0) {
      report("rewrite: ruleset " + ruleset.name + ": replacement $" +
             std::to_string(rule.bad_capture) + " out of bounds");
      outcome = {ExitCode::kConfiguration, true};
      return false;
    }
    Scratch::Frame& frame = scratch_.frame(depth);
    scratch_.is_scanned = true;
    Contents contents = substitute(rule, captures, workspace, frame.replaced);
    std::vector<Token>* result = &frame.replaced;
    if (contents.has_lookup) {
      merge(outcome.status, look_up(frame.replaced, frame.looked_up));
      result = &frame.looked_up;
      contents.has_call = contents.has_call || has_call(*result);
    }
    if (!scratch_.is_scanned) {
      outcome = {ExitCode::kDataError, true};
      return false;
    }
    if (contents.has_call) merge(outcome.status, call(*result, frame.argument, depth));
    if (result->size() > address::kMaxTokens) {
      report("rewrite: expansion too long");
      outcome = {ExitCode::kDataError, true};
      return false;
    }
    workspace.swap(*result);
    if (evaluation_.trace != nullptr && evaluation_.trace->wants_rules()) {
      evaluation_.trace->rewritten(workspace);
    }
    return true;
  }

  struct Contents {
    bool has_lookup = false;
    bool has_call = false;
    void note(const Token& token) {
      if (token.kind != TokenKind::kMeta) return;
      if (token.is(Meta::kCall)) has_call = true;
      if (token.is(Meta::kLookupBegin) || token.is(Meta::kHostLookupBegin)) has_lookup = true;
    }
  };

  static bool has_call(std::span<const Token> tokens) {
    return std::ranges::any_of(tokens, [](const Token& token) { return token.is(Meta::kCall); });
  }

  Contents substitute(const Rule& rule, const Captures& captures, std::span<const Token> workspace,
                      std::vector<Token>& out) {
    Contents contents;
    out.clear();
    for (const ReplacementOp& op : rule.replacement) {
      const std::size_t before = out.size();
      switch (op.kind) {
        case ReplacementOp::Kind::kToken:
          out.push_back(op.token);
          break;
        case ReplacementOp::Kind::kCapture: {
          const Capture& taken = captures[static_cast<std::size_t>(op.capture)];
          out.insert(out.end(), workspace.begin() + static_cast<std::ptrdiff_t>(taken.begin),
                     workspace.begin() + static_cast<std::ptrdiff_t>(taken.end));
          break;
        }
        case ReplacementOp::Kind::kMacro:
          scan(evaluation_.macros.get(op.macro), out);
          break;
      }
      for (std::size_t i = before; i < out.size(); ++i)
        contents.note(out[i]);
    }
    return contents;
  }

  // Tokens of a text that came from outside the rules: no metatoken can be in it. It is read as an
  // address: comments go, brackets are balanced. If nothing is left the rule fails.
  void scan(std::string_view text, std::vector<Token>& out) {
    if (text.empty()) return;
    std::string expanded;
    if (std::ranges::any_of(text, address::is_meta)) {
      // Only a template of the configuration has references; whatever else is replaced.
      expanded = config::expand(text, evaluation_.macros);
      std::ranges::replace_if(expanded, address::is_meta, '?');
      text = expanded;
    }
    const address::PrescanOptions options{.operators = configuration_.operators};
    scratch_.messages.clear();
    const std::size_t before = out.size();
    const bool is_ok = prescan(text, options, out, arena_, scratch_.messages).is_ok;
    for (const std::string& message : scratch_.messages)
      report(address::message_about(text, message));
    if (!is_ok || (out.size() == before && !base::trim(text).empty())) scratch_.is_scanned = false;
  }

  // Replaces each `$( ... $)` and `$[ ... $]`.
  ExitCode look_up(std::span<const Token> in, std::vector<Token>& out) {
    ExitCode status = ExitCode::kOk;
    out.clear();
    std::size_t at = 0;
    while (at < in.size()) {
      const bool is_host = in[at].is(Meta::kHostLookupBegin);
      if (!is_host && !in[at].is(Meta::kLookupBegin)) {
        out.push_back(in[at++]);
        continue;
      }
      const Meta closing = is_host ? Meta::kHostLookupEnd : Meta::kLookupEnd;
      std::size_t end = ++at;
      while (end < in.size() && !in[end].is(closing))
        ++end;
      std::span<const Token> inside = in.subspan(at, end - at);
      std::string_view map_name = "host";
      if (!is_host && !inside.empty()) {
        map_name = inside.front().text;
        inside = inside.subspan(1);
      }
      merge(status, look_up_one(map_name, inside, out));
      at = end < in.size() ? end + 1 : end;
    }
    return status;
  }

  // One lookup: `key $@ argument ... $: default`.
  ExitCode look_up_one(std::string_view map_name, std::span<const Token> inside,
                       std::vector<Token>& out) {
    std::span<const Token> key;
    std::span<const Token> fallback;
    bool has_fallback = false;
    split_lookup(inside, key, fallback, has_fallback);
    scratch_.key.clear();
    address::append_text(key, configuration_.blank_substitute(), scratch_.key);

    MapAnswer answer;
    if (Map* const map = engine_.maps().find(map_name); map != nullptr) {
      const LookupContext context{evaluation_.waiter, evaluation_.macros,
                                  evaluation_.is_deferred_mode};
      answer = map->lookup(scratch_.key, scratch_.arguments, context);
    } else {
      report("rewrite: map " + std::string(map_name) + " not found");
    }
    if (!answer.diagnostic.empty()) report(answer.diagnostic);
    if (answer.value) {
      scan(*answer.value, out);
    } else if (has_fallback) {
      copy_fallback(fallback, out);
    } else {
      out.insert(out.end(), key.begin(), key.end());
    }
    return answer.status == MapStatus::kTemporaryFailure ? ExitCode::kTemporaryFailure
                                                         : ExitCode::kOk;
  }

  // Of several defaults the last counts. The arguments' texts go to the scratch buffer.
  void split_lookup(std::span<const Token> inside, std::span<const Token>& key,
                    std::span<const Token>& fallback, bool& has_fallback) {
    std::size_t arguments = 0;
    std::size_t start = 0;
    Meta before = Meta::kLookupBegin;
    for (std::size_t i = 0; i <= inside.size(); ++i) {
      if (i < inside.size() && !inside[i].is(Meta::kHost) && !inside[i].is(Meta::kUser)) continue;
      const std::span<const Token> piece = inside.subspan(start, i - start);
      if (before == Meta::kLookupBegin) {
        key = piece;
      } else if (before == Meta::kHost) {
        if (scratch_.arguments.size() <= arguments) scratch_.arguments.emplace_back();
        scratch_.arguments[arguments].clear();
        address::append_text(piece, configuration_.blank_substitute(),
                             scratch_.arguments[arguments]);
        ++arguments;
      } else {
        fallback = piece;
        has_fallback = true;
      }
      if (i < inside.size()) before = inside[i].is(Meta::kHost) ? Meta::kHost : Meta::kUser;
      start = i + 1;
    }
    scratch_.arguments.resize(arguments);
  }

  // Whether splitting its text again could change more than the boundaries of words.
  static bool is_balanced(std::span<const Token> tokens) {
    int depth = 0;
    for (const Token& token : tokens) {
      if (token.text == "(" || token.text == ")") return false;
      if (token.text == "<") ++depth;
      if (token.text == ">" && --depth < 0) return false;
    }
    return depth == 0;
  }

  // A default is made into text and split again, so two words in it become one.
  void copy_fallback(std::span<const Token> fallback, std::vector<Token>& out) {
    if (!is_balanced(fallback)) {
      return scan(address::text_of(fallback, configuration_.blank_substitute()), out);
    }
    for (std::size_t i = 0; i < fallback.size();) {
      std::size_t end = i + 1;
      while (end < fallback.size() && fallback[end].kind == TokenKind::kAtom &&
             fallback[end - 1].kind == TokenKind::kAtom) {
        ++end;
      }
      if (end == i + 1) {
        out.push_back(fallback[i]);
      } else {
        scan(address::text_of(fallback.subspan(i, end - i), configuration_.blank_substitute()),
             out);
      }
      i = end;
    }
  }

  // Carries out `$>name argument...`, the last one first, each with all that follows it.
  ExitCode call(std::vector<Token>& tokens, std::vector<Token>& argument, int depth) {
    ExitCode status = ExitCode::kOk;
    std::size_t at = tokens.size();
    while (at > 0) {
      --at;
      if (!tokens[at].is(Meta::kCall)) continue;
      if (at + 1 >= tokens.size()) {
        merge(status, unknown_ruleset(""));
        break;
      }
      const std::optional<int> number = callee(tokens[at + 1]);
      if (!number) {
        merge(status, unknown_ruleset(tokens[at + 1].text));
        break;
      }
      const auto rest = tokens.begin() + static_cast<std::ptrdiff_t>(at);
      argument.assign(rest + 2, tokens.end());
      tokens.erase(rest, tokens.end());
      // A ruleset without rules returns its input, and no trace mentions it.
      ExitCode called = ExitCode::kOk;
      if (!program_.ruleset(*number).rules.empty()) called = run(*number, argument, depth + 1);
      merge(status, called);
      tokens.insert(tokens.end(), argument.begin(), argument.end());
      if (called == ExitCode::kConfiguration) break;  // the calls before it stay as they are
    }
    return status;
  }

  std::optional<int> callee(const Token& name) {
    std::string_view text = name.text;
    if (name.kind == TokenKind::kQuoted) text = text.substr(1, text.size() - 2);
    if (!text.empty() && base::is_ascii_digit(text.front())) {
      const std::optional<int> number = configuration_.find_ruleset(text);
      if (!number) report("bad ruleset " + std::string(text) + " (100 max)");
      return number;
    }
    return configuration_.find_ruleset(text);
  }

  ExitCode unknown_ruleset(std::string_view name) {
    report("Unknown ruleset " + std::string(name));
    return ExitCode::kConfiguration;
  }

  void report(const std::string& message) {
    if (evaluation_.report) evaluation_.report(message);
  }

  const Engine& engine_;
  const Program& program_;
  const config::Configuration& configuration_;
  Evaluation& evaluation_;
  Scratch& scratch_;
  address::TokenArena& arena_;
};

}  // namespace

Engine::Engine(const config::Configuration& configuration, MapDirectory& maps)
    : configuration_(configuration),
      maps_(maps),
      program_(std::make_unique<const Program>(configuration)) {}

Engine::~Engine() = default;

std::optional<RulesetId> Engine::find(std::string_view name) const {
  const std::optional<int> number = configuration_.find_ruleset(name);
  if (!number || !program_->ruleset(*number).is_defined) return std::nullopt;
  return number;
}

RewriteResult Engine::rewrite(RulesetId ruleset, address::TokenList& workspace,
                              Evaluation& evaluation) const {
  Rewriter rewriter(*this, *program_, evaluation, workspace.arena());
  return {rewriter.run(ruleset, workspace.mutable_tokens(), 0)};
}

std::string Engine::dump(RulesetId ruleset) const {
  return program_->dump(ruleset);
}

std::string Engine::source(RulesetId ruleset) const {
  std::string out;
  for (const Rule& rule : program_->ruleset(ruleset).rules) {
    out += "R" + rule.lhs_text + (rule.lhs_text.empty() ? "\t\t" : " \t\t") + rule.rhs_text + "\n";
  }
  return out;
}

}  // namespace sendwright::rules
