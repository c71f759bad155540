#include "queue/message_run.hh"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "base/log.hh"
#include "base/strings.hh"
#include "queue/delivery_log.hh"
#include "queue/notices.hh"
#include "queue/queue_file.hh"
#include "queue/queue_policy.hh"
#include "rules/engine.hh"
#include "rules/hooks.hh"
#include "rules/resolve.hh"

namespace sendwright::queue {
namespace {

RecipientStatus make_status(Outcome outcome, std::string enhanced_status, std::string text) {
  RecipientStatus status;
  status.outcome = outcome;
  status.enhanced_status = std::move(enhanced_status);
  status.text = std::move(text);
  return status;
}

// The host could not be found or reached, or did not say a word: other messages need not ask it again.
bool is_host_dead(const WorkItem& item) {
  return item.state == WorkState::kDeferred && item.mailer->is_ipc() &&
         item.status.diagnostic.empty() &&
         (item.status.enhanced_status == "4.0.0" || item.status.enhanced_status.starts_with("4.4."));
}

}  // namespace

MessageRun::MessageRun(const ProcessorParts& parts, const ProcessOptions& options,
                       QueuedMessage& message, base::Waiter& waiter)
    : parts_(parts),
      options_(options),
      message_(message),
      envelope_(message.envelope()),
      waiter_(waiter),
      configuration_(parts.router.parts().engine.configuration()),
      settings_(parts.router.parts().options()),
      macros_(&configuration_.macros),
      evaluation_(macros_, waiter) {}

ProcessResult MessageRun::run() {
  set_macros();
  expand();
  if (!split_lists()) {
    result_.status = ProcessStatus::kWaiting;
    return std::move(result_);
  }
  check_hops();
  check_compatibility();
  hold_expensive();
  deliver_groups();
  ++envelope_.attempts;
  envelope_.last_attempt = parts_.environment.now();
  send_notice(expire());
  report();
  result_.status = store_rest();
  return std::move(result_);
}

void MessageRun::set_macros() {
  for (const auto& [name, value] : envelope_.macros) macros_.set(name, value);
  macros_.set("i", envelope_.queue_id);
  macros_.set("f", envelope_.sender);
  evaluation_.report = [this](std::string_view message) {
    base::log(3, base::LogPriority::kNotice, envelope_.queue_id, message);
  };
}

void MessageRun::expand() {
  const auto started = parts_.environment.now();
  auto expansion = parts_.router.expand(expansion_request(envelope_), evaluation_);
  for (const auto& line : expansion.log_lines)
    base::log(10, base::LogPriority::kInfo, envelope_.queue_id, line);
  work_ = make_work_list(envelope_, std::move(expansion));
  WorkGroup settled;
  for (size_t i = 0; i < work_.items.size(); ++i)
    if (work_.items[i].state != WorkState::kPending) settled.push_back(i);
  log_group(settled, started);
}

void MessageRun::check_hops() {
  const auto hops = static_cast<std::int64_t>(envelope_.headers.count("Received"));
  if (settings_.max_hop_count <= 0 || hops <= settings_.max_hop_count) return;
  const std::string text = "Too many hops " + std::to_string(hops) + " (" +
                           std::to_string(settings_.max_hop_count) + " max)";
  auto status = make_status(Outcome::kFailed, "5.4.6", text);
  status.transcript = {"554 5.4.6 " + text};
  WorkGroup all;
  for (size_t i = 0; i < work_.items.size(); ++i) all.push_back(i);
  settle_group(all, status);
  log_group(all, parts_.environment.now());
}

bool MessageRun::split_lists() {
  std::set<std::string> owners;
  for (const auto& item : work_.items)
    if (!item.owner.empty()) owners.insert(item.owner);
  for (const auto& owner : owners) {
    const auto clone = clone_for(owner);
    if (!clone) {
      base::log(1, base::LogPriority::kError, envelope_.queue_id,
                "cannot split envelope: " + clone.error().message);
      return false;
    }
    base::log(5, base::LogPriority::kInfo, envelope_.queue_id,
              *clone + ": clone: owner=" + base::printable(owner));
    result_.new_messages.push_back(*clone);
    std::erase_if(work_.items, [&](const auto& item) { return item.owner == owner; });
  }
  // The list's copies are safe now: another attempt at this message must not make them again.
  return owners.empty() || checkpoint();
}

base::Result<std::string> MessageRun::clone_for(const std::string& owner) {
  Envelope copy = envelope_;
  copy.sender = owner;
  copy.is_sender_bracketed = false;
  copy.is_split = true;
  copy.recipients.clear();
  for (const auto& item : work_.items) {
    if (item.owner != owner) continue;
    copy.recipients.push_back(item.record);
    // Its own failures are found again, and reported to the owner.
    copy.recipients.back().notify.on_success = false;
  }
  base::Result<std::string> result;
  waiter_.run_blocking([&] {
    auto incoming = parts_.store.begin();
    if (!incoming) return void(result = std::unexpected(incoming.error()));
    const auto body = message_.open_body();
    if (!body) return void(result = std::unexpected(body.error()));
    if (const auto copied = copy_body(body->get(), **incoming); !copied)
      return void(result = std::unexpected(copied.error()));
    if (const auto committed = (*incoming)->commit(copy); !committed)
      return void(result = std::unexpected(committed.error()));
    result = copy.queue_id;
  });
  return result;
}

void MessageRun::check_compatibility() {
  const auto& engine = parts_.router.parts().engine;
  if (!engine.find(rules::name_of(rules::Hook::kCheckCompat))) return;
  for (size_t i = 0; i < work_.items.size(); ++i) {
    auto& item = work_.items[i];
    if (item.state != WorkState::kPending) continue;
    const auto verdict = rules::check(engine, rules::Hook::kCheckCompat,
                                      {envelope_.sender, item.record.address}, evaluation_);
    if (verdict.kind == rules::CheckVerdict::Kind::kDiscard) {
      item.record.notify.on_success = false;
      item.settle(make_status(Outcome::kDelivered, "2.0.0", "discarded"));
    } else if (verdict.kind == rules::CheckVerdict::Kind::kError) {
      const bool is_temporary = verdict.error.is_temporary();
      auto status = make_status(is_temporary ? Outcome::kDeferred : Outcome::kFailed,
                                verdict.error.enhanced_status,
                                (is_temporary ? "Deferred: " : "") + verdict.error.text);
      status.transcript = {verdict.error.reply_line()};
      item.settle(std::move(status));
      if (!is_temporary) item.exit_code = verdict.error.exit_code;
    } else if (verdict.kind == rules::CheckVerdict::Kind::kQuarantine) {
      return hold(verdict.reason);
    } else {
      continue;
    }
    log_group({i}, parts_.environment.now());
  }
}

// What has not been delivered waits in quarantine.
void MessageRun::hold(const std::string& reason) {
  envelope_.quarantine_reason = reason;
  base::log(5, base::LogPriority::kInfo, envelope_.queue_id,
            "quarantine=" + base::printable(reason));
  for (auto& item : work_.items) {
    if (item.state == WorkState::kPending) {
      item.settle(make_status(Outcome::kDeferred, "4.7.1", ""));
    }
  }
}

void MessageRun::hold_expensive() {
  for (auto& item : work_.items) {
    if (item.state != WorkState::kPending) continue;
    const bool is_held = (item.mailer->flags.has('e') && settings_.hold_expensive &&
                          !options_.is_queue_run) ||
                         (item.mailer->flags.has('%') && !options_.is_selected);
    if (is_held) item.settle(make_status(Outcome::kDeferred, "4.0.0", "queued"));
  }
}

base::Result<std::string> MessageRun::sender_for(const config::Mailer& mailer) {
  if (envelope_.sender.empty()) return std::string();
  const auto known = senders_.find(&mailer);
  if (known != senders_.end()) return known->second;
  auto rewritten =
      rules::rewrite_for_mailer(parts_.router.parts().engine, envelope_.sender, mailer,
                                rules::Direction::kSender, rules::Part::kEnvelope, evaluation_);
  if (rewritten.status == base::ExitCode::kTemporaryFailure)
    return base::temporary("sender address could not be rewritten now");
  return senders_[&mailer] = std::move(rewritten.text);
}

void MessageRun::deliver_groups() {
  // Attempts name recipients by their place among all items.
  envelope_.recipients.clear();
  for (const auto& item : work_.items) envelope_.recipients.push_back(item.record);
  const auto groups = group_pending(work_);
  bool is_safe_to_go_on = true;
  for (const auto& group : groups) {
    if (since_checkpoint_ > 0) is_safe_to_go_on = checkpoint();
    if (is_safe_to_go_on)
      deliver_group(group);
    else
      settle_group(group, make_status(Outcome::kDeferred, "4.3.0",
                                      "Deferred: queue file could not be updated"));
  }
}

void MessageRun::deliver_group(const WorkGroup& group) {
  const auto& first = work_.items[group.front()];
  const auto started = parts_.environment.now();
  const auto sender = sender_for(*first.mailer);
  if (!sender) {
    settle_group(group,
                 make_status(Outcome::kDeferred, "4.3.0", "Deferred: " + sender.error().message));
  } else if (options_.destinations == nullptr) {
    attempt_group(group, *sender);
  } else {
    const std::string key = Destinations::key(first.mailer->name, first.host);
    const size_t limit = first.mailer->is_ipc() ? kMaxDeliveriesPerHost : kMaxLocalDeliveries;
    const auto slot =
        options_.destinations->acquire(key, limit, options_.is_queue_run, waiter_);
    if (slot) {
      attempt_group(group, *sender);
      note_destination(key, group);
    } else {
      settle_group(group, make_status(Outcome::kDeferred, "4.0.0", slot.error()));
    }
  }
  log_group(group, started);
}

void MessageRun::attempt_group(const WorkGroup& group, const std::string& sender) {
  base::Result<base::UniqueFd> body;
  waiter_.run_blocking([&] { body = message_.open_body(); });
  if (!body)
    return settle_group(group, make_status(Outcome::kDeferred, "4.3.0",
                                           "Deferred: " + body.error().message));
  const auto& first = work_.items[group.front()];
  DeliveryAttempt attempt{.envelope = envelope_, .mailer = first.mailer->name, .host = first.host,
                          .sender = sender, .recipients = {}, .body_fd = body->get()};
  for (const size_t index : group) {
    attempt.recipients.push_back(work_.items[index].delivery);
    attempt.recipients.back().index = index;
  }
  auto statuses = parts_.transport.deliver(attempt, waiter_);
  statuses.resize(group.size(), make_status(Outcome::kDeferred, "4.3.0", "Deferred"));
  for (size_t i = 0; i < group.size(); ++i) {
    auto& item = work_.items[group[i]];
    item.settle(std::move(statuses[i]));
    if (item.state == WorkState::kDelivered) ++since_checkpoint_;
  }
}

void MessageRun::settle_group(const WorkGroup& group, const RecipientStatus& status) {
  for (const size_t index : group) work_.items[index].settle(status);
}

void MessageRun::note_destination(const std::string& key, const WorkGroup& group) {
  const auto& status = work_.items[group.front()].status;
  const bool is_dead = std::ranges::all_of(
      group, [this](size_t index) { return is_host_dead(work_.items[index]); });
  if (is_dead)
    options_.destinations->mark_down(key, status.text);
  else
    options_.destinations->mark_up(key);
}

// Takes what was delivered out of the stored envelope, failed ones stay until their notice is safe.
// False if that could not be done.
bool MessageRun::checkpoint() {
  auto all = std::exchange(envelope_.recipients, work_.records(true));
  base::Result<void> saved;
  waiter_.run_blocking(
      [&] { saved = envelope_.recipients.empty() ? base::Result<void>() : message_.save(); });
  envelope_.recipients = std::move(all);
  since_checkpoint_ = 0;
  if (!saved)
    base::log(1, base::LogPriority::kError, envelope_.queue_id,
              "cannot update queue file: " + saved.error().message);
  return saved.has_value();
}

void MessageRun::log_group(const WorkGroup& group, base::TimePoint started) {
  std::vector<const WorkItem*> items;
  for (const size_t index : group) items.push_back(&work_.items[index]);
  log_deliveries(envelope_, items, {started, parts_.environment.now()},
                 parts_.router.default_user());
}

bool MessageRun::expire() {
  const auto urgency = urgency_of(envelope_, message_class(envelope_.headers, configuration_));
  if (!queue::has_expired(envelope_, parts_.environment.now(), return_timeout(urgency, settings_)))
    return false;
  bool has_expired = false;
  for (auto& item : work_.items) {
    if (item.state != WorkState::kDeferred) continue;
    auto status = item.status;
    status.outcome = Outcome::kFailed;
    status.enhanced_status = "4.4.7";
    item.settle(std::move(status));
    has_expired = true;
  }
  return has_expired;
}

void MessageRun::send_notice(bool has_expired) {
  const int value = message_class(envelope_.headers, configuration_);
  const auto timeout = warning_timeout(urgency_of(envelope_, value), settings_);
  const bool is_delay_due = timeout.count() > 0 && value >= 0 && !envelope_.is_delay_reported &&
                            queue::has_expired(envelope_, parts_.environment.now(), timeout);
  const auto plan = plan_notice(envelope_, work_, is_delay_due, has_expired);
  if (!plan) return;
  const NoticeWriter writer({parts_.store, configuration_, settings_, parts_.environment});
  const auto written = writer.write(*plan, message_, work_, waiter_);
  if (!written) {
    base::log(1, base::LogPriority::kError, envelope_.queue_id,
              "cannot queue notice, will try again: " + written.error().message);
    keeps_failed_ = true;
    return;
  }
  if (plan->kind == message::NoticeKind::kDelay) envelope_.is_delay_reported = true;
  result_.new_messages.insert(result_.new_messages.end(), written->begin(), written->end());
}

void MessageRun::report() {
  for (const auto& item : work_.items) {
    if (item.state == WorkState::kDelivered) ++result_.delivered;
    if (item.state == WorkState::kDeferred)
      result_.deferred.push_back({item.record.address, item.status.text});
    if (item.state != WorkState::kFailed) continue;
    if (result_.exit_code == base::ExitCode::kOk) result_.exit_code = item.exit_code;
    result_.failed.push_back({item.record.address, item.status.text});
  }
}

ProcessStatus MessageRun::store_rest() {
  envelope_.priority += static_cast<long>(settings_.retry_factor);
  for (auto& item : work_.items) {
    if (item.state == WorkState::kPending || item.state == WorkState::kDelivered) continue;
    envelope_.status_text = item.status.text;
    item.record.status_text = item.status.text;
  }
  envelope_.recipients = work_.records(keeps_failed_);
  const bool is_done = envelope_.recipients.empty();
  base::Result<void> stored;
  waiter_.run_blocking([&] { stored = is_done ? message_.remove() : message_.save(); });
  if (!stored)
    base::log(1, base::LogPriority::kError, envelope_.queue_id,
              "cannot update queue: " + stored.error().message);
  if (is_done && base::is_logged(11)) {
    const auto delay = std::chrono::duration_cast<std::chrono::seconds>(
        parts_.environment.now() - envelope_.created);
    base::log(11, base::LogPriority::kInfo, envelope_.queue_id,
              "done; delay=" + base::clock_interval(delay) +
                  ", ntries=" + std::to_string(envelope_.attempts));
  }
  return is_done ? ProcessStatus::kDone : ProcessStatus::kWaiting;
}

}  // namespace sendwright::queue
