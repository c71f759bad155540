#include "smtp/sasl/messages.hh"

#include "base/wire.hh"

namespace sendwright::smtp::sasl {
namespace {

// Bits of Terms in the message.
constexpr std::int64_t kForbidsPlain = 1;
constexpr std::int64_t kForbidsAnonymous = 2;
constexpr std::int64_t kForbidsActive = 4;
constexpr std::int64_t kForbidsDictionary = 8;
constexpr std::int64_t kNeedsForwardSecrecy = 16;
constexpr std::int64_t kNeedsMutual = 32;

void write(base::WireWriter& writer, const Terms& terms) {
  std::int64_t bits = 0;
  if (terms.forbids_plain) bits |= kForbidsPlain;
  if (terms.forbids_anonymous) bits |= kForbidsAnonymous;
  if (terms.forbids_active) bits |= kForbidsActive;
  if (terms.forbids_dictionary) bits |= kForbidsDictionary;
  if (terms.needs_forward_secrecy) bits |= kNeedsForwardSecrecy;
  if (terms.needs_mutual) bits |= kNeedsMutual;
  writer.text(terms.service).text(terms.realm).text(terms.host);
  writer.text(terms.local_address).text(terms.remote_address).number(terms.tls_bits).number(bits);
}

Terms read_terms(base::WireReader& reader) {
  Terms terms;
  terms.service = reader.text();
  terms.realm = reader.text();
  terms.host = reader.text();
  terms.local_address = reader.text();
  terms.remote_address = reader.text();
  terms.tls_bits = static_cast<int>(reader.number());
  const std::int64_t bits = reader.number();
  terms.forbids_plain = (bits & kForbidsPlain) != 0;
  terms.forbids_anonymous = (bits & kForbidsAnonymous) != 0;
  terms.forbids_active = (bits & kForbidsActive) != 0;
  terms.forbids_dictionary = (bits & kForbidsDictionary) != 0;
  terms.needs_forward_secrecy = (bits & kNeedsForwardSecrecy) != 0;
  terms.needs_mutual = (bits & kNeedsMutual) != 0;
  return terms;
}

bool has_terms(RequestType type) {
  return type == RequestType::kListMechanisms || type == RequestType::kStart ||
         type == RequestType::kCheckPassword;
}

bool is_known(RequestType type) {
  return type >= RequestType::kListMechanisms && type <= RequestType::kCheckPassword;
}

bool is_known(AnswerType type) {
  return type >= AnswerType::kMechanisms && type <= AnswerType::kUnavailable;
}

}  // namespace

std::string encode(const Request& request) {
  base::WireWriter writer(static_cast<std::uint8_t>(request.type));
  writer.number(request.id);
  if (has_terms(request.type)) write(writer, request.terms);
  writer.text(request.mechanism);
  writer.number(request.token ? 1 : 0).text(request.token.value_or(""));
  return writer.packet();
}

std::string encode(const Answer& answer) {
  base::WireWriter writer(static_cast<std::uint8_t>(answer.type));
  writer.number(answer.id).text(answer.text).text(answer.user);
  writer.text(answer.identity.mechanism).text(answer.identity.authentication_id);
  writer.text(answer.identity.authorization_id).number(answer.identity.security_strength);
  return writer.packet();
}

std::optional<Request> decode_request(std::string_view packet) {
  base::WireReader reader(packet);
  Request request;
  request.type = static_cast<RequestType>(reader.type());
  if (!is_known(request.type)) return std::nullopt;
  request.id = reader.number();
  if (has_terms(request.type)) request.terms = read_terms(reader);
  request.mechanism = reader.text();
  const bool has_token = reader.number() != 0;
  std::string token = reader.text();
  if (!reader.is_complete() || token.size() > kMaxTokenOctets) return std::nullopt;
  if (has_token) request.token = std::move(token);
  return request;
}

std::optional<Answer> decode_answer(std::string_view packet) {
  base::WireReader reader(packet);
  Answer answer;
  answer.type = static_cast<AnswerType>(reader.type());
  if (!is_known(answer.type)) return std::nullopt;
  answer.id = reader.number();
  answer.text = reader.text();
  answer.user = reader.text();
  answer.identity.mechanism = reader.text();
  answer.identity.authentication_id = reader.text();
  answer.identity.authorization_id = reader.text();
  answer.identity.security_strength = static_cast<int>(reader.number());
  if (!reader.is_complete() || answer.text.size() > kMaxTokenOctets) return std::nullopt;
  return answer;
}

}  // namespace sendwright::smtp::sasl
