#include "m4/frozen.hh"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

#include "m4/processor.hh"

namespace sendwright::m4 {

namespace {

constexpr int kVersion = 1;
constexpr int kVersionMismatch = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void FrozenReader::expect(char sign) {
  if (!rest_.starts_with(sign)) {
    throw FrozenFault{line_, std::string("expecting character `") + sign + "' in frozen file", 1};
  }
  rest_.remove_prefix(1);
}

void FrozenReader::expect_line_feed() {
  if (!rest_.starts_with('\n')) {
    throw FrozenFault{line_, "expecting line feed in frozen file", 1};
  }
  rest_.remove_prefix(1);
}

// No digits count as 0.
int FrozenReader::number() {
  std::int64_t value = 0;
  while (!rest_.empty() && is_digit(rest_.front())) {
    value = value * 10 + (rest_.front() - '0');
    if (value > INT_MAX) throw FrozenFault{line_, "integer overflow in frozen file", 1};
    rest_.remove_prefix(1);
  }
  return static_cast<int>(value);
}

// Text may hold line feeds, which count.
std::string_view FrozenReader::take_text(int size) {
  const auto length = static_cast<std::size_t>(size);
  if (length > rest_.size()) throw FrozenFault{line_, "premature end of frozen file", 1};
  const std::string_view text = rest_.substr(0, length);
  rest_.remove_prefix(length);
  line_ += static_cast<int>(std::ranges::count(text, '\n'));
  return text;
}

// Lines that begin with #, and empty ones, may stand between records.
void FrozenReader::skip_comments() {
  while (rest_.starts_with('#') || rest_.starts_with('\n')) {
    rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    expect_line_feed();
    ++line_;
  }
}

std::expected<void, FrozenFault> FrozenReader::read_version() try {
  skip_comments();
  expect('V');
  const int version = number();
  if (version > kVersion) {
    throw FrozenFault{line_, "frozen file version " + std::to_string(version) +
                                 " greater than max supported of " + std::to_string(kVersion),
                      kVersionMismatch};
  }
  if (version < kVersion) {
    throw FrozenFault{line_, "ill-formed frozen file, version directive expected", 1};
  }
  expect_line_feed();
  ++line_;
  return {};
} catch (FrozenFault& fault) {
  return std::unexpected(std::move(fault));
}

std::expected<std::optional<FrozenRecord>, FrozenFault> FrozenReader::next() try {
  skip_comments();
  if (rest_.empty()) return std::nullopt;
  FrozenRecord record;
  record.kind = rest_.front();
  if (std::string_view("TFDQC").find(record.kind) == std::string_view::npos) {
    throw FrozenFault{line_, "ill-formed frozen file", 1};
  }
  rest_.remove_prefix(1);
  const bool is_diversion = record.kind == 'D';
  const bool is_negative = is_diversion && rest_.starts_with('-');
  if (is_negative) rest_.remove_prefix(1);
  const int first = number();
  expect(',');
  const int second = number();
  expect_line_feed();
  if (is_diversion) {
    record.number = is_negative ? -first : first;
  } else {
    record.first = take_text(first);
  }
  record.second = take_text(second);
  ++line_;
  expect_line_feed();
  ++line_;
  return record;
} catch (FrozenFault& fault) {
  return std::unexpected(std::move(fault));
}

namespace {

// GNU m4 puts symbols out bucket by bucket of a table of -H buckets, in each the largest hash
// first. The hash takes bytes as signed and turns left by seven bits of a 64-bit word.
std::uint64_t frozen_hash(std::string_view name) {
  std::uint64_t hash = 0;
  for (const char c : name) {
    hash = (hash << 7) + (hash >> 57) +
           static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<signed char>(c)));
  }
  return hash;
}

std::vector<const Symbol*> in_frozen_order(const SymbolTable& table, std::uint64_t buckets) {
  struct Placed {
    std::uint64_t bucket;
    std::uint64_t hash;
    const Symbol* symbol;
  };
  std::vector<Placed> placed;
  for (const Symbol* symbol : table.sorted()) {
    const std::uint64_t hash = frozen_hash(symbol->name);
    placed.push_back({hash % buckets, hash, symbol});
  }
  std::ranges::stable_sort(placed, [](const Placed& a, const Placed& b) {
    return a.bucket != b.bucket ? a.bucket < b.bucket : a.hash > b.hash;
  });
  std::vector<const Symbol*> result;
  for (const Placed& one : placed) result.push_back(one.symbol);
  return result;
}

// Collects what is to be written, and keeps the first error.
class FrozenWriter {
 public:
  explicit FrozenWriter(int descriptor) : sink_(descriptor) {}

