#include "m4/symbols.hh"

#include <algorithm>

#include "m4/arena.hh"

namespace sendwright::m4 {

namespace {
constexpr std::uint32_t kInitialBuckets = 1024;  // a sendmail.mc defines some hundred names

std::size_t memory_of(const DefinitionRef& definition) {
  return definition ? sizeof(Definition) + definition->text.size() : 0;
}
}

DefinitionRef make_text_definition(std::string_view text, OriginId origin) {
  auto definition = std::make_unique<Definition>();
  definition->origin = origin;
  definition->text = text;
  definition->has_parameters = text.find('$') != std::string_view::npos;
  return DefinitionRef(definition.release());
}

DefinitionRef make_builtin_definition(const Builtin* builtin, OriginId origin) {
  auto definition = std::make_unique<Definition>();
  definition->origin = origin;
  definition->builtin = builtin;
  return DefinitionRef(definition.release());
}

std::uint32_t hash_of(std::string_view name) {
  std::uint32_t hash = kHashSeed;
  for (const char c : name) hash = hash_step(hash, c);
  return hash;
}

SymbolTable::SymbolTable(std::size_t memory_limit)
    : buckets_(kInitialBuckets), mask_(kInitialBuckets - 1), memory_limit_(memory_limit) {
  symbols_.reserve(kInitialBuckets / 2);
}

void SymbolTable::account_for(std::size_t more) {
  memory_ += more;
  if (memory_ > memory_limit_) throw MemoryLimitExceeded{memory_limit_};
}

Symbol& SymbolTable::intern(std::string_view name) {
  const std::uint32_t hash = hash_of(name);
  for (Symbol* symbol = buckets_[hash & mask_]; symbol != nullptr; symbol = symbol->next) {
    if (symbol->hash == hash && symbol->name == name) return *symbol;
  }
  account_for(sizeof(Symbol) + name.size());
  if (symbols_.size() >= buckets_.size()) grow();
  auto symbol = std::make_unique<Symbol>();
  symbol->name = name;
  symbol->hash = hash;
  symbol->next = buckets_[hash & mask_];
  buckets_[hash & mask_] = symbol.get();
  symbols_.push_back(std::move(symbol));
  return *symbols_.back();
}

void SymbolTable::grow() {
  buckets_.assign(buckets_.size() * 4, nullptr);
  mask_ = static_cast<std::uint32_t>(buckets_.size() - 1);
  for (const auto& symbol : symbols_) {
    symbol->next = buckets_[symbol->hash & mask_];
    buckets_[symbol->hash & mask_] = symbol.get();
  }
}

const Symbol* SymbolTable::known(std::string_view name) const {
  const std::uint32_t hash = hash_of(name);
  for (const Symbol* symbol = buckets_[hash & mask_]; symbol != nullptr; symbol = symbol->next) {
    if (symbol->hash == hash && symbol->name == name) return symbol;
  }
  return nullptr;
}

DefinitionRef SymbolTable::define(std::string_view name, DefinitionRef definition) {
  Symbol& symbol = intern(name);
  memory_ -= memory_of(symbol.definition);
  account_for(memory_of(definition));
  symbol.was_used |= symbol.last_use != 0;
  symbol.last_use = 0;
  return std::exchange(symbol.definition, std::move(definition));
}

void SymbolTable::push(std::string_view name, DefinitionRef definition) {
  Symbol& symbol = intern(name);
  account_for(memory_of(definition));
  if (symbol.definition) symbol.shadowed.push_back(std::move(symbol.definition));
  symbol.definition = std::move(definition);
}

void SymbolTable::pop(std::string_view name) {
  Symbol* symbol = find(name);
  if (symbol == nullptr) return;
  memory_ -= memory_of(symbol->definition);
  symbol->definition = DefinitionRef();
  if (symbol->shadowed.empty()) return;
  symbol->definition = std::move(symbol->shadowed.back());
  symbol->shadowed.pop_back();
}

void SymbolTable::undefine(std::string_view name) {
  Symbol* symbol = find(name);
  if (symbol == nullptr) return;
  memory_ -= memory_of(symbol->definition);
  for (const DefinitionRef& shadowed : symbol->shadowed) memory_ -= memory_of(shadowed);
  symbol->definition = DefinitionRef();
  symbol->shadowed.clear();
}

std::vector<Symbol*> SymbolTable::sorted() const {
  std::vector<Symbol*> result;
  for (const auto& symbol : symbols_) {
    if (symbol->definition) result.push_back(symbol.get());
  }
  std::sort(result.begin(), result.end(),
            [](const Symbol* a, const Symbol* b) { return a->name < b->name; });
  return result;
}

}  // namespace sendwright::m4
