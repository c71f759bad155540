#include "daemon/tls_contexts.hh"

#include "base/log.hh"

namespace sendwright::daemon {
namespace {

using smtp::tls::Context;
using smtp::tls::ContextSettings;

std::shared_ptr<const Context> create(const ContextSettings& settings, int log_level) {
  auto context = Context::create(settings);
  if (context) return std::move(*context);
  base::log(log_level, base::LogPriority::kWarning, {}, context.error().message);
  return nullptr;
}

}  // namespace

std::shared_ptr<const Context> server_tls(const config::Options& options) {
  return create(smtp::tls::server_settings(options), options.server_cert_file.empty() ? 14 : 1);
}

std::shared_ptr<const Context> client_tls(const config::Options& options) {
  return create(smtp::tls::client_settings(options), 9);
}

}  // namespace sendwright::daemon
