#include "queue/bcc.hh"

#include <string>
#include <unordered_set>
#include <utility>

namespace sendwright::queue {

std::expected<void, rules::ReplyError> add_bcc_recipients(const rules::Engine& engine,
                                                          Envelope& envelope,
                                                          rules::Evaluation& evaluation) {
  if (!engine.configuration().options.add_bcc) return {};
  std::unordered_set<std::string> known;
  for (const Recipient& recipient : envelope.recipients) known.insert(recipient.address);
  std::vector<Recipient> copies;
  for (const Recipient& recipient : envelope.recipients) {
    auto address = rules::bcc_for(engine, recipient.address, evaluation);
    if (!address) return std::unexpected(std::move(address.error()));
    if (address->empty() || !known.insert(*address).second) continue;
    Recipient copy;
    copy.address = copy.final_recipient = std::move(*address);
    copy.notify = {.is_given = true, .on_success = false, .on_failure = false, .on_delay = false};
    copy.is_blind_copy = true;
    copies.push_back(std::move(copy));
  }
  for (Recipient& copy : copies) envelope.recipients.push_back(std::move(copy));
  return {};
}

}  // namespace sendwright::queue
