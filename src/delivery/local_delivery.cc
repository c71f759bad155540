#include "delivery/local_delivery.hh"

#include <unistd.h>

#include <cstdlib>

#include "base/log.hh"
#include "base/strings.hh"
#include "delivery/local_status.hh"

namespace sendwright::delivery {
namespace {

using queue::RecipientStatus;

// A program that is not done after this long will not be: the message goes back to the queue.
constexpr long kProgramSeconds = 3600;
constexpr long kFileSeconds = 300;

std::vector<std::string> agent_environment(const config::Configuration& configuration) {
  std::vector<std::string> environment{"AGENT=sendmail"};
  for (const auto& entry : configuration.environment) {
    if (entry.value) {
      environment.push_back(entry.name + '=' + *entry.value);
    } else if (const char* value = std::getenv(entry.name.c_str()); value != nullptr) {
      environment.push_back(entry.name + '=' + value);
    }
  }
  return environment;
}

bool has_machine_users(const config::Options& options) {
  return !options.mailbox_database.starts_with("passwd:");
}

// A user name becomes part of a path: no way may lead out of the spool directory.
bool is_safe_name(std::string_view name) {
  return !name.empty() && !name.starts_with('.') &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

RecipientStatus refusal(int code, std::string_view enhanced, std::string_view text) {
  return smtp::status_of_error(code, enhanced, text, {});
}

}  // namespace

LocalDelivery::LocalDelivery(const DispatcherParts& parts)
    : parts_(parts),
      default_user_(routing::find_default_user(parts.engine.configuration().options.default_user)),
      environment_(agent_environment(parts.engine.configuration())) {}

std::vector<RecipientStatus> LocalDelivery::deliver(const config::Mailer& mailer,
                                                    const queue::DeliveryAttempt& attempt,
                                                    AttemptText& text, const std::string& header,
                                                    base::Waiter& waiter) {
  std::vector<RecipientStatus> statuses;
  const bool is_mailbox = uses_own_mailbox(mailer);
  const bool takes_many = mailer.flags.has('m') || mailer.is_lmtp();
  if (!is_mailbox && !mailer.is_file() && takes_many) {
    Recipients all;
    for (const auto& recipient : attempt.recipients) all.push_back(&recipient);
    return run_program(mailer, all, attempt, text, header, waiter);
  }
  for (const auto& recipient : attempt.recipients) {
    text.set_recipient(recipient);
    if (is_mailbox) {
      statuses.push_back(
          deliver_to_mailbox(mailer, recipient, attempt.body_fd, text, header, waiter));
    } else if (mailer.is_file()) {
      statuses.push_back(append_to_file(mailer, recipient, attempt.body_fd, text, header, waiter));
    } else {
      statuses.push_back(
          run_program(mailer, {&recipient}, attempt, text, header, waiter).front());
    }
  }
  return statuses;
}

bool LocalDelivery::uses_own_mailbox(const config::Mailer& mailer) {
  if (mailer.path == "[MAILBOX]") return true;
  if (mailer.is_file() || !mailer.flags.has('l') || !mailer.flags.has('w')) return false;
  if (!has_machine_users(parts_.engine.configuration().options)) return true;
  if (::access(mailer.path.c_str(), X_OK) == 0) return false;
  if (!has_warned_.exchange(true)) {
    base::log(2, base::LogPriority::kWarning, {},
              "mailer " + mailer.name + ": there is no program " + mailer.path +
                  "; the built-in mailbox is used (install the program, or define P=[MAILBOX])");
  }
  return true;
}

AgentRequest LocalDelivery::base_request(const config::Mailer& mailer,
                                         const queue::DeliveryRecipient& recipient,
                                         AttemptText& text, const std::string& header) const {
  text.set_recipient(recipient);
  AgentRequest request;
  request.environment = environment_;
  request.nice = mailer.nice;
  request.root_directory = text.expand(mailer.chroot_directory);
  request.end_of_line = mailer.eol;
  request.line_limit_octets = mailer.line_limit;
  request.is_7bit = mailer.flags.has('7') || mailer.flags.has('L');
  if (mailer.flags.has('L') && request.line_limit_octets == 0) request.line_limit_octets = 990;
  request.escapes_from_lines = mailer.flags.has('E');
  request.appends_empty_line = mailer.flags.has('b');
  request.prologue = header;
  const std::string directories = text.expand(mailer.directory);
  for (const std::string_view directory : base::split(directories, ':')) {
    if (!directory.empty()) request.directories.emplace_back(directory);
  }
  if (request.directories.empty()) {
    const std::string queue_directory =
        text.expand_option(parts_.engine.configuration().options.queue_directory);
    if (queue_directory.starts_with('/')) request.directories.push_back(queue_directory);
    request.directories.emplace_back("/");
  }
  return request;
}

// As whom the agent runs: U=, with flag S root, else who the recipient is or whose file named it,
// else option DefaultUser.
void LocalDelivery::set_user(AgentRequest& request, const config::Mailer& mailer,
                             const queue::DeliveryRecipient& recipient, bool is_mailbox) const {
  if (!parts_.has_other_users) return;
  const bool is_recipient = is_mailbox || mailer.flags.has('o') || !mailer.uid;
  if (!is_mailbox && mailer.uid) {
    request.uid = *mailer.uid;
    request.gid = mailer.gid ? static_cast<long>(*mailer.gid) : default_user_.gid;
  } else if (!is_mailbox && mailer.flags.has('S')) {
    request.uid = request.gid = 0;
  } else if (is_recipient && recipient.uid >= 0) {
    request.uid = recipient.uid;
    request.gid = recipient.gid >= 0 ? recipient.gid : default_user_.gid;
    // Groups of a user of the machine who happens to have the same name must not be given away.
    if (has_machine_users(parts_.engine.configuration().options)) request.login = recipient.login;
  } else {
    request.uid = default_user_.uid;
    request.gid = default_user_.gid;
  }
}

RecipientStatus LocalDelivery::deliver_to_mailbox(const config::Mailer& mailer,
                                                  const queue::DeliveryRecipient& recipient,
                                                  int body_fd, AttemptText& text,
                                                  const std::string& header, base::Waiter& waiter) {
  queue::DeliveryRecipient owner = recipient;
  if (!owner.login.empty()) owner.user = owner.login;
  if (!is_safe_name(owner.user)) return refusal(550, "5.1.1", "User unknown");
  text.set_recipient(owner);
  AgentRequest request = base_request(mailer, owner, text, header);
  set_user(request, mailer, owner, true);
  request.path = text.expand_option(parts_.engine.configuration().options.mailbox_template());
  if (!request.path.starts_with('/')) {
    return refusal(451, "4.3.5", "mailbox path " + request.path + " of option MailSpool is not absolute");
  }
  const bool is_maildir = request.path.ends_with('/');
  request.task = is_maildir ? AgentTask::kMaildir : AgentTask::kMailbox;
  request.end_of_line = "\n";
  request.timeout_seconds = kFileSeconds;
  // An mbox needs its From_ line whatever the mailer's flags are; a Maildir has none.
  if (!is_maildir) {
    request.prologue = text.expand_option(
                           parts_.engine.configuration().options.unix_from_line) + '\n' + header;
  } else {
    request.escapes_from_lines = false;
  }
  return status_of_agent(parts_.launcher.launch(request, body_fd, waiter), mailer, recipient.user);
}

RecipientStatus LocalDelivery::append_to_file(const config::Mailer& mailer,
                                              const queue::DeliveryRecipient& recipient, int body_fd,
                                              AttemptText& text, const std::string& header,
                                              base::Waiter& waiter) {
  AgentRequest request = base_request(mailer, recipient, text, header);
  set_user(request, mailer, recipient, false);
  request.task = AgentTask::kFile;
  request.timeout_seconds = kFileSeconds;
  request.prologue = text.from_line() + header;
  request.appends_empty_line = true;
  request.path = recipient.user;
  if (!request.path.starts_with('/')) return refusal(550, "5.3.0", "Can't create output");
  RecipientStatus status =
      status_of_agent(parts_.launcher.launch(request, body_fd, waiter), mailer, recipient.user);
  // A file that may not be written to is 5.3.0 here, unlike a program's exit code 73.
  if (status.diagnostic == "73") status.enhanced_status = "5.3.0";
  return status;
}

std::vector<RecipientStatus> LocalDelivery::run_program(const config::Mailer& mailer,
                                                        const Recipients& recipients,
                                                        const queue::DeliveryAttempt& attempt,
                                                        AttemptText& text, const std::string& header,
                                                        base::Waiter& waiter) {
  AgentRequest request = base_request(mailer, *recipients.front(), text, header);
  set_user(request, mailer, *recipients.front(), false);
  request.path = mailer.path;
  request.arguments = text.arguments(recipients);
  request.timeout_seconds = kProgramSeconds;
  request.task = mailer.is_lmtp() ? AgentTask::kLmtpProgram : AgentTask::kProgram;
  if (!mailer.is_lmtp()) {
    request.prologue = text.from_line() + header;
    const auto result = parts_.launcher.launch(request, attempt.body_fd, waiter);
    std::vector<RecipientStatus> statuses;
    for (const auto* recipient : recipients) {
      statuses.push_back(status_of_agent(result, mailer, recipient->user));
    }
    return statuses;
  }
  request.end_of_line = "\r\n";
  request.greeting_name = text.expand_option("$j");
  request.lmtp_sender = attempt.sender;
  if (attempt.envelope.has_8bit_body) request.lmtp_mail_parameters = " BODY=8BITMIME";
  for (const auto* recipient : recipients) request.lmtp_recipients.push_back(recipient->user);
  const auto result = parts_.launcher.launch(request, attempt.body_fd, waiter);
  std::vector<RecipientStatus> statuses;
  for (size_t i = 0; i < recipients.size(); ++i) {
    const auto reply = result && i < result->replies.size()
                           ? smtp::parse_reply_line(result->replies[i])
                           : std::nullopt;
    if (!reply) {
      statuses.push_back(status_of_agent(result, mailer, recipients[i]->user));
      continue;
    }
    smtp::Peer peer;
    peer.is_final = mailer.flags.has('l');
    auto status = smtp::status_of_outcome({smtp::Stage::kFinal, *reply, {}}, peer, false);
    if (reply->is_permanent()) status.transcript = result->transcript;
    statuses.push_back(std::move(status));
  }
  return statuses;
}

}  // namespace sendwright::delivery
