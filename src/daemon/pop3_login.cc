#include "daemon/pop3_login.hh"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <deque>
#include <stdexcept>

#include "base/coroutine.hh"
#include "base/log.hh"
#include "config/expand.hh"
#include "daemon/acceptor.hh"
#include "daemon/supervisor.hh"
#include "daemon/tls_contexts.hh"
#include "delivery/agent_process.hh"
#include "retrieval/pop3/login.hh"
#include "retrieval/pop3/session.hh"
#include "smtp/sasl/client.hh"

namespace sendwright::daemon {
namespace {

namespace pop3 = retrieval::pop3;

constexpr size_t kBlockingThreads = 2;
// Packet type, see docs/process-messages.md.
constexpr uint8_t kOpenSession = 1;

std::string peer_address(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return "unknown";
  const void* address = peer.ss_family == AF_INET6
                            ? static_cast<void*>(&reinterpret_cast<sockaddr_in6&>(peer).sin6_addr)
                            : static_cast<void*>(&reinterpret_cast<sockaddr_in&>(peer).sin_addr);
  if (peer.ss_family != AF_INET && peer.ss_family != AF_INET6) return "local";
  return ::inet_ntop(peer.ss_family, address, text.data(), text.size()) != nullptr ? text.data()
                                                                                   : "unknown";
}

pop3::LoginServices login_services(Site& site, smtp::sasl::Client& auth) {
  const config::Options& options = site.options();
  smtp::sasl::Terms terms;
  terms.realm = site.expanded(options.auth_realm);
  terms.host = site.configuration().macros.get("j");
  terms.forbids_plain = options.auth_options.find('p') != std::string::npos;  // as for SMTP
  return {.auth = auth,
          .terms = terms,
          .allowed_mechanisms = options.auth_mechanisms,
          .tls_context = server_tls(options),
          .host_name = std::string(site.configuration().macros.get("j"))};
}

// The session process has the rights of a delivery to that mailbox: the user's own, and the spool's
// group where locks need it.
void become(const base::User& user, const std::string& mailbox) {
  delivery::AgentRequest request;
  request.task = delivery::AgentTask::kMailbox;
  request.login = user.name;
  request.uid = user.uid;
  request.gid = user.gid;
  request.path = mailbox;
  if (const auto became = delivery::become_user(request); !became) {
    throw std::runtime_error(became.error().message);
  }
  ::alarm(0);  // a session lasts as long as its client is busy
}

std::string mailbox_of(const Site& site, const base::User& user) {
  config::MacroScope macros;
  macros.set("u", user.name);
  macros.set("z", user.home);
  return config::expand_source(site.options().mailbox_template(), macros);
}

}  // namespace

int run_pop3_login(Site& site, Pop3LoginSetup setup) {
  base::EventLoop loop(kBlockingThreads);
  smtp::sasl::Client auth(loop, std::move(setup.auth));
  const pop3::LoginServices services = login_services(site, auth);
  drop_privileges(setup.identity);

  const pop3::HandOver hand_over = [&](pop3::Login login) {
    const base::WireWriter message =
        base::WireWriter(kOpenSession).text(login.user).text(login.pending_octets);
    return base::send_packet(setup.sessions.get(), message.packet(), login.connection.get());
  };
  std::deque<Acceptor> acceptors;
  for (Listener& listener : setup.listeners) {
    acceptors.emplace_back(
        loop, std::move(listener), [&](base::UniqueFd connection, const config::PortOptions&) {
          // The session's function must be copyable; a descriptor is not.
          auto shared = std::make_shared<base::UniqueFd>(std::move(connection));
          base::spawn_session(loop, [&, shared](base::CoroutineWaiter& waiter) {
            const std::string peer = peer_address(shared->get());
            pop3::serve_login(std::move(*shared), peer, services, hand_over, waiter);
          });
        });
  }
  boost::asio::signal_set signals(loop.context, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) loop.context.stop();
  });
  loop.context.run();
  auth.close();
  loop.end_sessions();
  return 0;
}

void Pop3SessionServer::serve(base::WirePacket packet) {
  base::WireReader reader(packet.octets);
  const std::string name = reader.text();
  std::string pending = reader.text();
  if (reader.type() != kOpenSession || !reader.is_complete() || !packet.fd) return;
  // An identity may carry the realm of the password store.
  const auto user = site_.lookups().users().find(name.substr(0, name.find('@')));
  if (!user || !*user) {
    base::log(4, base::LogPriority::kNotice, {}, "pop3: no mailbox for user " + name);
    return;
  }
  const pid_t pid = ::fork();
  if (pid != 0) {
    if (pid > 0) sessions_.insert(pid);
    return;
  }
  ::close(channel_);
  set_process_title("pop3 session");
  int status = EXIT_FAILURE;
  try {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const std::string mailbox = mailbox_of(site_, **user);
    become(**user, mailbox);
    base::BlockingWaiter waiter;
    pop3::serve_session({std::move(packet.fd), (*user)->name, std::move(pending)}, mailbox, waiter);
    status = EXIT_SUCCESS;
  } catch (const std::exception& error) {
    base::log(1, base::LogPriority::kError, {}, std::string("pop3 session: ") + error.what());
  }
  ::_exit(status);
}

bool Pop3SessionServer::reap(pid_t pid, int) { return sessions_.erase(pid) != 0; }

}  // namespace sendwright::daemon
