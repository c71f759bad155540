// LDAP by OpenLDAP's client library. Each wait ends at the deadline, also in the middle of an answer,
// and what the server sends is counted as it comes: one that hangs or never stops costs the time
// limit and a bounded amount of memory. (Only the look-up of a host's name may take longer: that is
// the system's resolver.)
#include "maps/ldap_connection.hh"

#include "config.h"

#ifdef HAVE_LDAP_H

#include <pthread.h>
#include <sasl/sasl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/strings.hh"
#include "maps/ldap_library.hh"

namespace sendwright::maps {
namespace {

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

constexpr ber_len_t kMaxMessage = 4 * kMaxLdapAnswer;  // octets: an entry with all its names

timeval time_until(Deadline deadline) {
  const auto left = std::max(std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()),
                             std::chrono::milliseconds(1));
  return {left.count() / 1000, (left.count() % 1000) * 1000};
}

// A server that closes the connection while we write must not end the process.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    constexpr timespec kAtOnce{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &kAtOnce);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_, before_;
  bool was_pending_ = false;
};

class LibraryConnection final : public LdapConnection {
 public:
  explicit LibraryConnection(const LdapLibrary& of) : of_(of) {
    watch_.lc_add = prepare_socket;
    watch_.lc_del = [](LDAP*, Sockbuf*, ldap_conncb*) {};
    watch_.lc_arg = this;
  }
  ~LibraryConnection() override {
    const NoPipeSignal guard;
    // In a child process the connection is still the parent's: nothing may be said on it.
    if (ldap_ && opened_by_ == ::getpid()) of_.unbind(ldap_, nullptr, nullptr);
  }
  LibraryConnection(const LibraryConnection&) = delete;
  LibraryConnection& operator=(const LibraryConnection&) = delete;

  base::Result<void> open(const LdapServer& server, Deadline deadline) {
    const NoPipeSignal guard;
    const int status = of_.initialize(&ldap_, server.uris.c_str());
    if (status != LDAP_SUCCESS) return failure(status);
    set_limits(server, deadline);
    return bind(server, deadline);
  }

  base::Result<std::vector<LdapEntry>> search(const LdapSearch& search,
                                              const LdapRequest& request) override {
    const NoPipeSignal guard;
    set_search_options(request.spec);
    std::vector<char*> attributes;
    for (const auto& name : search.attributes)
      attributes.push_back(const_cast<char*>(name.c_str()));
    attributes.push_back(nullptr);
    timeval left = time_until(request.deadline);
    int id = -1;
    const int status = of_.search(ldap_, search.base.c_str(), library_scope(search.scope),
                                  search.filter.c_str(),
                                  search.attributes.empty() ? nullptr : attributes.data(), 0,
                                  nullptr, nullptr, &left, request.spec.size_limit, &id);
    if (status != LDAP_SUCCESS)
      return base::temporary("Error in ldap_search in map " + std::string(request.map_name) +
                             ": " + failure(status).error().message);
    auto entries = read_entries(id, request.deadline);
    if (entries) return entries;
    if (is_lost_) of_.abandon(ldap_, id, nullptr, nullptr);
    return ldap_result_error(request, entries.error().message);
  }

  base::Result<LdapSearch> search_of_url(const std::string& url) override {
    LDAPURLDesc* parts = nullptr;
    if (of_.parse_url(url.c_str(), &parts) != LDAP_URL_SUCCESS)
      return base::temporary("not an LDAP URL: " + base::printable(url));
    const auto free = [this](LDAPURLDesc* desc) { of_.free_url(desc); };
    const std::unique_ptr<LDAPURLDesc, decltype(free)> owner(parts, free);
    const auto text = [](const char* octets) { return std::string(octets ? octets : ""); };
    LdapSearch search{text(parts->lud_dn), LdapScope::kSubtree, text(parts->lud_filter), {}};
    if (search.filter.empty()) search.filter = "(objectClass=*)";
    if (parts->lud_scope == LDAP_SCOPE_BASE) search.scope = LdapScope::kBase;
    if (parts->lud_scope == LDAP_SCOPE_ONELEVEL) search.scope = LdapScope::kOne;
    for (char** name = parts->lud_attrs; name && *name; ++name)
      search.attributes.emplace_back(*name);
    return search;
  }

  bool is_usable() override { return !is_lost_ && opened_by_ == ::getpid(); }

