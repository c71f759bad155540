#include "dns/unbound_resolver.hh"

#include <poll.h>
#include <sys/eventfd.h>
#include <unbound.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>

#include "base/log.hh"
#include "base/unique_fd.hh"
#include "dns/answer_cache.hh"
#include "dns/name_servers.hh"
#include "dns/server_watch.hh"

namespace sendwright::dns {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxName = 254;        // with final dot
constexpr size_t kMaxPending = 20000;   // questions at a time; more fail temporarily
// For how long no question is asked after the name servers were found dead.
constexpr std::chrono::seconds kRefusedMemory = ServerWatch::kRefusalTime;
constexpr std::chrono::seconds kSilentMemory{5};
// After that, servers that were silent have this long to show that they are back.
constexpr std::chrono::seconds kSecondChance{1};
// A question that was given up sooner says nothing about its name.
constexpr std::chrono::milliseconds kTellingWait{2000};
constexpr int kClassIn = 1;
constexpr int kNameError = 3;  // NXDOMAIN

struct Question {
  std::string name;
  RecordType type = RecordType::kA;
  Clock::time_point asked;
  Clock::time_point deadline;
  RecordAnswer answer;  // filled in by the thread before it calls resume
  std::function<void()> resume;
  int async_id = 0;
  bool is_started = false;  // the library has it
  bool is_done = false;
  bool is_outage = false;  // the failure is not the name's
};

std::shared_ptr<ub_ctx> make_context(const std::vector<std::string>& servers,
                                     const ResolverSettings& settings) {
  const std::shared_ptr<ub_ctx> context(ub_ctx_create(), [](ub_ctx* c) {
    if (c) ub_ctx_delete(c);
  });
  if (!context) return nullptr;
  ub_ctx* const c = context.get();
  ub_ctx_debugout(c, nullptr);
  ub_ctx_async(c, 1);  // a thread of the library's own
  int accepted = 0;
  for (const auto& server : servers) accepted += ub_ctx_set_fwd(c, server.c_str()) == 0;
  if (accepted == 0) return nullptr;  // without a server to ask the library would ask the root's
  // A name server on this machine is the common case; sites have their own private reverse zones.
  ub_ctx_set_option(c, "do-not-query-localhost:", "no");
  ub_ctx_set_option(c, "unblock-lan-zones:", "yes");
  ub_ctx_set_option(c, "insecure-lan-zones:", "yes");
  ub_ctx_set_option(c, "infra-host-ttl:", "60");  // a server that was down is soon asked again
  ub_ctx_set_option(c, "infra-keep-probing:", "yes");
  ub_ctx_set_option(c, "rrset-roundrobin:", "no");  // the order is the name server's affair
  if (settings.uses_tcp) ub_ctx_set_option(c, "tcp-upstream:", "yes");
  const std::string& anchors = settings.trust_anchor_file;
  if (!anchors.empty() && (::access(anchors.c_str(), R_OK) != 0 ||
                           ub_ctx_add_ta_file(c, anchors.c_str()) != 0)) {
    base::log(1, base::LogPriority::kError, "",
              "no name can be looked up: cannot read the trust anchors in " + anchors);
    return nullptr;
  }
  ub_ctx_zone_remove(c, "127.in-addr.arpa.");
  ub_ctx_zone_remove(c, "localhost.");
  ub_ctx_zone_remove(c, "test.");
  return context;
}

void fill(const ub_result& result, RecordAnswer& answer) {
  answer.canonical_name = result.canonname ? result.canonname : "";
  if (answer.canonical_name.ends_with('.')) answer.canonical_name.pop_back();
  answer.is_secure = result.secure != 0;
  answer.name_exists = result.nxdomain == 0;
  answer.time_to_live = std::chrono::seconds(result.ttl);
  if (result.bogus) {
    answer.reason = result.why_bogus ? result.why_bogus : "DNSSEC validation failed";
  } else if (result.rcode != 0 && result.rcode != kNameError) {
    answer.reason = "name server answered with error " + std::to_string(result.rcode);
  } else if (!result.havedata) {
    answer.status = Status::kNotFound;
  } else {
    answer.status = Status::kFound;
    for (int i = 0; result.data[i] != nullptr; ++i)
      answer.rdata.emplace_back(result.data[i], static_cast<size_t>(result.len[i]));
  }
}

// One thread owns the library's context: it takes questions from a queue, hands them to the
// library, and ends those that wait too long. Questions that need not be asked never come to the
// thread: what the cache knows, and everything while the servers are known to be dead.
class UnboundResolver final : public Resolver {
 public:
  explicit UnboundResolver(ResolverSettings settings)
      : settings_(std::move(settings)), servers_(settings_.resolv_conf, settings_.name_servers) {}
  ~UnboundResolver() override;

  RecordAnswer query_until(Deadline deadline, std::string_view name, RecordType type,
                           base::Waiter& waiter) override;

