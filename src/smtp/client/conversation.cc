#include "smtp/client/conversation.hh"

namespace sendwright::smtp {

std::chrono::seconds ClientTimeouts::of(ClientState state) const {
  switch (state) {
    case ClientState::kGreeting:
      return initial;
    case ClientState::kHello:
      return hello;
    case ClientState::kStartTls:
    case ClientState::kHandshake:
      return starttls;
    case ClientState::kAuthenticate:
    case ClientState::kChallenge:
      return auth;
    case ClientState::kMail:
      return mail;
    case ClientState::kRecipients:
      return rcpt;
    case ClientState::kData:
      return datainit;
    case ClientState::kBody:
      return datablock;
    case ClientState::kFinal:
      return datafinal;
    case ClientState::kReset:
      return reset;
    case ClientState::kReady:
    case ClientState::kQuit:
    case ClientState::kClosed:
      break;
  }
  return quit;
}

bool converse(ClientEngine& engine, Channel& channel, const ClientTimeouts& timeouts,
              std::string& problem) {
  const auto fail = [&](std::string reason) {
    problem = std::move(reason);
    engine.lost();
    return false;
  };
  while (true) {
    const std::string output = engine.take_output();
    if (!output.empty()) {
      if (auto sent = channel.write(output, timeouts.of(engine.state())); !sent) {
        return fail(sent.error().message);
      }
    }
    if (!engine.is_waiting()) return true;
    const auto octets = channel.read(timeouts.of(engine.state()));
    if (!octets) return fail(octets.error().message);
    if (octets->empty()) return fail("Connection reset");
    engine.receive(*octets);
  }
}

bool send_body(ClientEngine& engine, Channel& channel, const ClientTimeouts& timeouts,
               const BodySource& body, std::string& problem) {
  while (true) {
    const auto piece = body();
    if (!piece) {
      // Half a message must never be taken for a whole one: the connection ends without a dot.
      problem = piece.error().message;
      engine.lost();
      return false;
    }
    if (piece->empty()) break;
    if (auto sent = channel.write(*piece, timeouts.datablock); !sent) {
      problem = sent.error().message;
      engine.lost();
      return false;
    }
  }
  engine.body_sent();
  return converse(engine, channel, timeouts, problem);
}

}  // namespace sendwright::smtp
