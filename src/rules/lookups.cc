// The maps of a replacement: `$( map key $@ argument $: default $)` and `$[ host $: default $]`.
#include "address/prescan.hh"
#include "rules/limits.hh"
#include "rules/rewriter.hh"

namespace sendwright::rules {
namespace {

using address::Meta;
using address::Token;
using address::TokenKind;
using base::ExitCode;

// Whether splitting its text again could change more than the boundaries of words.
bool is_balanced(std::span<const Token> tokens) {
  int depth = 0;
  for (const Token& token : tokens) {
    if (token.text == "(" || token.text == ")") return false;
    if (token.text == "<") ++depth;
    if (token.text == ">" && --depth < 0) return false;
  }
  return depth == 0;
}

}  // namespace

// Replaces each `$( ... $)` and `$[ ... $]`.
ExitCode Rewriter::look_up(std::span<const Token> in, std::vector<Token>& out) {
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
ExitCode Rewriter::look_up_one(std::string_view map_name, std::span<const Token> inside,
                               std::vector<Token>& out) {
  std::span<const Token> key;
  std::span<const Token> fallback;
  bool has_fallback = false;
  split_lookup(inside, key, fallback, has_fallback);
  work_ += kWorkOfLookup;
  Map* const map = engine_.maps().find(map_name);
  const auto own_substitute = map != nullptr ? map->blank_substitute() : std::nullopt;
  scratch_.key.clear();
  address::append_text(key, own_substitute.value_or(configuration_.blank_substitute()),
                       scratch_.key);

  MapAnswer answer;
  if (map != nullptr) {
    const LookupContext context{evaluation_.waiter, evaluation_.macros,
                                evaluation_.is_deferred_mode};
    answer = map->lookup(scratch_.key, scratch_.arguments, context);
  } else {
    report("rewrite: map " + std::string(map_name) + " not found");
  }
  if (!answer.diagnostic.empty()) report(answer.diagnostic);
  const std::size_t before = out.size();
  if (answer.value) {
    scan(*answer.value, out);
  } else if (has_fallback) {
    copy_fallback(fallback, out);
  } else {
    out.insert(out.end(), key.begin(), key.end());
  }
  if (wants_steps()) {
    evaluation_.trace->looked_up({map_name, scratch_.key, scratch_.arguments, answer,
                                  std::span<const Token>(out).subspan(before)});
  }
  return answer.status == MapStatus::kTemporaryFailure ? ExitCode::kTemporaryFailure
                                                       : ExitCode::kOk;
}

// Of several defaults the last counts. The arguments' texts go to the scratch buffer.
void Rewriter::split_lookup(std::span<const Token> inside, std::span<const Token>& key,
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
      address::append_text(piece, configuration_.blank_substitute(), scratch_.arguments[arguments]);
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

// A default is made into text and split again, so two words in it become one.
void Rewriter::copy_fallback(std::span<const Token> fallback, std::vector<Token>& out) {
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
      scan(address::text_of(fallback.subspan(i, end - i), configuration_.blank_substitute()), out);
    }
    i = end;
  }
}

}  // namespace sendwright::rules
