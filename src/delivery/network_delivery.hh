// Deliveries by SMTP or LMTP over a socket: what a mailer with P=[IPC] says, put together for the
// SMTP client.
#pragma once

#include <string>
#include <vector>

#include "delivery/attempt_text.hh"
#include "delivery/dispatcher.hh"

namespace sendwright::delivery {

class NetworkDelivery {
 public:
  explicit NetworkDelivery(const DispatcherParts& parts);

  // One status for each recipient, in order. `header` is the rendered header with its empty line.
  [[nodiscard]] std::vector<queue::RecipientStatus> deliver(const config::Mailer& mailer,
                                                            const queue::DeliveryAttempt& attempt,
                                                            AttemptText& text,
                                                            const std::string& header,
                                                            base::Waiter& waiter);
  void close_idle() { client_.close_idle(); }

 private:
  [[nodiscard]] base::Result<smtp::SmtpTarget> target(const config::Mailer& mailer,
                                                      const queue::DeliveryAttempt& attempt,
                                                      AttemptText& text) const;
  std::vector<queue::RecipientStatus> deliver_to(const smtp::SmtpTarget& where,
                                                 const config::Mailer& mailer,
                                                 const queue::DeliveryAttempt& attempt,
                                                 AttemptText& text, const std::string& header,
                                                 base::Waiter& waiter);

  const DispatcherParts& parts_;
  smtp::SmtpClient client_;
};

}  // namespace sendwright::delivery
