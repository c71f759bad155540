#include "queue/listing.hh"

#include <iomanip>
#include <sstream>
#include <string_view>

#include "queue/queue_file.hh"

namespace sendwright::queue {
namespace {

// Texts are cut to these widths; verbose listings have room for more.
struct Widths {
  size_t status;
  size_t sender;
  size_t recipient;
};
constexpr Widths kPlain{60, 39, 38};
constexpr Widths kVerbose{100, 78, 71};

// Control characters would let a message paint on the administrator's screen.
std::string cut(std::string_view text, size_t width) {
  std::string out(text.substr(0, width));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  }
  return out;
}

char marker(const QueueEntry& entry, const ListingOptions& options) {
  if (entry.state == EntryState::kLocked) return '*';
  if (entry.state == EntryState::kLost) return '?';
  const Envelope& envelope = entry.envelope;
  const bool was_tried = envelope.last_attempt > base::TimePoint();
  if (was_tried && options.now - envelope.last_attempt < options.min_queue_age) return '-';
  return options.is_held_by_load && options.is_held_by_load(envelope) ? 'X' : ' ';
}

std::string_view body_type(const Envelope& envelope) {
  switch (envelope.body_type) {
    case BodyType::k7Bit: return "7BIT";
    case BodyType::k8BitMime: return "8BITMIME";
    default: return {};
  }
}

class Listing {
 public:
  explicit Listing(const ListingOptions& options)
      : options_(options), widths_(options.is_verbose ? kVerbose : kPlain) {}

  void heads() {
    out_ << (options_.is_verbose
                 ? "-----Q-ID----- --Size-- -Priority- ---Q-Time--- --------Sender/Recipient--------\n"
                 : "-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------\n");
  }

  void entry(const QueueEntry& entry) {
    const Envelope& envelope = entry.envelope;
    out_ << entry.queue_id << marker(entry, options_) << std::setw(8) << envelope.body_size_octets;
    const std::string date = base::short_date(envelope.created);
    if (options_.is_verbose) {
      constexpr size_t kWeekday = 4;  // `Sun `
      out_ << ' ' << std::setw(10) << envelope.priority << (envelope.is_delay_reported ? '+' : ' ')
           << date.substr(kWeekday);
    } else {
      out_ << ' ' << date;
    }
    out_ << ' ' << cut(listed_sender(envelope), widths_.sender) << '\n';
    if (!envelope.quarantine_reason.empty()) {
      out_ << "     QUARANTINE: " << cut(envelope.quarantine_reason, widths_.status) << '\n';
    }
    status(envelope);
    const std::optional<ControllingUser>* controlling_user = nullptr;
    for (const Recipient& one : envelope.recipients) {
      if (options_.is_verbose) change_of(controlling_user, one.controlling_user);
      recipient(envelope, one);
    }
  }

  std::string text() const { return out_.str(); }

 private:
  void status(const Envelope& envelope) {
    const std::string_view type = body_type(envelope);
    if (type.empty() && envelope.status_text.empty()) return;
    out_ << "    " << std::setw(10) << type;
    if (!envelope.status_text.empty()) {
      out_ << "   (" << cut(envelope.status_text, widths_.status) << ')';
    }
    out_ << '\n';
  }

  // On whose behalf the recipients that follow are used.
  void change_of(const std::optional<ControllingUser>*& last,
                 const std::optional<ControllingUser>& user) {
    const std::string before = last != nullptr ? name_of(*last) : ":";
    last = &user;
    if (name_of(user) != before) out_ << "\t\t\t\t\t\t(---" << cut(name_of(user), 80) << "---)\n";
  }

  static std::string name_of(const std::optional<ControllingUser>& user) {
    if (!user) return ":";
    if (user->name.empty()) return ':' + user->alias;
    return user->name + ':' + std::to_string(user->uid) + ':' + std::to_string(user->gid) + ':' +
           user->alias;
  }

  void recipient(const Envelope& envelope, const Recipient& recipient) {
    out_ << (options_.is_verbose ? "\t\t\t\t\t\t" : "\t\t\t\t\t ")
         << cut(listed_address(envelope, recipient), widths_.recipient) << '\n';
    if (options_.is_verbose && !recipient.status_text.empty()) {
      out_ << "\t\t (" << cut(recipient.status_text, widths_.status) << ")\n";
    }
  }

  const ListingOptions& options_;
  const Widths widths_;
  std::ostringstream out_;
};

}  // namespace

std::string render_listing(const std::string& name, std::span<const QueueEntry> entries,
                           const ListingOptions& options) {
  if (entries.empty()) return name + " is empty\n";
  Listing listing(options);
  listing.heads();
  for (const QueueEntry& entry : entries) listing.entry(entry);
  const std::string noun = entries.size() == 1 ? " request)\n" : " requests)\n";
  return "\t\t" + name + " (" + std::to_string(entries.size()) + noun + listing.text();
}

std::string render_total(size_t count) {
  return "\t\tTotal requests: " + std::to_string(count) + '\n';
}

}  // namespace sendwright::queue
