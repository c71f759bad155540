#include "smtp/server/transaction.hh"

#include <algorithm>
#include <array>

#include "address/meta.hh"
#include "base/strings.hh"
#include "message/header_completion.hh"

namespace sendwright::smtp::server {
namespace {

// Macros that go into the queue file whatever class {persistentMacros} says.
constexpr std::array<std::string_view, 5> kPersistentMacros{"_", "r", "s", "daemon_flags", "if_addr"};

void set_message_macros(const message::HeaderList& headers, config::MacroScope& macros,
                        size_t size_octets) {
  const auto set = [&](std::string_view macro, std::string_view field) {
    const message::HeaderField* const found = headers.find(field);
    if (found == nullptr) return;
    std::string value = unfolded(found->value);
    std::ranges::replace_if(value, [](char c) { return address::is_meta(c); }, '?');
    macros.set(macro, std::move(value));
  };
  set("msg_id", "message-id");
  set("a", "date");
  macros.set("msg_size", std::to_string(size_octets));
  macros.set("c", std::to_string(headers.count("received")));
}

void keep_macros(queue::Envelope& envelope, const EnvelopeContext& context) {
  const auto keep = [&](std::string_view name) {
    const std::string_view value = context.macros.get(name);
    if (!value.empty()) envelope.macros[std::string(name)] = value;
  };
  std::ranges::for_each(kPersistentMacros, keep);
  if (const auto* const extra = context.configuration.find_class("persistentMacros")) {
    for (std::string_view name : extra->members()) {
      if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
      keep(name);
    }
  }
}

}  // namespace

std::string unfolded(std::string_view value) {
  std::string line(base::trim(value));
  std::erase(line, '\n');
  return line;
}

long message_class(const message::HeaderList& headers, const config::Configuration& configuration) {
  const message::HeaderField* const field = headers.find("precedence");
  if (field == nullptr) return 0;
  const std::string name = unfolded(field->value);
  for (const config::Precedence& each : configuration.precedences) {
    if (base::equals_ignoring_case(each.name, name)) return each.value;
  }
  return 0;
}

void complete_envelope(Transaction& transaction, const EnvelopeContext& context) {
  queue::Envelope& envelope = transaction.envelope;
  const config::Options& options = context.configuration.options;
  message::HeaderList& headers = transaction.header->headers();
  headers.remove_all("return-path");
  headers.remove_all("content-length");
  set_message_macros(headers, context.macros, transaction.size_octets);
  // `for` in the Received line names the recipient only if there is one.
  if (transaction.recipients.size() == 1) {
    context.macros.set("u", transaction.recipients.front().as_typed);
  }
  context.macros.set("g", envelope.sender);
  if (!context.authentication_warning.empty()) {
    headers.prepend("X-Authentication-Warning", ' ' + context.authentication_warning);
  }
  message::CompletionRequest request{context.configuration.headers, context.macros,
                                     transaction.header->from_line(), options.no_recipient_action, {}};
  for (const auto& recipient : transaction.recipients) request.recipients.push_back(recipient.as_typed);
  const long precedence = message_class(headers, context.configuration);
  message::complete_header(headers, request);
  envelope.headers = std::move(headers);
  keep_macros(envelope, context);
  envelope.created = std::chrono::system_clock::now();
  envelope.priority = static_cast<long>(transaction.size_octets) +
                      options.recipient_factor * static_cast<long>(envelope.recipients.size()) -
                      options.class_factor * precedence;
}

}  // namespace sendwright::smtp::server
