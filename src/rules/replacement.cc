// What becomes of a rule that matched: its replacement is put together and takes the workspace's
// place.
#include <algorithm>

#include "address/prescan.hh"
#include "base/strings.hh"
#include "config/expand.hh"
#include "rules/limits.hh"
#include "rules/rewriter.hh"

namespace sendwright::rules {
namespace {

using address::Meta;
using address::Token;
using address::TokenKind;
using base::ExitCode;

bool has_call(std::span<const Token> tokens) {
  return std::ranges::any_of(tokens, [](const Token& token) { return token.is(Meta::kCall); });
}

}  // namespace

// Tokens of a workspace hold none of these unless a call went wrong before.
void Rewriter::Contents::note(std::span<const Token> tokens) {
  for (const Token& token : tokens) {
    if (token.kind != TokenKind::kMeta) continue;
    if (token.is(Meta::kCall)) has_call = true;
    if (token.is(Meta::kLookupBegin) || token.is(Meta::kHostLookupBegin)) has_lookup = true;
  }
}

// False: could not be carried out (said so in `outcome`).
bool Rewriter::replace(const CompiledRuleset& ruleset, const Rule& rule, const Captures& captures,
                       std::vector<Token>& workspace, int depth, Outcome& outcome) {
  if (rule.bad_capture != 0) {
    report("rewrite: ruleset " + ruleset.name + ": replacement $" +
           std::to_string(rule.bad_capture) + " out of bounds");
    outcome = {ExitCode::kConfiguration, true};
    return false;
  }
  if (wants_steps()) tell_applying(ruleset, rule, captures, workspace);
  Scratch::Frame& frame = scratch_.frame(depth);
  scratch_.is_scanned = true;
  Contents contents = substitute(rule, captures, workspace, frame.replaced);
  std::vector<Token>* result = &frame.replaced;
  if (result->size() > address::kMaxTokens) return refuse_expansion(outcome);
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
  if (result->size() > address::kMaxTokens) return refuse_expansion(outcome);
  workspace.swap(*result);
  if (is_every_rule_traced_) evaluation_.trace->rewritten(workspace);
  if (wants_steps()) evaluation_.trace->applied(workspace);
  return true;
}

bool Rewriter::refuse_expansion(Outcome& outcome) {
  report("rewrite: expansion too long");
  outcome = {ExitCode::kDataError, true};
  return false;
}

void Rewriter::tell_applying(const CompiledRuleset& ruleset, const Rule& rule,
                             const Captures& captures, std::span<const Token> workspace) {
  const auto number = static_cast<std::size_t>(&rule - ruleset.rules.data()) + 1;
  const auto wildcards = std::ranges::count_if(rule.pattern, &PatternOp::is_wildcard);
  evaluation_.trace->applying(
      {ruleset.name, number, rule.lhs_text, rule.rhs_text, rule.where, workspace,
       std::span(captures).subspan(1, static_cast<std::size_t>(wildcards))});
}

void Rewriter::tell_substitution(const ReplacementOp& op, std::span<const Token> tokens) {
  if (op.kind == ReplacementOp::Kind::kCapture) {
    evaluation_.trace->capture_used(op.capture, tokens);
  } else if (op.kind == ReplacementOp::Kind::kMacro) {
    evaluation_.trace->macro_used(op.macro, evaluation_.macros.find(op.macro), tokens);
  }
}

// Stops where it is more than a workspace may have.
Rewriter::Contents Rewriter::substitute(const Rule& rule, const Captures& captures,
                                        std::span<const Token> workspace, std::vector<Token>& out) {
  Contents contents{rule.has_lookup, rule.has_call};
  out.clear();
  for (const ReplacementOp& op : rule.replacement) {
    const std::size_t before = out.size();
    if (before > address::kMaxTokens) break;
    switch (op.kind) {
      case ReplacementOp::Kind::kToken:
        out.push_back(op.token);
        break;
      case ReplacementOp::Kind::kCapture: {
        const auto [begin, end] = captures[static_cast<std::size_t>(op.capture)];
        const std::span<const Token> taken = workspace.subspan(begin, end - begin);
        contents.note(taken);
        out.insert(out.end(), taken.begin(), taken.end());
        break;
      }
      case ReplacementOp::Kind::kMacro:
        scan(evaluation_.macros.get(op.macro), out);
        break;
    }
    if (is_every_rule_traced_) tell_substitution(op, std::span(out).subspan(before));
  }
  return contents;
}

// Tokens of a text that came from outside the rules: no metatoken can be in it. It is read as an
// address: comments go, brackets are balanced. If nothing is left the rule fails.
void Rewriter::scan(std::string_view text, std::vector<Token>& out) {
  if (text.empty()) return;
  work_ += text.size();
  std::string expanded;
  if (std::ranges::any_of(text, address::is_meta)) {
    // Only a template of the configuration has references; whatever else is replaced.
    expanded = config::expand(text, evaluation_.macros);
    work_ += expanded.size();
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

}  // namespace sendwright::rules
