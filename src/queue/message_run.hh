// The steps of one attempt at one message, in order. Only this room sees it.
#pragma once

#include <map>
#include <string>

#include "config/macros.hh"
#include "queue/processor.hh"
#include "queue/work_list.hh"
#include "rules/evaluation.hh"

namespace sendwright::queue {

class MessageRun {
 public:
  MessageRun(const ProcessorParts& parts, const ProcessOptions& options, QueuedMessage& message,
             base::Waiter& waiter);

  [[nodiscard]] ProcessResult run();

 private:
  void set_macros();
  void expand();
  // Every recipient fails if the message has passed too many hosts.
  void check_hops();
  // Copies for lists with an owner become messages of their own, with the owner as sender.
  [[nodiscard]] bool split_lists();
  [[nodiscard]] base::Result<std::string> clone_for(const std::string& owner);
  // Ruleset check_compat.
  void check_compatibility();
  void hold(const std::string& reason);
  void hold_expensive();
  void deliver_groups();
  void deliver_group(const WorkGroup& group);
  void attempt_group(const WorkGroup& group, const std::string& sender);
  void settle_group(const WorkGroup& group, const RecipientStatus& status);
  [[nodiscard]] bool checkpoint();
  void note_destination(const std::string& key, const WorkGroup& group);
  [[nodiscard]] base::Result<std::string> sender_for(const config::Mailer& mailer);
  void log_group(const WorkGroup& group, base::TimePoint started);
  [[nodiscard]] bool expire();
  void send_notice(bool has_expired);
  [[nodiscard]] ProcessStatus store_rest();
  void report();

  const ProcessorParts& parts_;
  const ProcessOptions& options_;
  QueuedMessage& message_;
  Envelope& envelope_;
  base::Waiter& waiter_;
  const config::Configuration& configuration_;
  const config::Options& settings_;
  config::MacroScope macros_;
  rules::Evaluation evaluation_;
  WorkList work_;
  std::map<const config::Mailer*, std::string> senders_;  // rewritten, by mailer
  size_t since_checkpoint_ = 0;
  bool keeps_failed_ = false;  // a notice could not be written
  ProcessResult result_;
};

}  // namespace sendwright::queue
