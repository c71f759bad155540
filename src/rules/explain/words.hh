// The paragraph in words: what became of an address or a check, and because of which rule, feature
// and map entry.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "address/tokens.hh"
#include "base/sysexits.hh"
#include "config/configuration.hh"
#include "rules/explain/explanation.hh"
#include "rules/explain/sources.hh"
#include "rules/hooks.hh"
#include "rules/resolve.hh"

namespace sendwright::rules::explain {

class Narrator {
 public:
  Narrator(const config::Configuration& configuration, const Sources& sources)
      : configuration_(configuration), sources_(sources) {}

  // /parse, and the routing of a session's recipient.
  [[nodiscard]] Conclusion of_resolution(std::string_view address, const Resolution& resolution,
                                         const Recording& recording) const;
  // A ruleset that the program asks for its verdict: check_rcpt ...
  [[nodiscard]] Conclusion of_check(std::string_view ruleset, const CheckVerdict& verdict,
                                    const Recording& recording) const;
  // /try.
  [[nodiscard]] Conclusion of_rewriting(std::string_view address, std::string_view mailer,
                                        const RewrittenAddress& result,
                                        const Recording& recording) const;
  // `3,0 address`: whatever the workspace says after the last ruleset.
  [[nodiscard]] Conclusion of_rulesets(std::string_view address,
                                       std::span<const address::Token> workspace,
                                       base::ExitCode status, const Recording& recording) const;

  // What a mailer does: `by SMTP to the mail exchangers of h`.
  [[nodiscard]] std::string delivery(const config::Mailer& mailer, std::string_view host,
                                     std::string_view user) const;
  // A reply to a command of an SMTP session, and the rulesets that were asked about it.
  [[nodiscard]] Conclusion of_reply(std::string_view command, std::string_view reply,
                                    const Recording& recording) const;
  // Which rule of this ruleset made its result, as a sentence with a blank in front; "" if none did
  // or `call` is nullptr.
  [[nodiscard]] std::string reason(const Recording& recording, const Call* call) const;

 private:
  [[nodiscard]] std::string failed_lookups(const Recording& recording) const;
  [[nodiscard]] std::string unanswered_lookups(const Recording& recording) const;
  [[nodiscard]] bool is_table(std::string_view map) const;

  const config::Configuration& configuration_;
  const Sources& sources_;
};

// The names of rulesets whose result is a verdict: check_*, tls_*, and what is called through them.
[[nodiscard]] bool is_check(std::string_view ruleset);

}  // namespace sendwright::rules::explain
