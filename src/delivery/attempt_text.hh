// The texts of one delivery attempt: the macros a mailer's definition is expanded with, the header as
// this mailer gets it, its From_ line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/environment.hh"
#include "config/mailer.hh"
#include "queue/transport.hh"
#include "rules/engine.hh"
#include "rules/evaluation.hh"

namespace sendwright::delivery {

// Belongs to one deliver() call.
class AttemptText {
 public:
  AttemptText(const rules::Engine& engine, const config::Mailer& mailer,
              const queue::DeliveryAttempt& attempt, base::TimePoint now, base::Waiter& waiter);

  // Sets $u and $z for what is expanded next.
  void set_recipient(const queue::DeliveryRecipient& recipient);
  // A template of the configuration (A=, D=...).
  [[nodiscard]] std::string expand(std::string_view coded) const;
  // An option's value as written.
  [[nodiscard]] std::string expand_option(std::string_view text) const;
  // Whether the template mentions $u.
  [[nodiscard]] bool mentions_user(std::string_view coded);
  // The mailer's argument vector for these recipients: a word with $u is repeated for each.
  [[nodiscard]] std::vector<std::string> arguments(
      const std::vector<const queue::DeliveryRecipient*>& recipients);

  // Header with the empty line behind it, lines ending in "\n".
  [[nodiscard]] std::string header() { return header(attempt_.envelope.headers); }
  [[nodiscard]] std::string header(const message::HeaderList& headers);
  // Option UnixFromLine with its line end; "" if the mailer has flag n.
  [[nodiscard]] std::string from_line() const;
  // $g: the sender as this mailer gets it. What the null sender is called where it may not be empty.
  [[nodiscard]] std::string sender() const;

  [[nodiscard]] config::MacroScope& macros() { return macros_; }
  [[nodiscard]] rules::Evaluation& evaluation() { return evaluation_; }

 private:
  const rules::Engine& engine_;
  const config::Mailer& mailer_;
  const queue::DeliveryAttempt& attempt_;
  config::MacroScope macros_;
  rules::Evaluation evaluation_;
};

}  // namespace sendwright::delivery
