#include "base/descriptor_streams.hh"

#include <unistd.h>

#include <cerrno>

namespace sendwright::base {
namespace {

constexpr std::size_t kBlockOctets = 65536;

}  // namespace

DescriptorOutput::DescriptorOutput(int descriptor)
    : descriptor_(descriptor), block_(std::make_unique_for_overwrite<char[]>(kBlockOctets)) {
  setp(block_.get(), block_.get() + kBlockOctets);
}

DescriptorOutput::~DescriptorOutput() {
  write_out();
}

DescriptorOutput::int_type DescriptorOutput::overflow(int_type c) {
  if (!write_out()) return traits_type::eof();
  if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
  return traits_type::not_eof(c);
}

int DescriptorOutput::sync() {
  return write_out() ? 0 : -1;
}

bool DescriptorOutput::write_out() {
  const char* at = pbase();
  const char* const end = pptr();
  while (at < end) {
    const ssize_t written = ::write(descriptor_, at, static_cast<std::size_t>(end - at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    at += written;
  }
  setp(block_.get(), block_.get() + kBlockOctets);
  return at == end;
}

DescriptorInput::DescriptorInput(int descriptor, std::streambuf& output)
    : descriptor_(descriptor),
      output_(output),
      block_(std::make_unique_for_overwrite<char[]>(kBlockOctets)) {}

DescriptorInput::int_type DescriptorInput::underflow() {
  output_.pubsync();
  ssize_t octets = 0;
  do {
    octets = ::read(descriptor_, block_.get(), kBlockOctets);
  } while (octets < 0 && errno == EINTR);
  if (octets <= 0) return traits_type::eof();
  setg(block_.get(), block_.get(), block_.get() + octets);
  return traits_type::to_int_type(*gptr());
}

}  // namespace sendwright::base