 private:
  // Called by the library for each new socket, those to referred servers too.
  static int prepare_socket(LDAP*, Sockbuf* socket, LDAPURLDesc*, sockaddr*, ldap_conncb* watch) {
    const auto& self = *static_cast<const LibraryConnection*>(watch->lc_arg);
    ber_len_t largest = kMaxMessage;
    self.of_.control_socket(socket, LBER_SB_OPT_SET_MAX_INCOMING, &largest);
    // The library waits for an answer's first octet, but reads the rest of it: that must end as well.
    ber_socket_t fd = -1;
    if (self.of_.control_socket(socket, LBER_SB_OPT_GET_FD, &fd) != 1 || fd < 0) return 0;
    const timeval pause{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &pause, sizeof pause);
    return 0;
  }

  static int library_scope(LdapScope scope) {
    switch (scope) {
      case LdapScope::kBase: return LDAP_SCOPE_BASE;
      case LdapScope::kOne: return LDAP_SCOPE_ONELEVEL;
      case LdapScope::kSubtree: break;
    }
    return LDAP_SCOPE_SUBTREE;
  }

  void set_limits(const LdapServer& server, Deadline deadline) {
    of_.set_option(ldap_, LDAP_OPT_PROTOCOL_VERSION, &server.version);
    of_.set_option(ldap_, LDAP_OPT_CONNECT_CB, &watch_);
    // One server that does not answer must leave time for the next of the list.
    const auto servers = std::max<std::size_t>(base::split_words(server.uris).size(), 1);
    const timeval each =
        time_until(Clock::now() + (deadline - Clock::now()) / static_cast<int>(servers));
    of_.set_option(ldap_, LDAP_OPT_NETWORK_TIMEOUT, &each);
    of_.set_option(ldap_, LDAP_OPT_TIMEOUT, &each);
  }

  void set_search_options(const LdapSpec& spec) {
    int dereference = LDAP_DEREF_NEVER;
    if (spec.dereference == LdapDereference::kAlways) dereference = LDAP_DEREF_ALWAYS;
    if (spec.dereference == LdapDereference::kSearching) dereference = LDAP_DEREF_SEARCHING;
    if (spec.dereference == LdapDereference::kFinding) dereference = LDAP_DEREF_FINDING;
    of_.set_option(ldap_, LDAP_OPT_DEREF, &dereference);
    // Any address means yes (LDAP_OPT_ON is that of a variable in the library).
    of_.set_option(ldap_, LDAP_OPT_REFERRALS, spec.chases_referrals ? &dereference : LDAP_OPT_OFF);
  }

  base::Result<void> bind(const LdapServer& server, Deadline deadline) {
    if (server.method == LdapMethod::kGssapi) return bind_with_tickets();
    const bool is_simple = server.method == LdapMethod::kSimple;
    std::string secret = is_simple ? server.secret : std::string();
    berval credentials{secret.size(), secret.data()};
    const char* const mechanism =
        server.method == LdapMethod::kExternal ? "EXTERNAL" : LDAP_SASL_SIMPLE;
    int id = -1;
    const int status = of_.sasl_bind(ldap_, is_simple ? server.bind_dn.c_str() : "", mechanism,
                                     &credentials, nullptr, nullptr, &id);
    if (status != LDAP_SUCCESS) return failure(status);
    const auto message = next_message(id, deadline);
    if (!message) return std::unexpected(message.error());
    return outcome(message->get());
  }

  // Who binds is in the tickets (KRB5CCNAME): whatever SASL asks for gets its default.
  static int answer_prompts(LDAP*, unsigned, void*, void* prompts) {
    auto* prompt = static_cast<sasl_interact_t*>(prompts);
    for (; prompt && prompt->id != SASL_CB_LIST_END; ++prompt) {
      const char* const answer = prompt->defresult ? prompt->defresult : "";
      prompt->result = answer;
      prompt->len = static_cast<unsigned>(std::strlen(answer));
    }
    return LDAP_SUCCESS;
  }

  base::Result<void> bind_with_tickets() {
    const int status = of_.interactive_bind(ldap_, nullptr, "GSSAPI", nullptr, nullptr,
                                            LDAP_SASL_QUIET, answer_prompts, nullptr);
    if (status != LDAP_SUCCESS) return failure(status);
    return {};
  }

  struct FreeMessage {
    const LdapLibrary* of;
    void operator()(LDAPMessage* message) const { of->free_message(message); }
  };
  using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