 private:
  bool submit(const std::shared_ptr<Question>& question);
  std::optional<std::string> reason_of_outage();
  void run();
  void take_new();
  void look_at_servers();
  void renew_context();
  void start(Question* question);
  void declare_dead(std::string reason, std::chrono::seconds memory);
  void end_some();
  void end_all();
  void finish(Question* question);
  [[nodiscard]] int milliseconds_to_wait() const;
  void wait();
  static void on_answer(void* data, int error, ub_result* result);

  const ResolverSettings settings_;
  AnswerCache cache_;
  std::mutex mutex_;  // guards the next five
  std::deque<std::shared_ptr<Question>> new_;
  size_t pending_count_ = 0;
  bool is_stopping_ = false;
  Clock::time_point dead_until_{};
  std::string dead_reason_;
  base::UniqueFd wake_;
  std::thread thread_;
  // Of the thread only.
  NameServers servers_;
  std::optional<ServerWatch> watch_;
  std::vector<std::string> asked_;  // the servers that the context knows
  std::shared_ptr<ub_ctx> context_;
  std::unordered_map<Question*, std::shared_ptr<Question>> running_;
  Clock::time_point found_silent_ = Clock::time_point::max();
};

UnboundResolver::~UnboundResolver() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  (void)::eventfd_write(wake_.get(), 1);
  thread_.join();
}

bool UnboundResolver::submit(const std::shared_ptr<Question>& question) {
  const std::lock_guard lock(mutex_);
  if (pending_count_ >= kMaxPending || is_stopping_) return false;
  if (!thread_.joinable()) {
    wake_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_.is_open()) return false;
    thread_ = std::thread([this] { run(); });
  }
  ++pending_count_;
  new_.push_back(question);
  return ::eventfd_write(wake_.get(), 1) == 0;
}

std::optional<std::string> UnboundResolver::reason_of_outage() {
  const std::lock_guard lock(mutex_);
  if (dead_until_ <= Clock::now()) return std::nullopt;
  return dead_reason_;
}

RecordAnswer UnboundResolver::query_until(Deadline deadline, std::string_view name,
                                          RecordType type, base::Waiter& waiter) {
  auto question = std::make_shared<Question>();
  const bool is_name = name.size() <= kMaxName && !encode_name(name).empty();
  if (name.ends_with('.')) name.remove_suffix(1);
  if (!is_name) {
    question->answer.status = Status::kNotFound;
    return question->answer;
  }
  question->asked = Clock::now();
  if (auto known = cache_.find(name, type, question->asked)) return std::move(*known);
  if (auto reason = reason_of_outage()) {
    question->answer.reason = std::move(*reason);
    return question->answer;
  }
  question->name = name;
  question->type = type;
  question->deadline = std::min(deadline, question->asked + settings_.time_limit);
  waiter.await([&](std::function<void()> resume) {
    question->resume = std::move(resume);
    if (submit(question)) return;
    question->answer.reason = "too many questions at a time";
    question->resume();
  });
  return std::move(question->answer);
}

void UnboundResolver::on_answer(void* data, int error, ub_result* result) {
  auto* question = static_cast<Question*>(data);
  const std::unique_ptr<ub_result, void (*)(ub_result*)> owner(result, ub_resolve_free);
  if (error != 0 || result == nullptr)
    question->answer.reason = ub_strerror(error);
  else
    fill(*result, question->answer);
  question->is_done = true;
}

void UnboundResolver::finish(Question* question) {
  const auto node = running_.extract(question);
  if (node.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    --pending_count_;
  }
  node.mapped()->resume();
}

void UnboundResolver::take_new() {
  std::deque<std::shared_ptr<Question>> fresh;
  {
    const std::lock_guard lock(mutex_);
    fresh.swap(new_);
  }
  for (auto& owner : fresh) {
    Question* const question = owner.get();
    running_.emplace(question, std::move(owner));
  }
}

// Before a question goes to the library: who is there to ask?
void UnboundResolver::look_at_servers() {
  const auto now = Clock::now();
  if (servers_.refresh(now) || !watch_) {
    cache_.clear();
    watch_.emplace(servers_.list());
    found_silent_ = Clock::time_point::max();
  }
  if (settings_.uses_tcp) return renew_context();  // a datagram says nothing about such servers
  watch_->probe(now, std::ranges::any_of(running_, [now](const auto& entry) {
    return now - entry.first->asked >= ServerWatch::kProbeInterval;
  }));
  if (watch_->all_refuse()) return declare_dead("no name server takes questions", kRefusedMemory);
  auto patience = settings_.time_limit * 2 / 5;
  if (found_silent_ < now && !watch_->has_heard_since(found_silent_))
    patience = std::min<std::chrono::milliseconds>(patience, kSecondChance);
  if (watch_->silent_since() != Clock::time_point::max() &&
      now - watch_->silent_since() >= patience) {
    found_silent_ = now;
    return declare_dead("no name server answers", kSilentMemory);
  }
  renew_context();
}

