// What a router asks, as far as tests need it: a small configuration, aliases and users in memory.
#pragma once

#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>
#include <string>

#include "base/strings.hh"
#include "base/user_database.hh"
#include "config/cf_reader.hh"
#include "routing/router.hh"
#include "rules/engine.hh"

namespace sendwright::test {

// Rules in the manner of a real configuration: names of this host and unqualified ones are local,
// `@far.example` goes out by SMTP, plus details are cut off step by step by ruleset 5.
inline constexpr std::string_view kRouterCf = R"(V10/Berkeley
O OperatorChars=.:%@!^/[]+
O ForwardPath=$z/.forward.$h:$z/.forward
O DefaultUser=8:12
O MaxAliasRecursion=10
Djmail.here.example
Dn MAILER-DAEMON
Cw localhost here.example
Scanonify=3
R$* < $+ > $*	$2
Sparse=0
R$+ @ down.example	$#error $@ 4.2.1 $: "450 closed for today"
R$+ @ $=w	$#local $: $1
R$+ @ $+	$#esmtp $@ $2 $: $1 @ $2
R$+	$#local $: $1
Slocaladdr=5
Rkept	$#local $@ detail $: @ alice
R$+ + *	$#local $@ $&h $: $1
R$+ + $+	$#local $@ + $2 $: $1 + *
Mlocal, P=[FILE], F=lsDFMAw5:/|@qPSXmn9, T=DNS/RFC822/X-Unix, A=FILE $u
Mprog, P=/bin/sh, F=lsDFMoqeu9, T=DNS/RFC822/X-Unix, A=sh -c $u
Mesmtp, P=[IPC], F=mDFMuXa, T=DNS/RFC822/SMTP, r=3, A=TCP $h
)";

struct NoMaps final : rules::MapDirectory {
  rules::Map* find(std::string_view) override { return nullptr; }
};

struct MemoryAliases final : routing::AliasLookup {
  base::Result<std::optional<std::string>> find(std::string_view name, base::Waiter&) override {
    if (is_broken) return base::temporary("alias database is missing");
    const auto found = values.find(base::to_lower(name));
    if (found == values.end()) return std::optional<std::string>();
    return std::optional<std::string>(found->second);
  }
  std::map<std::string, std::string> values;
  bool is_broken = false;
};

struct MemoryUsers final : base::UserDatabase {
  base::Result<std::optional<base::User>> find_exact(std::string_view login) override {
    const auto found = users.find(std::string(login));
    if (found == users.end()) return std::optional<base::User>();
    return std::optional<base::User>(found->second);
  }
  void add(const std::string& name, unsigned uid, const std::string& shell = "/bin/sh") {
    base::User user;
    user.name = name;
    user.uid = uid;
    user.gid = uid + 1;
    user.home = "/home/" + name;
    user.shell = shell;
    user.full_name = name + " of Here";
    users[name] = user;
  }
  std::map<std::string, base::User> users;
};

struct MemoryFiles final : routing::UserFileReader {
  routing::UserFile read(const std::string& path, routing::UserFileKind, const std::string& login,
                         long uid, long, base::Waiter&) override {
    asked[path] = login + ':' + std::to_string(uid);
    const auto found = files.find(path);
    return found == files.end() ? routing::UserFile{} : found->second;
  }
  void add(const std::string& path, const std::string& content) {
    files[path].status = routing::UserFileStatus::kRead;
    files[path].content = content;
  }
  std::map<std::string, routing::UserFile> files;
  std::map<std::string, std::string> asked;
};

// A site with the users alice, bob and carol.
struct RouterSite {
  explicit RouterSite(const std::string& more_cf = {}) {
    auto outcome = config::read_configuration_text(std::string(kRouterCf) + more_cf, "test.cf", {});
    for (const auto& message : outcome.messages) BOOST_TEST_MESSAGE(message.text);
    configuration = std::move(outcome.configuration);
    engine = std::make_unique<rules::Engine>(*configuration, maps);
    router = std::make_unique<routing::Router>(
        routing::RouterParts{*engine, aliases, users, files});
    users.add("alice", 1001);
    users.add("bob", 1002);
    users.add("carol", 1003, "/bin/no-such-shell");
  }

  std::unique_ptr<config::Configuration> configuration;
  NoMaps maps;
  MemoryAliases aliases;
  MemoryUsers users;
  MemoryFiles files;
  std::unique_ptr<rules::Engine> engine;
  std::unique_ptr<routing::Router> router;
  base::BlockingWaiter waiter;
};

}  // namespace sendwright::test
