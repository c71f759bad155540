// Option AddBcc: copies of messages for recipients that ruleset bcc names, an archive for example.
// In: an envelope whose recipients are all known. Out: the same with further recipients.
#pragma once

#include <expected>

#include "queue/envelope.hh"
#include "rules/engine.hh"
#include "rules/evaluation.hh"
#include "rules/hooks.hh"

namespace sendwright::queue {

// Asks the ruleset about each recipient and adds the addresses it answers, each of them once, without
// delivery status notifications (NOTIFY=NEVER). Does nothing unless the option is set. An error: what
// the ruleset refused with; the message must not be taken without the copy, and no recipient was added.
[[nodiscard]] std::expected<void, rules::ReplyError> add_bcc_recipients(
    const rules::Engine& engine, Envelope& envelope, rules::Evaluation& evaluation);

}  // namespace sendwright::queue
