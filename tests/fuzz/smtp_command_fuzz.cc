// Command lines and the parameters of MAIL and RCPT: whatever comes, an answer that can be sent.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "smtp/parameters.hh"

using namespace sendwright::smtp;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_reply(const Reply& reply) {
  require(reply.code >= 400 && reply.code <= 599);
  const std::string text = reply.rendered();
  require(text.ends_with("\r\n") && text.find('\n') == text.size() - 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const CommandLine command = parse_command(line);
  require(command.text.size() <= line.size());
  for (const bool allows_dsn : {true, false}) {
    const ParameterRules rules{.allows_dsn = allows_dsn, .max_message_size = 1000};
    if (const auto mail = parse_mail(command.argument, rules); !mail) check_reply(mail.error());
    const auto rcpt = parse_rcpt(command.argument, rules);
    if (!rcpt) check_reply(rcpt.error());
    if (rcpt) {
      for (const char c : rcpt->address) require(c >= ' ' && c < 0x7f);
    }
  }
  if (const auto reply = parse_reply_line(line)) (void)reply->rendered();
  return 0;
}
