// Text to tokens ("prescan"): operators, quoted strings, comments, balance of brackets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "address/tokens.hh"

namespace sendwright::address {

struct PrescanOptions {
  const OperatorTable& operators;
  // Remove `( ... )` comments and complain about unbalanced ones (addresses); otherwise the
  // parentheses are ordinary operators (rules, typed ruleset arguments).
  bool strips_comments = true;
  // Complain about and repair unbalanced `<` and `>` (everything but rules and map results).
  bool checks_angles = true;
  // Refuse 0x80-0x9f octets; otherwise they become metatokens (rules).
  bool refuses_metas = true;
  // Octet 255 makes the octet behind it a token that means nothing (typed ruleset arguments).
  bool has_literal_marks = false;
  // Ends the address when it stands outside quotes, comments and source routes; '\0' for the whole
  // text.
  char delimiter = '\0';
};

struct PrescanOutcome {
  bool is_ok = true;         // false: nothing usable, see the messages
  std::size_t consumed = 0;  // octets read, the delimiter not included
};

// Appends the tokens of `text` to `list` (texts copied into its arena). What is wrong goes to
// `messages` in sendmail's words (`Unbalanced '<'`), also when it could be repaired.
PrescanOutcome prescan(std::string_view text, const PrescanOptions& options, TokenList& list,
                       std::vector<std::string>& messages);

// The same into a bare vector with its arena, for the inner loops of the rule engine.
PrescanOutcome prescan(std::string_view text, const PrescanOptions& options,
                       std::vector<Token>& tokens, TokenArena& arena,
                       std::vector<std::string>& messages);

// An address in front of a message, its middle left out if it is long.
[[nodiscard]] std::string shortened(std::string_view text);

// `address... message`, the address shortened; only its permitted part if the message is that it
// is too long.
[[nodiscard]] std::string message_about(std::string_view address, std::string_view message);

// `Address "..." too long (255 bytes max)` if the text is longer than an address may be, else "".
[[nodiscard]] std::string too_long_message(std::string_view text);

}  // namespace sendwright::address
