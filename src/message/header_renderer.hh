// The header of a message as one mailer gets it: conditions on its flags are looked at, addresses are
// written by its rulesets, lists are folded again.
#pragma once

#include <string>
#include <string_view>

#include "config/macros.hh"
#include "config/mailer.hh"
#include "message/header.hh"

namespace sendwright::message {

enum class AddressRole { kSender, kRecipient };

// Writes an address of a header field for the mailer; phrase and comments around it are kept. What
// cannot be rewritten comes back as it was.
class AddressRewriter {
 public:
  virtual ~AddressRewriter() = default;
  [[nodiscard]] virtual std::string rewrite(std::string_view address, AddressRole role) = 0;
};

struct RenderContext {
  const config::Mailer& mailer;
  const config::MacroScope& macros;  // $g: the sender as this mailer wants it (Return-Path)
  AddressRewriter& rewriter;
  bool has_single_line_from = false;  // option SingleLineFromHeader
};

// Lines end in "\n"; without the empty line at the end. Return-Path, Content-Length and Full-Name are
// sent only where the configuration asks for them, Bcc never with a value.
[[nodiscard]] std::string render_header(const HeaderList& headers, const RenderContext& context);

// For the part of a notice that returns it: with Date, From, Message-Id and Return-Path, and with
// the addresses as they came.
[[nodiscard]] std::string render_original_header(const HeaderList& headers,
                                                 const config::MacroScope& macros);

// Option UnixFromLine (`From $g  $d`) for the top of a mailbox message or a program's input, with its
// line end.
[[nodiscard]] std::string unix_from_line(std::string_view line_template,
                                         const config::MacroScope& macros);

}  // namespace sendwright::message