// Everybody who waits is told now, and nobody is kept waiting for some seconds.
void UnboundResolver::declare_dead(std::string reason, std::chrono::seconds memory) {
  watch_->forget_silence();
  {
    const std::lock_guard lock(mutex_);
    dead_until_ = Clock::now() + memory;
    dead_reason_ = reason;
  }
  for (const auto& [question, owner] : running_) {
    if (question->is_done) continue;
    if (question->is_started) ub_cancel(context_.get(), question->async_id);
    question->answer.reason = reason;
    question->is_done = question->is_outage = true;
  }
  context_.reset();  // what it has learnt about the servers is of no use when they are back
}

// Lets the library ask the servers that are there, and no others. Questions that wait move along.
void UnboundResolver::renew_context() {
  auto usable = settings_.uses_tcp ? servers_.list() : watch_->usable();
  if (!context_ || usable != asked_) {
    for (const auto& [question, owner] : running_) {
      if (!question->is_started || question->is_done) continue;
      ub_cancel(context_.get(), question->async_id);
      question->is_started = false;
    }
    asked_ = std::move(usable);
    context_ = make_context(asked_, settings_);
  }
  for (const auto& [question, owner] : running_)
    if (!question->is_started && !question->is_done) start(question);
}

void UnboundResolver::start(Question* question) {
  const int error = context_ ? ub_resolve_async(context_.get(), question->name.c_str(),
                                                static_cast<int>(question->type), kClassIn,
                                                question, on_answer, &question->async_id)
                             : UB_NOMEM;
  question->is_started = true;
  if (error == 0) return;
  question->answer.reason = context_ ? ub_strerror(error)
                            : "no name server with a usable address, or no trust anchors";
  question->is_done = question->is_outage = true;
}

// Resumes those that have their answer, and those that cannot wait any longer.
void UnboundResolver::end_some() {
  const auto now = Clock::now();
  std::vector<Question*> over;
  for (const auto& [question, owner] : running_) {
    bool is_telling = !question->is_outage;
    if (question->is_done) {
      over.push_back(question);
    } else if (question->deadline <= now) {
      if (question->is_started) ub_cancel(context_.get(), question->async_id);
      question->answer.reason = "no name server answered in time";
      is_telling = now - question->asked >= std::min(settings_.time_limit, kTellingWait);
      over.push_back(question);
    } else {
      continue;
    }
    if (is_telling) cache_.keep(question->name, question->type, question->answer, now);
    if (question->answer.status != Status::kTemporaryFailure) watch_->heard(now);
  }
  for (Question* question : over) finish(question);
}

int UnboundResolver::milliseconds_to_wait() const {
  if (running_.empty()) return -1;
  const auto now = Clock::now();
  auto next = now + std::min(ServerWatch::kProbeInterval, settings_.time_limit / 5);
  for (const auto& entry : running_) next = std::min(next, entry.first->deadline);
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - now).count();
  return static_cast<int>(std::clamp<long long>(wait, 0, 60000));
}

void UnboundResolver::wait() {
  std::vector<pollfd> ready{{wake_.get(), POLLIN, 0}};
  if (context_) ready.push_back({ub_fd(context_.get()), POLLIN, 0});
  if (watch_) watch_->add_to(ready);
  ::poll(ready.data(), ready.size(), milliseconds_to_wait());
  eventfd_t count = 0;
  (void)::eventfd_read(wake_.get(), &count);
  if (watch_) watch_->read(Clock::now());
  if (context_) ub_process(context_.get());
}

void UnboundResolver::run() {
  for (;;) {
    take_new();
    if (!running_.empty()) look_at_servers();
    end_some();
    {
      const std::lock_guard lock(mutex_);
      if (is_stopping_) break;
    }
    wait();
    end_some();
  }
  take_new();
  end_all();
}

void UnboundResolver::end_all() {
  while (!running_.empty()) {
    Question* const question = running_.begin()->first;
    if (question->is_started && !question->is_done)
      ub_cancel(context_.get(), question->async_id);
    question->answer = {};
    question->answer.reason = "shutting down";
    finish(question);
  }
}

}  // namespace

std::chrono::milliseconds time_limit_of(std::chrono::seconds retransmit, long long attempts) {
  constexpr std::chrono::seconds kDefaultRetransmit{5};
  constexpr long long kDefaultAttempts = 2;
  if (retransmit.count() <= 0) retransmit = kDefaultRetransmit;
  if (attempts <= 0) attempts = kDefaultAttempts;
  return std::min<std::chrono::milliseconds>(retransmit * std::min(attempts, 60LL),
                                             std::chrono::minutes(5));
}

std::unique_ptr<Resolver> unbound_resolver(ResolverSettings settings) {
  return std::make_unique<UnboundResolver>(std::move(settings));
}

}  // namespace sendwright::dns
