#include "modes/submission.hh"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "address/address_list.hh"
#include "base/codec.hh"
#include "base/log.hh"
#include "base/strings.hh"
#include "config/expand.hh"
#include "daemon/delivery_chain.hh"
#include "message/header_completion.hh"
#include "modes/caller.hh"
#include "modes/dead_letter.hh"
#include "modes/standard_input.hh"
#include "queue/bcc.hh"
#include "queue/queue_policy.hh"

namespace sendwright::modes {
namespace {

using base::ExitCode;

// A recipient's complaint as the caller sees it, and the status it ends the command with.
struct Refusal {
  std::string line;
  ExitCode exit_code;
};

class Submission {
 public:
  Submission(daemon::Site& site, const CommandLine& line)
      : site_(site),
        line_(line),
        caller_(identify_caller()),
        store_(site.open_store()),
        chain_(site, *store_, launcher_, caller_.is_root),
        macros_(&site.configuration().macros) {}

  ExitCode run() {
    if (line_.recipients.empty() && !line_.takes_recipients_from_header) {
      return complain("Recipient names must be specified", ExitCode::kUsage);
    }
    auto incoming = store_->begin();
    if (!incoming) return complain(incoming.error().message, ExitCode::kTemporaryFailure);
    incoming_ = std::move(*incoming);
    if (const ExitCode code = read(); code != ExitCode::kOk) return code;
    if (!collect_recipients()) return ExitCode::kOk;
    set_sender();
    verify_recipients();
    // As in sendmail, -t with a bad recipient sends nothing, so that the list can be mended as a whole.
    if (!refusals_.empty() && (line_.takes_recipients_from_header || envelope_.recipients.empty())) {
      return give_back();
    }
    complete_envelope();
    if (const ExitCode code = add_copies(); code != ExitCode::kOk) return code;
    if (auto committed = incoming_->commit(envelope_); !committed) {
      return complain(committed.error().message, ExitCode::kTemporaryFailure);
    }
    log_receipt();
    if (!refusals_.empty()) keep_for_caller();
    const ExitCode delivered = deliver();
    return refusals_.empty() ? delivered : refusals_.front().exit_code;
  }

 private:
  ExitCode complain(const std::string& text, ExitCode code) {
    std::cout << text << std::endl;
    return code;
  }

  [[nodiscard]] const config::Options& options() const { return site_.options(); }

  ExitCode read() {
    InputSettings settings;
    settings.ignores_dots = line_.ignores_dots || options().ignore_dots;
    settings.max_header_octets = static_cast<size_t>(options().max_headers_length);
    settings.max_message_octets = options().max_message_size;
    auto message = read_message(STDIN_FILENO, settings, [this](std::string_view octets) {
      envelope_.body_size_octets += static_cast<long>(octets.size());
      if (body_.size() < kLargestKeptBody) body_ += octets;
      return incoming_->write_body(octets);
    });
    if (!message) {
      const ExitCode code =
          message.error().is_temporary() ? ExitCode::kTemporaryFailure : ExitCode::kUnavailable;
      return complain(message.error().message, code);
    }
    input_ = std::move(*message);
    original_headers_ = input_.headers;
    envelope_.has_8bit_body = input_.has_8bit_body;
    return ExitCode::kOk;
  }

  // With -t the header's recipients, those of the arguments besides. False: nobody at all.
  bool collect_recipients() {
    for (const std::string& argument : line_.recipients) add_recipients(argument, false);
    if (line_.takes_recipients_from_header) {
      const bool is_resent = input_.headers.count("Resent-To") + input_.headers.count("Resent-Cc") +
                                 input_.headers.count("Resent-Bcc") > 0;
      for (const std::string_view name : {"To", "Cc", "Bcc"}) {
        const std::string field = (is_resent ? "Resent-" : "") + std::string(name);
        for (const message::HeaderField& header : input_.headers.fields()) {
          if (!base::equals_ignoring_case(header.name, field)) continue;
          add_recipients(header.value, name == "Bcc");
        }
      }
      envelope_.is_bcc_removed = true;
    }
    if (!given_.empty()) return true;
    complain("No recipient addresses found in header", ExitCode::kOk);
    return false;
  }

  struct GivenRecipient {
    std::string address;
    bool is_blind_copy;
  };

  void add_recipients(std::string_view list, bool is_blind_copy) {
    std::string unfolded(list);
    std::ranges::replace(unfolded, '\n', ' ');
    for (const std::string_view piece : address::split_address_list(unfolded)) {
      given_.push_back({std::string(piece), is_blind_copy});
    }
  }

