#include "dns/unbound_resolver.hh"

#include <poll.h>
#include <sys/eventfd.h>
#include <unbound.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/strings.hh"
#include "base/unique_fd.hh"

namespace sendwright::dns {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxName = 254;        // with final dot
constexpr size_t kMaxPending = 20000;   // questions at a time; more fail temporarily
constexpr size_t kMaxNameServers = 16;
constexpr int kClassIn = 1;
constexpr int kNameError = 3;  // NXDOMAIN

struct Question {
  std::string name;
  RecordType type = RecordType::kA;
  Clock::time_point deadline;
  RecordAnswer answer;  // filled in by the thread before it calls resume
  std::function<void()> resume;
  int async_id = 0;
  bool is_done = false;
};

std::vector<std::string> servers_of(const ResolverSettings& settings) {
  if (!settings.name_servers.empty()) return settings.name_servers;
  std::vector<std::string> servers;
  std::ifstream file(settings.resolv_conf);
  std::string line;
  while (servers.size() < kMaxNameServers && std::getline(file, line)) {
    const auto words = base::split_words(line);
    if (words.size() > 1 && words[0] == "nameserver") servers.emplace_back(words[1]);
  }
  if (servers.empty()) servers.emplace_back("127.0.0.1");
  return servers;
}

std::shared_ptr<ub_ctx> make_context(const ResolverSettings& settings) {
  const std::shared_ptr<ub_ctx> context(ub_ctx_create(), [](ub_ctx* c) {
    if (c) ub_ctx_delete(c);
  });
  if (!context) return nullptr;
  ub_ctx* const c = context.get();
  ub_ctx_debugout(c, nullptr);
  ub_ctx_async(c, 1);  // a thread of the library's own
  for (const auto& server : servers_of(settings)) ub_ctx_set_fwd(c, server.c_str());
  // A name server on this machine is the common case; sites have their own private reverse zones.
  ub_ctx_set_option(c, "do-not-query-localhost:", "no");
  ub_ctx_set_option(c, "unblock-lan-zones:", "yes");
  ub_ctx_set_option(c, "insecure-lan-zones:", "yes");
  ub_ctx_set_option(c, "infra-host-ttl:", "60");  // a server that was down is soon asked again
  if (settings.uses_tcp) ub_ctx_set_option(c, "tcp-upstream:", "yes");
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

// One thread owns the library's context: it takes questions from a queue, hands them to the library,
// and ends those that wait too long.
class UnboundResolver final : public Resolver {
 public:
  explicit UnboundResolver(ResolverSettings settings) : settings_(std::move(settings)) {}
  ~UnboundResolver() override;

  RecordAnswer query(std::string_view name, RecordType type, base::Waiter& waiter) override;

 private:
  bool submit(const std::shared_ptr<Question>& question);
  void run();
  void start_new(ub_ctx* context);
  void end_overdue(ub_ctx* context);
  void finish(Question* question);
  [[nodiscard]] int milliseconds_to_deadline() const;
  static void on_answer(void* data, int error, ub_result* result);

  const ResolverSettings settings_;
  std::mutex mutex_;  // guards the three below
  std::deque<std::shared_ptr<Question>> new_;
  size_t pending_count_ = 0;
  bool is_stopping_ = false;
  base::UniqueFd wake_;
  std::thread thread_;
  // Of the thread only.
  std::unordered_map<Question*, std::shared_ptr<Question>> running_;
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

RecordAnswer UnboundResolver::query(std::string_view name, RecordType type, base::Waiter& waiter) {
  auto question = std::make_shared<Question>();
  question->name = name;
  if (question->name.ends_with('.')) question->name.pop_back();
  question->type = type;
  if (question->name.size() > kMaxName || encode_name(question->name).empty()) {
    question->answer.status = Status::kNotFound;
    return question->answer;
  }
  question->deadline = Clock::now() + settings_.time_limit;
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

void UnboundResolver::start_new(ub_ctx* context) {
  std::deque<std::shared_ptr<Question>> fresh;
  {
    const std::lock_guard lock(mutex_);
    fresh.swap(new_);
  }
  for (auto& owner : fresh) {
    Question* const question = owner.get();
    running_.emplace(question, std::move(owner));
    const int error = context ? ub_resolve_async(context, question->name.c_str(),
                                                 static_cast<int>(question->type), kClassIn,
                                                 question, on_answer, &question->async_id)
                              : UB_NOMEM;
    if (error == 0) continue;
    question->answer.reason = ub_strerror(error);
    finish(question);
  }
}

void UnboundResolver::end_overdue(ub_ctx* context) {
  const auto now = Clock::now();
  std::vector<Question*> over;
  for (const auto& [question, owner] : running_) {
    if (question->is_done) {
      over.push_back(question);
    } else if (question->deadline <= now) {
      ub_cancel(context, question->async_id);
      question->answer.reason = "no name server answered in time";
      over.push_back(question);
    }
  }
  for (Question* question : over) finish(question);
}

int UnboundResolver::milliseconds_to_deadline() const {
  if (running_.empty()) return -1;
  auto next = Clock::time_point::max();
  for (const auto& entry : running_) next = std::min(next, entry.first->deadline);
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(wait, 0, 60000));
}

void UnboundResolver::run() {
  const auto context = make_context(settings_);
  for (;;) {
    start_new(context.get());
    pollfd ready[2] = {{wake_.get(), POLLIN, 0}, {context ? ub_fd(context.get()) : -1, POLLIN, 0}};
    ::poll(ready, 2, milliseconds_to_deadline());
    eventfd_t count = 0;
    (void)::eventfd_read(wake_.get(), &count);
    if (context) ub_process(context.get());
    end_overdue(context.get());
    const std::lock_guard lock(mutex_);
    if (is_stopping_) break;
  }
  start_new(nullptr);
  while (!running_.empty()) {
    Question* const question = running_.begin()->first;
    if (context) ub_cancel(context.get(), question->async_id);
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
