#include "smtp/sasl/server_exchange.hh"

#include <sasl/sasl.h>

#include <array>
#include <cstdlib>
#include <mutex>
#include <new>

#include "base/log.hh"

namespace sendwright::smtp::sasl {
namespace {

std::string& configuration_path() {
  static std::string path;
  return path;
}

using Callback = int (*)();

// The library keeps callbacks of all shapes as one type.
template <typename Function>
Callback to_callback(Function* function) {
  return reinterpret_cast<Callback>(reinterpret_cast<void*>(function));
}

// The library only reads the path: it stays ours.
int get_configuration_path(void*, char** path) {
  *path = configuration_path().data();
  return SASL_OK;
}

int write_log(void*, int level, const char* message) {
  if (message == nullptr) return SASL_BADPARAM;
  if (level != SASL_LOG_ERR && level != SASL_LOG_WARN) return SASL_OK;
  base::log(9, base::LogPriority::kWarning, {}, message);
  return SASL_OK;
}

std::array<sasl_callback_t, 3>& callbacks() {
  static std::array<sasl_callback_t, 3> list{{
      {SASL_CB_LOG, to_callback(&write_log), nullptr},
      {SASL_CB_GETCONFPATH, to_callback(&get_configuration_path), nullptr},
      {SASL_CB_LIST_END, nullptr, nullptr},
  }};
  if (configuration_path().empty()) list[1] = {SASL_CB_LIST_END, nullptr, nullptr};
  return list;
}

// The library's locks: exchanges run on several threads.
void* new_mutex() { return new (std::nothrow) std::mutex; }
int lock_mutex(void* mutex) {
  static_cast<std::mutex*>(mutex)->lock();
  return SASL_OK;
}
int unlock_mutex(void* mutex) {
  static_cast<std::mutex*>(mutex)->unlock();
  return SASL_OK;
}
void free_mutex(void* mutex) { delete static_cast<std::mutex*>(mutex); }

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

bool is_temporary(int code) {
  switch (code) {
    case SASL_FAIL:
    case SASL_NOMEM:
    case SASL_TRYAGAIN:
    case SASL_UNAVAIL:
    case SASL_NOTINIT:
      return true;
    default:
      return false;
  }
}

}  // namespace

base::Result<std::unique_ptr<Library>> Library::open(const std::string& path) {
  configuration_path() = path;
  sasl_set_mutex(new_mutex, lock_mutex, unlock_mutex, free_mutex);
  const int code = sasl_server_init(callbacks().data(), "Sendmail");
  if (code != SASL_OK) {
    return base::temporary(std::string("SASL library: ") + sasl_errstring(code, nullptr, nullptr));
  }
  return std::unique_ptr<Library>(new Library);
}

Library::~Library() { sasl_server_done(); }

ServerExchange::ServerExchange(const Terms& terms, Answer& failure) : realm_(terms.realm) {
  const int code = sasl_server_new(terms.service.c_str(), or_null(terms.host), or_null(terms.realm),
                                   or_null(terms.local_address), or_null(terms.remote_address),
                                   nullptr, 0, &connection_);
  if (code == SASL_OK) {
    set_security(terms);
    return;
  }
  connection_ = nullptr;
  failure.type = AnswerType::kUnavailable;
  failure.text = std::string(sasl_errstring(code, nullptr, nullptr)) + " (" + std::to_string(code) + ")";
}

ServerExchange::~ServerExchange() {
  if (connection_ != nullptr) sasl_dispose(&connection_);
}

void ServerExchange::set_security(const Terms& terms) {
  sasl_security_properties_t properties{};
  // No security layer: TLS does that better.
  properties.max_ssf = 0;
  properties.maxbufsize = 0;
  if (terms.forbids_plain) properties.security_flags |= SASL_SEC_NOPLAINTEXT;
  if (terms.forbids_anonymous) properties.security_flags |= SASL_SEC_NOANONYMOUS;
  if (terms.forbids_active) properties.security_flags |= SASL_SEC_NOACTIVE;
  if (terms.forbids_dictionary) properties.security_flags |= SASL_SEC_NODICTIONARY;
  if (terms.needs_forward_secrecy) properties.security_flags |= SASL_SEC_FORWARD_SECRECY;
  if (terms.needs_mutual) properties.security_flags |= SASL_SEC_MUTUAL_AUTH;
  sasl_setprop(connection_, SASL_SEC_PROPS, &properties);
  const sasl_ssf_t strength = terms.tls_bits > 0 ? static_cast<sasl_ssf_t>(terms.tls_bits) : 0;
  sasl_setprop(connection_, SASL_SSF_EXTERNAL, &strength);
}

Answer ServerExchange::mechanisms() {
  const char* list = nullptr;
  unsigned size = 0;
  int count = 0;
  const int code = sasl_listmech(connection_, nullptr, "", " ", "", &list, &size, &count);
  Answer answer;
  // No mechanism at all is an answer too.
  answer.type = AnswerType::kMechanisms;
  if (code == SASL_OK && count > 0) answer.text.assign(list, size);
  return answer;
}

Answer ServerExchange::start(const std::string& mechanism, const std::optional<std::string>& token) {
  mechanism_ = mechanism;
  const char* output = nullptr;
  unsigned size = 0;
  const int code = sasl_server_start(connection_, mechanism.c_str(), token ? token->data() : nullptr,
                                     token ? static_cast<unsigned>(token->size()) : 0, &output, &size);
  return result(code, output, size);
}

Answer ServerExchange::step(const std::string& token) {
  const char* output = nullptr;
  unsigned size = 0;
  const int code = sasl_server_step(connection_, token.data(), static_cast<unsigned>(token.size()),
                                    &output, &size);
  return result(code, output, size);
}

Answer ServerExchange::check_password(const std::string& user, const std::string& password) {
  mechanism_ = "PLAIN";
  const int code = sasl_checkpass(connection_, user.data(), static_cast<unsigned>(user.size()),
                                  password.data(), static_cast<unsigned>(password.size()));
  if (code != SASL_OK) {
    Answer answer = failure(code);
    answer.user = user;
    return answer;
  }
  Answer answer;
  answer.type = AnswerType::kSuccess;
  answer.identity = {mechanism_, user, user, 0};
  return answer;
}

Answer ServerExchange::result(int code, const char* output, unsigned size) {
  Answer answer;
  if (code == SASL_CONTINUE) {
    answer.type = AnswerType::kChallenge;
    if (output != nullptr) answer.text.assign(output, size);
    return answer;
  }
  if (code != SASL_OK) return failure(code);
  answer.type = AnswerType::kSuccess;
  if (output != nullptr) answer.text.assign(output, size);
  answer.identity.mechanism = mechanism_;
  answer.identity.authorization_id = property(SASL_USERNAME);
  answer.identity.authentication_id = property(SASL_AUTHUSER);
  if (answer.identity.authentication_id.empty()) {
    answer.identity.authentication_id = answer.identity.authorization_id;
  }
  const void* strength = nullptr;
  if (sasl_getprop(connection_, SASL_SSF, &strength) == SASL_OK && strength != nullptr) {
    answer.identity.security_strength = static_cast<int>(*static_cast<const sasl_ssf_t*>(strength));
  }
  return answer;
}

Answer ServerExchange::failure(int code) const {
  Answer answer;
  answer.type = is_temporary(code) ? AnswerType::kUnavailable : AnswerType::kFailure;
  const char* const detail = sasl_errdetail(connection_);
  // An unknown user and a wrong password look the same to whoever reads the log's tools.
  answer.text = std::string(sasl_errstring(code == SASL_NOUSER ? SASL_BADAUTH : code, nullptr, nullptr)) +
                " (" + std::to_string(code == SASL_NOUSER ? SASL_BADAUTH : code) + ") " +
                (detail == nullptr ? "" : detail);
  answer.user = property(SASL_AUTHUSER);
  if (answer.user.empty()) answer.user = property(SASL_USERNAME);
  return answer;
}

std::string ServerExchange::property(int number) const {
  const void* value = nullptr;
  if (sasl_getprop(connection_, number, &value) != SASL_OK || value == nullptr) return {};
  return static_cast<const char*>(value);
}

}  // namespace sendwright::smtp::sasl
