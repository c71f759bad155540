#include "delivery/local_status.hh"

#include "base/strings.hh"
#include "base/sysexits.hh"
#include "smtp/client/recipient_status.hh"

namespace sendwright::delivery {
namespace {

using queue::Outcome;
using queue::RecipientStatus;

// Lines of a program's output that a notice repeats.
constexpr size_t kMaxTranscriptLines = 100;

void add_output(RecipientStatus& status, const std::string& output) {
  size_t lines = 0;
  for (const std::string_view line : base::split(output, '\n')) {
    if (line.empty()) continue;
    if (++lines > kMaxTranscriptLines) return;
    status.transcript.push_back(base::printable(line, 512));
  }
}

smtp::ExitMeaning meaning_of(int exit_code, const config::Mailer& mailer, std::string& words) {
  if (exit_code >= kKilledBySignal) {
    words = "mailer " + mailer.name + " died with signal " +
            std::to_string(exit_code - kKilledBySignal);
    return {451, "4.3.0", words};
  }
  smtp::ExitMeaning meaning = smtp::meaning_of_exit(exit_code);
  if (meaning.text.empty()) {
    words = "unknown mailer error " + std::to_string(exit_code);
    meaning.text = words;
  }
  return meaning;
}

}  // namespace

RecipientStatus status_of_agent(const base::Result<AgentResult>& result,
                                const config::Mailer& mailer, std::string_view address) {
  AgentResult failure;
  if (!result) {
    failure.exit_code = base::to_int(base::ExitCode::kTemporaryFailure);
    failure.message = result.error().message;
  }
  const AgentResult& agent = result ? *result : failure;
  RecipientStatus status;
  std::string words;
  const smtp::ExitMeaning meaning = meaning_of(agent.exit_code, mailer, words);
  status.enhanced_status = meaning.enhanced_status;
  if (agent.exit_code == 0) {
    status.outcome = mailer.flags.has('l') ? Outcome::kDelivered : Outcome::kRelayed;
    status.text = "Sent";
    return status;
  }
  add_output(status, agent.output);
  const bool is_temporary = meaning.reply_code / 100 == 4;
  status.outcome = is_temporary ? Outcome::kDeferred : Outcome::kFailed;
  status.text = meaning.text;
  const std::string reason = base::printable(agent.message, 512);
  if (is_temporary && !status.text.starts_with("Deferred")) {
    status.text = "Deferred: " + status.text;
  }
  if (!reason.empty()) status.text += ": " + reason;
  status.diagnostic_type = mailer.diagnostic_type.empty() ? "X-Unix" : mailer.diagnostic_type;
  status.diagnostic = std::to_string(agent.exit_code);
  if (agent.exit_code >= kKilledBySignal) status.diagnostic = words;
  status.transcript.push_back(std::to_string(meaning.reply_code) + ' ' +
                              std::string(meaning.enhanced_status) + ' ' + std::string(address) +
                              "... " + status.text);
  return status;
}

}  // namespace sendwright::delivery
