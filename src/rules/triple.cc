#include "rules/triple.hh"

namespace sendwright::rules {

using address::Meta;
using address::Token;

std::optional<Triple> split_triple(std::span<const Token> workspace, char blank_substitute) {
  if (workspace.empty() || !workspace.front().is(Meta::kMailer)) return std::nullopt;
  std::span<const Token> rest = workspace.subspan(1);
  Triple triple;
  const auto take_until = [&rest](auto ends) {
    std::size_t size = 0;
    while (size < rest.size() && !ends(rest[size]))
      ++size;
    const std::span<const Token> piece = rest.first(size);
    rest = rest.subspan(size);
    return piece;
  };
  triple.mailer = address::text_of(
      take_until([](const Token& t) { return t.is(Meta::kHost) || t.is(Meta::kUser); }),
      blank_substitute);
  if (!rest.empty() && rest.front().is(Meta::kHost)) {
    rest = rest.subspan(1);
    triple.has_host = true;
    triple.host = address::text_of(take_until([](const Token& t) { return t.is(Meta::kUser); }),
                                   blank_substitute);
  }
  if (!rest.empty()) {
    triple.has_user = true;
    triple.user_tokens = rest.subspan(1);
    triple.user = address::text_of(triple.user_tokens, blank_substitute);
  }
  return triple;
}

}  // namespace sendwright::rules
