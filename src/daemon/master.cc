#include "daemon/master.hh"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <thread>

#include "base/environment.hh"
#include "base/log.hh"
#include "base/strings.hh"
#include "base/wire.hh"
#include "config.h"
#include "daemon/auth_starter.hh"
#include "daemon/background.hh"
#include "daemon/channels.hh"
#include "daemon/listeners.hh"
#include "daemon/pop3_login.hh"
#include "daemon/privileges.hh"
#include "daemon/queue_manager.hh"
#include "daemon/smtp_worker.hh"
#include "daemon/supervisor.hh"
#include "delivery/launcher.hh"

namespace sendwright::daemon {
namespace {

using base::ExitCode;

constexpr std::uint16_t kSmtpPort = 25;
constexpr std::uint16_t kPop3Port = 110;

// Ten thousand sessions need as many descriptors; the system's hard limit stays the bound.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<config::PortOptions> smtp_ports(const config::Options& options) {
  if (!options.daemon_port_options.empty()) return options.daemon_port_options;
  config::PortOptions standard;
  standard.name = "MTA";
  return {standard};
}

std::string command_text(const std::vector<std::string>& arguments) {
  return base::join(arguments, " ");
}

class Master {
 public:
  Master(Site& site, const MasterSetup& setup) : site_(site), setup_(setup) {}

  int run() {
    raise_descriptor_limit();
    ::signal(SIGPIPE, SIG_IGN);
    std::optional<Background> background;
    if (!setup_.is_foreground) background.emplace();
    if (const auto prepared = prepare(); !prepared) {
      std::cerr << "sendmail: " << prepared.error().message << std::endl;
      base::log(0, base::LogPriority::kCritical, {}, prepared.error().message);
      return base::to_int(ExitCode::kUnavailable);
    }
    make_channels();
    Supervisor supervisor;
    add_children(supervisor);
    log_start();
    if (background) background->ready();
    const StopReason reason = supervisor.run();
    if (!pid_file_.empty()) ::unlink(pid_file_.c_str());
    if (reason == StopReason::kRestart) return restart();
    base::log(1, base::LogPriority::kInfo, {}, "stopping daemon");
    return 0;
  }

 private:
  base::Result<void> prepare() {
    auto identity = base::run_as_identity(run_as_text());
    if (!identity) return std::unexpected(identity.error());
    identity_ = *identity;
    if (setup_.serves_smtp) {
      auto smtp = open_listeners(smtp_ports(site_.options()), kSmtpPort);
      if (!smtp) return std::unexpected(smtp.error());
      smtp_ = std::move(*smtp);
      auto pop3 = open_listeners(site_.options().pop3_port_options, kPop3Port);
      if (!pop3) return std::unexpected(pop3.error());
      pop3_ = std::move(*pop3);
    }
    if (auto queue = prepare_queue_directory(); !queue) return queue;
    return write_pid_file();
  }

  [[nodiscard]] std::string run_as_text() const {
    const config::UserAndGroup& option = site_.options().run_as_user;
    return option.group.empty() ? option.user : option.user + ":" + option.group;
  }

  // The workers write the queue as the user they run as; root hands it over to them.
  base::Result<void> prepare_queue_directory() const {
    const std::string& path = site_.options().queue_directory;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
      return base::permanent("queue directory " + path + " is missing; create it: mkdir -m 700 " +
                             path);
    }
    if (::geteuid() != 0 || status.st_uid == identity_.uid) return {};
    if (status.st_uid != 0) {
      return base::permanent("queue directory " + path + " belongs to another user than " +
                             identity_.login + "; set option RunAsUser or change its owner");
    }
    return hand_over(path);
  }

  base::Result<void> hand_over(const std::string& directory) const {
    base::Environment& environment = base::system_environment();
    const auto names = environment.list(directory);
    if (!names) return std::unexpected(names.error());
    for (const std::string& name : *names) {
      const std::string path = directory + '/' + name;
      if (::lchown(path.c_str(), identity_.uid, identity_.gid) != 0) {
        return std::unexpected(base::system_error("change the owner of", path, errno));
      }
    }
    if (::chown(directory.c_str(), identity_.uid, identity_.gid) != 0) {
      return std::unexpected(base::system_error("change the owner of", directory, errno));
    }
    return {};
  }

  base::Result<void> write_pid_file() {
    pid_file_ = site_.expanded(site_.options().pid_file);
    if (pid_file_.empty()) return {};
    base::Environment& environment = base::system_environment();
    auto file = environment.open(pid_file_, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644);
    if (!file) return std::unexpected(file.error());
    return environment.write(file->get(), std::to_string(::getpid()) + '\n' +
                                              command_text(setup_.arguments) + '\n');
  }

  void make_channels() {
    agents_ = make_channel();
    notices_ = make_channel();
    sessions_ = make_channel();
    const size_t workers = smtp_.empty() ? 0 : std::max(1U, std::thread::hardware_concurrency());
    // One channel to the auth process for each worker, and one for the POP3 login process.
    for (size_t i = 0; i < workers + (pop3_.empty() ? 0 : 1); ++i) auth_.push_back(make_channel());
    workers_ = workers;
    if (!auth_.empty()) find_auth();
  }

