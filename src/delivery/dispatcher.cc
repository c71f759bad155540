#include "delivery/dispatcher.hh"

#include "delivery/local_delivery.hh"
#include "delivery/network_delivery.hh"

namespace sendwright::delivery {
namespace {

std::vector<queue::RecipientStatus> same_for_all(const queue::DeliveryAttempt& attempt, int code,
                                                 std::string_view enhanced, std::string_view text) {
  return std::vector<queue::RecipientStatus>(attempt.recipients.size(),
                                             smtp::status_of_error(code, enhanced, text, {}));
}

}  // namespace

Dispatcher::Dispatcher(const DispatcherParts& parts)
    : parts_(parts),
      local_(std::make_unique<LocalDelivery>(parts_)),
      network_(std::make_unique<NetworkDelivery>(parts_)) {}

Dispatcher::~Dispatcher() = default;

void Dispatcher::close_idle_connections() { network_->close_idle(); }

std::vector<queue::RecipientStatus> Dispatcher::deliver(const queue::DeliveryAttempt& attempt,
                                                        base::Waiter& waiter) {
  const config::Mailer* mailer = parts_.engine.configuration().find_mailer(attempt.mailer);
  if (mailer == nullptr) {
    // The configuration has changed since the message was routed: the next attempt routes it anew.
    return same_for_all(attempt, 451, "4.3.5", "no mailer " + attempt.mailer);
  }
  try {
    AttemptText text(parts_.engine, *mailer, attempt, parts_.environment.now(), waiter);
    const std::string header = text.header();
    const auto size = static_cast<std::uint64_t>(attempt.envelope.body_size_octets) + header.size();
    if (mailer->max_size > 0 && size > mailer->max_size) {
      return same_for_all(
          attempt, 552, "5.2.3",
          "Message is too large; " + std::to_string(mailer->max_size) + " bytes max");
    }
    if (mailer->is_ipc()) return network_->deliver(*mailer, attempt, text, header, waiter);
    return local_->deliver(*mailer, attempt, text, header, waiter);
  } catch (const std::exception& error) {
    return same_for_all(attempt, 451, "4.3.0", error.what());
  }
}

}  // namespace sendwright::delivery
