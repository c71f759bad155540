// Deliveries that end on this machine by an agent: the built-in mailbox, files, programs, LMTP with a
// program.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "delivery/attempt_text.hh"
#include "delivery/dispatcher.hh"
#include "routing/default_user.hh"

namespace sendwright::delivery {

class LocalDelivery {
 public:
  explicit LocalDelivery(const DispatcherParts& parts);

  // One status for each recipient, in order. `header` is the rendered header with its empty line.
  [[nodiscard]] std::vector<queue::RecipientStatus> deliver(const config::Mailer& mailer,
                                                            const queue::DeliveryAttempt& attempt,
                                                            AttemptText& text,
                                                            const std::string& header,
                                                            base::Waiter& waiter);

 private:
  using Recipients = std::vector<const queue::DeliveryRecipient*>;

  // Mailers that end in a user's mailbox have flags l and w; theirs is ours if the users are not
  // users of the machine, or if there is no such program.
  [[nodiscard]] bool uses_own_mailbox(const config::Mailer& mailer);
  // The request for an agent, without its task.
  [[nodiscard]] AgentRequest base_request(const config::Mailer& mailer,
                                          const queue::DeliveryRecipient& recipient,
                                          AttemptText& text, const std::string& header) const;
  void set_user(AgentRequest& request, const config::Mailer& mailer,
                const queue::DeliveryRecipient& recipient, bool is_mailbox) const;
  queue::RecipientStatus deliver_to_mailbox(const config::Mailer& mailer,
                                            const queue::DeliveryRecipient& recipient, int body_fd,
                                            AttemptText& text, const std::string& header,
                                            base::Waiter& waiter);
  queue::RecipientStatus append_to_file(const config::Mailer& mailer,
                                        const queue::DeliveryRecipient& recipient, int body_fd,
                                        AttemptText& text, const std::string& header,
                                        base::Waiter& waiter);
  std::vector<queue::RecipientStatus> run_program(const config::Mailer& mailer,
                                                  const Recipients& recipients,
                                                  const queue::DeliveryAttempt& attempt,
                                                  AttemptText& text, const std::string& header,
                                                  base::Waiter& waiter);

  const DispatcherParts& parts_;
  routing::DefaultUser default_user_;
  std::vector<std::string> environment_;
  std::atomic<bool> has_warned_ = false;
};

}  // namespace sendwright::delivery