  void pair(char kind, std::string_view first, std::string_view second) {
    head(kind, std::to_string(first.size()), second.size());
    text(first);
    text(second);
    text("\n");
  }
  void head(char kind, const std::string& number, std::uint64_t length) {
    block_.push_back(kind);
    block_.append(number).append(",").append(std::to_string(length)).append("\n");
  }
  void text(std::string_view bytes) {
    block_.append(bytes);
    if (block_.size() >= kOutputBlock) flush();
  }
  // The errno of the first failure, or 0.
  int flush() {
    if (error_ == 0 && !block_.empty() && !sink_.write(block_)) error_ = errno;
    block_.clear();
    return error_;
  }

 private:
  DescriptorSink sink_;
  std::string block_;
  int error_ = 0;
};

void write_definition(FrozenWriter& out, const Symbol& symbol, const Definition& definition) {
  if (definition.builtin != nullptr) {
    out.pair('F', symbol.name, definition.builtin->name);
  } else {
    out.pair('T', symbol.name, definition.text);
  }
}

// The diversion that is current comes last: the last one stays current when the file is loaded.
void write_diversions(FrozenWriter& out, Output& output) {
  const int current = output.current();
  int last = 0;
  for (const int number : output.numbers()) {
    const std::uint64_t size = output.size(number);
    if (size == 0) continue;
    out.head('D', std::to_string(number), size);
    output.read(number, [&out](std::string_view bytes) { out.text(bytes); });
    out.text("\n");
    last = number;
  }
  if (current == last) return;
  out.head('D', std::to_string(current), 0);
  out.text("\n");
}

std::string_view up_to_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

void apply(Processor& m4, const FrozenRecord& record) {
  const std::string_view first = up_to_nul(record.first);
  const std::string_view second = up_to_nul(record.second);
  switch (record.kind) {
    case 'T':
      m4.symbols().push(first, make_text_definition(second));
      break;
    case 'F': {
      const Builtin* builtin = find_builtin(second);
      m4.symbols().push(first, make_builtin_definition(builtin != nullptr ? builtin
                                                                          : &kPlaceholder));
      break;
    }
    case 'D':
      m4.output().divert(record.number);
      m4.output().text(record.second);
      break;
    case 'Q':
      m4.lexer().set_quotes_or_defaults(first, second);
      break;
    default:
      m4.lexer().set_comment(first, second.empty() ? "\n" : second);
  }
}

std::string read_whole(Processor& m4, int descriptor, const std::string& path) {
  const std::size_t limit = m4.options().memory_limit;
  std::string bytes;
  std::string block(kOutputBlock, '\0');
  while (true) {
    const ssize_t count = ::read(descriptor, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    const int error = errno;
    if (count <= 0) ::close(descriptor);
    if (count < 0) {
      m4.diagnostics().fatal({}, "cannot read `" + path + "': " + std::strerror(error));
    }
    if (count == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(count));
    if (bytes.size() > limit) {
      ::close(descriptor);
      throw MemoryLimitExceeded{limit};
    }
  }
}

[[noreturn]] void refuse(Processor& m4, const std::string& name, const FrozenFault& fault) {
  m4.diagnostics().fail({&name, fault.line}, fault.text);
  throw Exit{fault.exit_status};
}

}  // namespace

void write_frozen_state(Processor& m4, const std::string& path, std::uint64_t buckets) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    m4.diagnostics().fatal({}, "cannot open `" + path + "': " + std::strerror(errno));
  }
  FrozenWriter out(descriptor);
  out.text("# This is a frozen state file generated by Sendwright m4\nV1\n");
  const Lexer& lexer = m4.lexer();
  if (lexer.open_quote() != "`" || lexer.close_quote() != "'") {
    out.pair('Q', lexer.open_quote(), lexer.close_quote());
  }
  if (lexer.open_comment() != "#" || lexer.close_comment() != "\n") {
    out.pair('C', lexer.open_comment(), lexer.close_comment());
  }
  for (const Symbol* symbol : in_frozen_order(m4.symbols(), buckets)) {
    for (const DefinitionRef& older : symbol->shadowed) write_definition(out, *symbol, *older);
    write_definition(out, *symbol, *symbol->definition);
  }
  write_diversions(out, m4.output());
  out.text("# End of frozen state file\n");
  int error = out.flush();
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error != 0) {
    m4.diagnostics().fatal({}, std::string("unable to create frozen state: ") +
                                   std::strerror(error));
  }
}

void reload_frozen_state(Processor& m4, const std::string& path) {
  const Processor::OpenedFile file = m4.open_file(path);
  if (file.descriptor < 0) {
    m4.diagnostics().fatal({}, "cannot open " + path + ": " + std::strerror(file.error));
  }
  const std::string bytes = read_whole(m4, file.descriptor, path);
  FrozenReader reader(bytes);
  const auto version = reader.read_version();
  if (!version) refuse(m4, path, version.error());
  while (true) {
    const auto record = reader.next();
    if (!record) refuse(m4, path, record.error());
    if (!*record) return;
    apply(m4, **record);
  }
}

}  // namespace sendwright::m4
