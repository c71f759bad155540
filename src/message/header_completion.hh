// The fields that the configuration's H lines add to a message (Received, Date, From, Message-Id...),
// made when the message is accepted: macros are those of that moment. Conditions on mailer flags are
// kept with the field and looked at when it is sent.
#pragma once

#include <string>
#include <vector>

#include "config/configuration.hh"
#include "config/macros.hh"
#include "config/option_types.hh"
#include "message/header.hh"

namespace sendwright::message {

struct CompletionRequest {
  const std::vector<config::HeaderDefinition>& definitions;
  // The message's: $g the sender, $x its full name if known, $i, $j, $t, $b, $u the recipient if it
  // is the only one, $s $r $_ of the session.
  const config::MacroScope& macros;
  std::string from_line;  // the From_ line in front of the header; its date becomes that of Date:
  // What to do if the message names no recipient in its header.
  config::NoRecipientAction no_recipient_action = config::NoRecipientAction::kNone;
  std::vector<std::string> recipients;  // for kAddTo and kAddApparentlyTo
};

// Adds in front of the message's own fields what is missing, in the order of the H lines. Resent-
// fields are added if the message has one. Fields the definition of which comes out empty are not.
void complete_header(HeaderList& headers, const CompletionRequest& request);

// A full name fit to stand in front of `<address>`: in quotes if it holds specials.
[[nodiscard]] std::string quoted_phrase(std::string_view full_name);

// The time of a `From sender Sat Nov 21 10:00:00 2026` line in the form of Date:; empty if there is
// no such time in it.
[[nodiscard]] std::string date_of_from_line(std::string_view line);

}  // namespace sendwright::message