  void set_sender() {
    const bool names_sender = line_.sender.has_value();
    envelope_.sender = names_sender ? address::crack_address(*line_.sender).address : caller_.login;
    envelope_.is_sender_bracketed = false;
    if (names_sender && !is_trusted(caller_, site_.configuration()) &&
        options().privacy_options.has(config::Privacy::kAuthWarnings)) {
      warn(caller_.login + " set sender to " +
           (envelope_.sender.empty() ? "<>" : envelope_.sender) + " using -f");
    }
    // The caller's own name only goes with the caller's own address.
    if (!line_.full_name.empty()) {
      macros_.set("x", line_.full_name);
    } else if (!names_sender || envelope_.sender == caller_.login) {
      macros_.set("x", caller_.full_name);
    }
  }

  void warn(const std::string& text) {
    warnings_.push_back(std::string(macros_.get("j")) + ": " + text);
  }

  void verify_recipients() {
    base::BlockingWaiter waiter;
    rules::Evaluation evaluation(macros_, waiter);
    for (const GivenRecipient& given : given_) {
      const routing::Verification verdict =
          chain_.router().verify_recipient(given.address, evaluation);
      if (!verdict.is_accepted()) {
        refusals_.push_back({given.address + "... " + verdict.error->text, verdict.error->exit_code});
        continue;
      }
      queue::Recipient recipient;
      recipient.address = verdict.address;
      recipient.final_recipient = verdict.address;
      recipient.is_blind_copy = given.is_blind_copy;
      recipient.notify = notify();
      const auto same = [&](const queue::Recipient& other) {
        return other.address == recipient.address;
      };
      if (std::ranges::none_of(envelope_.recipients, same)) {
        envelope_.recipients.push_back(std::move(recipient));
      }
    }
    for (const Refusal& refusal : refusals_) std::cout << refusal.line << '\n';
    std::cout.flush();
  }

  // -N.
  [[nodiscard]] queue::Notify notify() const {
    queue::Notify notify;
    if (line_.dsn_notify.empty()) return notify;
    const auto names = [this](std::string_view word) {
      return std::ranges::any_of(base::split(line_.dsn_notify, ','), [word](std::string_view given) {
        return base::equals_ignoring_case(given, word);
      });
    };
    notify.is_given = true;
    notify.on_success = names("success");
    notify.on_failure = names("failure");
    notify.on_delay = names("delay");
    return notify;
  }

  ExitCode give_back() {
    keep_for_caller();
    return refusals_.front().exit_code;
  }

  void keep_for_caller() {
    const std::string saved = save_dead_letter(caller_, envelope_.sender, original_headers_, body_);
    std::cout << saved << std::endl;
  }

  void complete_envelope() {
    const base::TimePoint now = base::system_environment().now();
    envelope_.queue_id = incoming_->queue_id();
    envelope_.created = now;
    set_message_parameters();
    set_macros(now);
    message::HeaderList headers = std::move(input_.headers);
    for (auto warning = warnings_.rbegin(); warning != warnings_.rend(); ++warning) {
      headers.prepend("X-Authentication-Warning", " " + *warning);
    }
    message::complete_header(
        headers, {.definitions = site_.configuration().headers,
                  .macros = macros_,
                  .from_line = input_.from_line,
                  .no_recipient_action = options().no_recipient_action,
                  .recipients = recipient_addresses()});
    envelope_.headers = std::move(headers);
    envelope_.priority = queue::initial_priority(
        envelope_, queue::message_class(envelope_.headers, site_.configuration()), options());
  }

  ExitCode add_copies() {
    base::BlockingWaiter waiter;
    rules::Evaluation evaluation(macros_, waiter);
    const auto added =
        queue::add_bcc_recipients(chain_.router().parts().engine, envelope_, evaluation);
    if (added) return ExitCode::kOk;
    if (!added.error().is_temporary()) keep_for_caller();
    return complain(added.error().text, added.error().exit_code);
  }

  void set_message_parameters() {
    if (base::equals_ignoring_case(line_.body_type, "8BITMIME")) {
      envelope_.body_type = queue::BodyType::k8BitMime;
    } else if (base::equals_ignoring_case(line_.body_type, "7BIT")) {
      envelope_.body_type = queue::BodyType::k7Bit;
    } else if (!line_.body_type.empty()) {
      complain("Illegal body type " + line_.body_type, ExitCode::kUsage);
    }
    if (!line_.dsn_return.empty()) {
      envelope_.return_content = base::equals_ignoring_case(line_.dsn_return, "full")
                                     ? queue::ReturnContent::kFull
                                     : queue::ReturnContent::kHeaders;
    }
    envelope_.envelope_id = base::decode_xtext(line_.envelope_id).value_or("");
  }