  base::Result<Message> next_message(int id, Deadline deadline) {
    LDAPMessage* message = nullptr;
    timeval left = time_until(deadline);
    const int type = of_.result(ldap_, id, LDAP_MSG_ONE, &left, &message);
    if (type > 0) return Message(message, FreeMessage{&of_});
    is_lost_ = true;
    if (type == 0) return base::temporary("Timed out");
    int status = LDAP_SERVER_DOWN;
    of_.get_option(ldap_, LDAP_OPT_RESULT_CODE, &status);
    return failure(status == LDAP_SUCCESS ? LDAP_SERVER_DOWN : status);
  }

  base::Result<std::vector<LdapEntry>> read_entries(int id, Deadline deadline) {
    std::vector<LdapEntry> entries;
    std::size_t octets = 0;
    for (;;) {
      const auto message = next_message(id, deadline);
      if (!message) return std::unexpected(message.error());
      const int type = of_.message_type(message->get());
      if (type == LDAP_RES_SEARCH_RESULT) {
        if (const auto done = outcome(message->get()); !done) return std::unexpected(done.error());
        return entries;
      }
      if (type != LDAP_RES_SEARCH_ENTRY) continue;  // references to other servers
      entries.push_back(read_entry(message->get(), octets));
      if (octets > kMaxLdapAnswer || entries.size() > kMaxLdapEntries) {
        is_lost_ = true;  // more of it is on its way
        return base::temporary("the answer is too long");
      }
    }
  }

  LdapEntry read_entry(LDAPMessage* message, std::size_t& octets) {
    LdapEntry entry;
    BerElement* place = nullptr;
    for (char* name = of_.first_attribute(ldap_, message, &place); name;
         name = of_.next_attribute(ldap_, message, place)) {
      LdapEntry::Attribute attribute{name, {}};
      berval** const values = of_.get_values(ldap_, message, name);
      of_.free_text(name);
      for (berval** value = values; value && *value; ++value) {
        attribute.values.emplace_back((*value)->bv_val, (*value)->bv_len);
        octets += (*value)->bv_len;
      }
      if (values) of_.free_values(values);
      octets += attribute.name.size();
      entry.attributes.push_back(std::move(attribute));
    }
    if (place) of_.free_ber(place, 0);
    return entry;
  }

  // What the server says at the end of an operation.
  base::Result<void> outcome(LDAPMessage* message) {
    int status = LDAP_SUCCESS;
    char* words = nullptr;
    const int parsed = of_.parse_result(ldap_, message, &status, nullptr, &words, nullptr,
                                        nullptr, 0);
    const std::string said = words ? words : "";
    if (words) of_.free_text(words);
    if (parsed != LDAP_SUCCESS) return failure(parsed);
    if (status == LDAP_SUCCESS) return {};
    auto failed = failure(status);
    if (!said.empty()) failed.error().message += " (" + base::printable(said) + ')';
    return failed;
  }

  std::unexpected<base::Error> failure(int status) {
    const bool is_ours = status == LDAP_FILTER_ERROR || status == LDAP_PARAM_ERROR;
    if ((status < 0 && !is_ours) || status == LDAP_BUSY || status == LDAP_UNAVAILABLE)
      is_lost_ = true;
    std::string text = of_.error_text(status);
    char* detail = nullptr;  // such as what is wrong with a certificate
    if (status < 0 && ldap_) of_.get_option(ldap_, LDAP_OPT_DIAGNOSTIC_MESSAGE, &detail);
    if (!detail) return base::temporary(text);
    if (*detail != '\0') text += " (" + base::printable(detail) + ')';
    of_.free_text(detail);
    return base::temporary(text);
  }

  const LdapLibrary& of_;
  const pid_t opened_by_ = ::getpid();
  LDAP* ldap_ = nullptr;
  ldap_conncb watch_{};
  bool is_lost_ = false;
};

}  // namespace

LdapConnectionResult connect_ldap(const LdapServer& server, Deadline deadline) {
  if (!ldap_library()) return std::unexpected(ldap_library().error());
  auto connection = std::make_unique<LibraryConnection>(*ldap_library());
  if (const auto opened = connection->open(server, deadline); !opened)
    return std::unexpected(opened.error());
  return connection;
}

}  // namespace sendwright::maps

#else

namespace sendwright::maps {

LdapConnectionResult connect_ldap(const LdapServer&, std::chrono::steady_clock::time_point) {
  return base::temporary("built without LDAP: configure found no ldap.h (on Debian: apt-get "
                         "install libldap-dev)");
}

}  // namespace sendwright::maps

#endif
