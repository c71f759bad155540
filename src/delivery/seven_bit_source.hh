// A message with 8-bit content for a server that takes 7 bits only.
#pragma once

#include "base/result.hh"
#include "delivery/attempt_text.hh"
#include "queue/transport.hh"
#include "smtp/client/conversation.hh"
#include "smtp/client/line_encoder.hh"

namespace sendwright::delivery {

// Header and body, converted to quoted-printable or base64 part by part. Reads the body twice.
[[nodiscard]] base::Result<smtp::BodySource> seven_bit_source(
    const queue::DeliveryAttempt& attempt, AttemptText& text, const smtp::LineEncoding& encoding);

}  // namespace sendwright::delivery
