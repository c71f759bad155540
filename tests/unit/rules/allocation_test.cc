// A rewrite that looks up no map asks for no memory once its buffers have grown.
#include <cstdlib>
#include <new>

#include <boost/test/unit_test.hpp>

#include "rule_fixture.hh"

namespace {

std::size_t allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

using namespace sendwright;
using namespace sendwright::rules;

class Rewrites {
 public:
  explicit Rewrites(test::Site& site)
      : site_(site), options_{.operators = site.outcome.configuration->operators} {}

  // Allocations of so many rewrites of all addresses.
  std::size_t run(int times) {
    const RulesetId ruleset = *site_.engine->find("T");
    const std::size_t before = allocations;
    for (int i = 0; i < times; ++i) {
      for (const std::string_view text : {"user@one.example.com", "a!b!c!d@three.four.example",
                                          "\"quoted\" <user%gate@[192.0.2.1]>", "navy.blue"}) {
        workspace_.clear();
        prescan(text, options_, workspace_, messages_);
        site_.engine->rewrite(ruleset, workspace_, *site_.evaluation);
      }
    }
    return allocations - before;
  }

 private:
  test::Site& site_;
  address::PrescanOptions options_;
  address::TokenList workspace_;
  std::vector<std::string> messages_;
};

BOOST_AUTO_TEST_CASE(steady_rewrites_do_not_allocate) {
  // Calls, repetition, classes of several tokens, macros, and an index for ruleset Many.
  std::string rules =
      "C{K}red navy.blue example.com\nDhgate.example\n"
      "SCanonify\nR$* < $* > $*\t$2\nR$+ @ $+\t$: $1 < @ $2 >\nR$+ ! $+\t$2 % $1\n"
      "R$* $={K} $*\t$: $1 known $3\nR$* $&h $*\t$: $1 $2\nSInner\nR$*\t$: $1 $&h\n"
      "ST\nR$*\t$: $>Canonify $1\nR$* <@ $+ > $*\t$: $>Inner $1 < @ $>Inner $2 >\n"
      "R$*\t$: $>Many $1\n"
      "SMany\n";
  for (int i = 0; i < 200; ++i)
    rules += "R$* < @ host" + std::to_string(i) + " $* >\t$@ $1\n";
  rules += "R$* gate $*\t$1 door $2\n";
  test::Site site(rules);
  Rewrites rewrites(site);
  BOOST_TEST(rewrites.run(50) > 0U);
  BOOST_TEST(rewrites.run(1000) == 0U);
  BOOST_TEST(site.messages.empty());
}

}  // namespace
