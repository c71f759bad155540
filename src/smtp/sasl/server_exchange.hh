// One authentication in the auth process: a Cyrus SASL server connection.
#pragma once

#include <memory>
#include <string>

#include "base/result.hh"
#include "smtp/sasl/messages.hh"

struct sasl_conn;

namespace sendwright::smtp::sasl {

// Prepares the library; once a process. Keep the object as long as exchanges are made.
class Library {
 public:
  [[nodiscard]] static base::Result<std::unique_ptr<Library>> open(const std::string& configuration_path);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

 private:
  Library() = default;
};

// Used by one thread at a time.
class ServerExchange {
 public:
  // The answer is set if the library cannot even begin.
  ServerExchange(const Terms& terms, Answer& failure);
  ~ServerExchange();
  ServerExchange(const ServerExchange&) = delete;
  ServerExchange& operator=(const ServerExchange&) = delete;

  [[nodiscard]] bool is_usable() const { return connection_ != nullptr; }
  [[nodiscard]] Answer mechanisms();
  [[nodiscard]] Answer start(const std::string& mechanism, const std::optional<std::string>& token);
  [[nodiscard]] Answer step(const std::string& token);
  [[nodiscard]] Answer check_password(const std::string& user, const std::string& password);

 private:
  void set_security(const Terms& terms);
  [[nodiscard]] Answer result(int code, const char* output, unsigned size);
  [[nodiscard]] Answer failure(int code) const;
  [[nodiscard]] std::string property(int number) const;

  sasl_conn* connection_ = nullptr;
  std::string mechanism_;
  std::string realm_;
};

}  // namespace sendwright::smtp::sasl