  void set_macros(base::TimePoint now) {
    const std::string user_at_host = caller_.login + "@localhost";
    macros_.set("i", envelope_.queue_id);
    macros_.set("f", envelope_.sender);
    macros_.set("g", envelope_.sender);
    macros_.set("_", user_at_host);
    macros_.set("t", base::compact_date(now));
    macros_.set("b", base::rfc5322_date(now));
    macros_.set("a", base::rfc5322_date(now));
    macros_.set("d", base::ctime_date(now));
    macros_.set("daemon_flags", options().direct_submission_modifiers.value_or("c u"));
    if (!line_.protocol.empty()) macros_.set("r", line_.protocol);
    if (!line_.protocol_host.empty()) macros_.set("s", line_.protocol_host);
    for (const auto& [name, value] : line_.macros) macros_.set(name, value);
    if (envelope_.recipients.size() == 1) macros_.set("u", envelope_.recipients[0].address);
    for (const char* name : {"_", "r", "s", "daemon_flags"}) {
      const std::string_view value = macros_.get(name);
      if (!value.empty()) envelope_.macros[name] = value;
    }
    envelope_.auth_identity = caller_.login + "@" + std::string(macros_.get("j"));
  }

  [[nodiscard]] std::vector<std::string> recipient_addresses() const {
    std::vector<std::string> addresses;
    for (const queue::Recipient& recipient : envelope_.recipients) {
      if (!recipient.is_blind_copy) addresses.push_back(recipient.address);
    }
    return addresses;
  }

  void log_receipt() const {
    const message::HeaderField* id = envelope_.headers.find("Message-Id");
    const std::string message_id = id == nullptr ? "" : std::string(base::trim(id->value));
    base::log(5, base::LogPriority::kInfo, envelope_.queue_id,
              "from=" + envelope_.sender + ", size=" + std::to_string(envelope_.body_size_octets) +
                  ", class=0, nrcpts=" + std::to_string(envelope_.recipients.size()) +
                  ", msgid=" + message_id + ", relay=" + caller_.login + "@localhost");
  }

  // DeliveryMode: `i` delivers before the command ends, `b` in a process of its own, `q` and `d` leave
  // it to the next queue run.
  ExitCode deliver() {
    const config::DeliveryMode mode = options().delivery_mode;
    if (mode == config::DeliveryMode::kQueueOnly || mode == config::DeliveryMode::kDeferred) {
      return ExitCode::kOk;
    }
    if (mode == config::DeliveryMode::kBackground && !line_.is_verbose) {
      if (const pid_t pid = ::fork(); pid != 0) {
        // Without a process the message waits in the queue; it is not lost.
        return ExitCode::kOk;
      }
      ::setsid();
      detach_output();
      process();
      ::_exit(0);
    }
    return process();
  }

  // The caller may wait for our output to end: a background delivery must not hold it open.
  static void detach_output() {
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, fd);
  }

  ExitCode process() {
    base::BlockingWaiter waiter;
    const queue::ProcessResult result =
        chain_.processor().process_all(envelope_.queue_id, waiter, {});
    for (const queue::RecipientProblem& problem : result.failed) {
      std::cout << problem.address << "... " << problem.text << '\n';
    }
    std::cout.flush();
    return result.exit_code;
  }

  // What dead.letter keeps of a message at most.
  static constexpr size_t kLargestKeptBody = 64UL << 20;

  daemon::Site& site_;
  const CommandLine& line_;
  Caller caller_;
  std::unique_ptr<queue::QueueStore> store_;
  delivery::ForkingLauncher launcher_;
  daemon::DeliveryChain chain_;
  config::MacroScope macros_;
  std::unique_ptr<queue::IncomingMessage> incoming_;
  queue::Envelope envelope_;
  InputMessage input_;
  message::HeaderList original_headers_;
  std::string body_;
  std::vector<GivenRecipient> given_;
  std::vector<Refusal> refusals_;
  std::vector<std::string> warnings_;
};

}  // namespace

ExitCode submit_message(daemon::Site& site, const CommandLine& command_line) {
  return Submission(site, command_line).run();
}

}  // namespace sendwright::modes
