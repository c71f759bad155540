#include "smtp/client/recipient_status.hh"

#include <array>
#include <cerrno>
#include <cstring>

#include "base/strings.hh"
#include "base/sysexits.hh"

namespace sendwright::smtp {
namespace {

using base::ExitCode;
using queue::Outcome;

// By exit code from 64 (kUsage) to 78 (kConfiguration).
constexpr std::array<ExitMeaning, 15> kMeanings{{
    {500, "5.0.0", "Command line usage error"},
    {501, "5.6.0", "Data format error"},
    {550, "5.3.0", "Cannot open input"},
    {550, "5.1.1", "User unknown"},
    {550, "5.1.2", "Host unknown"},
    {554, "5.0.0", "Service unavailable"},
    {554, "5.3.0", "Internal error"},
    {451, "4.0.0", "Operating system error"},
    {554, "5.3.5", "System file missing"},
    {550, "5.0.0", "Can't create output"},
    {451, "4.0.0", "I/O error"},
    {450, "4.0.0", "Deferred"},
    {554, "5.5.0", "Remote protocol error"},
    {550, "5.0.0", "Insufficient permission"},
    {554, "5.3.5", "Local configuration error"},
}};

// The kind of failure that a permanent reply stands for.
ExitCode exit_of_reply(Stage stage, int code) {
  switch (stage) {
    case Stage::kRecipient:
      if (code == 550 || code == 551 || code == 553) return ExitCode::kNoUser;
      if (code == 552 || code == 554) return ExitCode::kUnavailable;
      return ExitCode::kProtocol;
    case Stage::kMail:
      if (code == 501 || code == 553) return ExitCode::kDataError;
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kUnavailable;
  }
}

std::string first_line(const Reply& reply) {
  return reply.lines.empty() ? std::string() : reply.lines.front();
}

// `2.0.0 text`, as it stands in `Sent (...)`.
std::string text_with_status(const Reply& reply) {
  const std::string text = first_line(reply);
  if (reply.enhanced_status.empty()) return text;
  return text.empty() ? reply.enhanced_status : reply.enhanced_status + ' ' + text;
}

queue::RecipientStatus about(const Peer& peer) {
  queue::RecipientStatus status;
  status.relay = peer.relay;
  status.remote_mta = peer.name;
  if (status.remote_mta.ends_with('.')) status.remote_mta.pop_back();
  return status;
}

}  // namespace

ExitMeaning meaning_of_exit(int exit_code) {
  if (exit_code == 0) return {250, "2.0.0", "Sent"};
  const int place = exit_code - 64;
  if (place < 0 || place >= static_cast<int>(kMeanings.size())) return {554, "5.3.0", ""};
  return kMeanings[static_cast<size_t>(place)];
}

queue::RecipientStatus status_of_outcome(const RecipientOutcome& outcome, const Peer& peer,
                                         bool has_passed_dsn_on) {
  const Reply& reply = outcome.reply;
  auto status = about(peer);
  status.diagnostic_type = "SMTP";
  status.diagnostic = base::printable(reply.one_line(), 1024);
  status.enhanced_status = reply.enhanced_status;
  if (outcome.is_accepted()) {
    status.outcome = peer.is_final ? Outcome::kDelivered : Outcome::kRelayed;
    status.is_dsn_passed_on = has_passed_dsn_on;
    if (!status.enhanced_status.starts_with('2')) status.enhanced_status = "2.0.0";
    status.text = "Sent (" + base::printable(text_with_status(reply)) + ')';
    return status;
  }
  if (!outcome.command.empty()) status.transcript.push_back(">>> " + outcome.command);
  status.transcript.push_back("<<< " + status.diagnostic);
  if (reply.is_permanent()) {
    const ExitMeaning meaning =
        meaning_of_exit(base::to_int(exit_of_reply(outcome.stage, reply.code)));
    status.outcome = Outcome::kFailed;
    status.text = meaning.text;
    if (!status.enhanced_status.starts_with('5')) status.enhanced_status = meaning.enhanced_status;
    return status;
  }
  status.outcome = Outcome::kDeferred;
  status.text = "Deferred: " + status.diagnostic;
  if (!status.enhanced_status.starts_with('4')) status.enhanced_status = "4.0.0";
  return status;
}

queue::RecipientStatus status_of_lost(std::string_view reason, const Peer& peer) {
  auto status = about(peer);
  status.outcome = Outcome::kDeferred;
  status.enhanced_status = "4.0.0";
  status.text = "Deferred: " + std::string(reason);
  return status;
}

queue::RecipientStatus status_of_error(int code, std::string_view enhanced_status,
                                       std::string_view text, const Peer& peer) {
  auto status = about(peer);
  status.enhanced_status = enhanced_status;
  status.outcome = code / 100 == 4 ? Outcome::kDeferred : Outcome::kFailed;
  status.text = code / 100 == 4 ? "Deferred: " + std::string(text) : std::string(text);
  status.transcript.push_back(std::to_string(code) + ' ' + std::string(enhanced_status) + ' ' +
                              std::string(text));
  return status;
}

std::string connection_problem(int error_number, std::string_view host) {
  const std::string name(host);
  switch (error_number) {
    case ECONNREFUSED:
      return "Connection refused by " + name;
    case ETIMEDOUT:
      return "Connection timed out with " + name;
    case ECONNRESET:
    case EPIPE:
      return "Connection reset by " + name;
    case EHOSTDOWN:
      return "Host " + name + " is down";
    case ECONNABORTED:
      return "Connection aborted by " + name;
    default:
      return std::strerror(error_number);
  }
}

}  // namespace sendwright::smtp