  // Where there is no auth process the channels to it end at once, so that no session waits for it.
  void find_auth() {
    auto path = find_auth_program();
    if (path) {
      auth_program_ = std::move(*path);
      return;
    }
    std::cerr << "sendmail: warning: " << path.error().message << std::endl;
    base::log(0, base::LogPriority::kCritical, {}, path.error().message);
    for (ChannelPair& channel : auth_) channel.far.reset();
  }

  void add_children(Supervisor& supervisor) {
    if (!auth_program_.empty()) supervisor.add({"auth", [this] { return auth_body(); }});
    supervisor.add({"queue manager", [this] { return queue_manager_body(); }});
    for (size_t i = 0; i < workers_; ++i) {
      supervisor.add({"smtp worker", [this, i] { return smtp_worker_body(i); }});
    }
    if (!pop3_.empty()) supervisor.add({"pop3 login", [this] { return pop3_login_body(); }});
    agent_server_.emplace(agents_.near.get());
    session_server_.emplace(site_, sessions_.near.get());
    supervisor.watch(agents_.near.get(), [this] { take_agent_request(); });
    supervisor.watch(sessions_.near.get(), [this] { take_session_request(); });
    supervisor.on_other_exit([this](pid_t pid, int status) {
      if (!agent_server_->reap(pid, status)) session_server_->reap(pid, status);
    });
  }

  void take_agent_request() {
    auto packet = base::receive_packet(agents_.near.get());
    if (packet && !packet->octets.empty()) agent_server_->serve_agent_request(std::move(*packet));
  }

  void take_session_request() {
    auto packet = base::receive_packet(sessions_.near.get());
    if (packet && !packet->octets.empty()) session_server_->serve(std::move(*packet));
  }

  int auth_body() {
    std::vector<base::UniqueFd> channels;
    for (const ChannelPair& pair : auth_) channels.push_back(duplicate(pair.far));
    return exec_auth_program(auth_program_, channels, site_.options());
  }

  int queue_manager_body() {
    QueueManagerSetup setup{identity_, duplicate(notices_.far), duplicate(agents_.far),
                            setup_.interval};
    close_inherited();
    return run_queue_manager(site_, std::move(setup));
  }

  int smtp_worker_body(size_t number) {
    SmtpWorkerSetup setup{identity_, std::move(smtp_), duplicate(notices_.near),
                          duplicate(auth_[number].near)};
    close_inherited();
    return run_smtp_worker(site_, std::move(setup));
  }

  int pop3_login_body() {
    Pop3LoginSetup setup{identity_, std::move(pop3_), duplicate(auth_.back().near),
                         duplicate(sessions_.far)};
    close_inherited();
    return run_pop3_login(site_, std::move(setup));
  }

  // In a child: what belongs to other children. What the setup needs was duplicated or moved before.
  void close_inherited() {
    smtp_.clear();
    pop3_.clear();
    auth_.clear();
    agents_ = {};
    notices_ = {};
    sessions_ = {};
  }

  void log_start() const {
    std::string interval;
    if (setup_.interval) interval = "queueing@" + base::clock_interval(*setup_.interval);
    const std::string services = std::string(setup_.serves_smtp ? "SMTP" : "") +
                                 (setup_.serves_smtp && setup_.interval ? "+" : "") + interval;
    base::log(1, base::LogPriority::kInfo, {},
              std::string("starting daemon (") + PACKAGE_VERSION + "): " + services);
    base::log(9, base::LogPriority::kInfo, {}, "started as: " + command_text(setup_.arguments));
    for (const Listener& listener : smtp_) {
      base::log(9, base::LogPriority::kInfo, {}, listener.options.name + ": " + listener.where);
    }
  }

  // SIGHUP: the program anew with the same arguments, so that a new configuration counts.
  int restart() {
    base::log(1, base::LogPriority::kInfo, {}, "restarting " + command_text(setup_.arguments));
    std::vector<char*> words;
    for (const std::string& word : setup_.arguments) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    smtp_.clear();
    pop3_.clear();
    ::execv("/proc/self/exe", words.data());
    base::log(0, base::LogPriority::kCritical, {}, "cannot restart");
    return base::to_int(ExitCode::kSystemError);
  }

  Site& site_;
  const MasterSetup& setup_;
  Identity identity_;
  std::vector<Listener> smtp_;
  std::vector<Listener> pop3_;
  size_t workers_ = 0;
  std::string pid_file_;
  ChannelPair agents_;    // near: master, far: queue manager
  ChannelPair notices_;   // near: all workers, far: queue manager
  ChannelPair sessions_;  // near: master, far: POP3 login
  std::string auth_program_;       // empty: there is none
  std::vector<ChannelPair> auth_;  // near: worker, far: auth process
  std::optional<delivery::AgentServer> agent_server_;
  std::optional<Pop3SessionServer> session_server_;
};

}  // namespace

int run_master(Site& site, const MasterSetup& setup) {
  site.engine().compile_all();
  return Master(site, setup).run();
}

}  // namespace sendwright::daemon
