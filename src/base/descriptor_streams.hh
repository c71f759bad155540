// Stream buffers over descriptors, for a dialogue of commands and answers on a descriptor each:
// answers go out in blocks, and always before the program waits for the next command. So a person
// or a program that waits for an answer gets it at once, and a file of commands costs one system
// call for many. No locale, no shared state: far cheaper than std::cin and std::cout.
#pragma once

#include <cstddef>
#include <memory>
#include <streambuf>

namespace sendwright::base {

// Writes to a descriptor that it does not own. What cannot be written is lost, as with std::cout.
class DescriptorOutput final : public std::streambuf {
 public:
  explicit DescriptorOutput(int descriptor);
  ~DescriptorOutput() override;
  DescriptorOutput(const DescriptorOutput&) = delete;
  DescriptorOutput& operator=(const DescriptorOutput&) = delete;

 protected:
  int_type overflow(int_type c) override;
  int sync() override;

 private:
  bool write_out();

  int descriptor_;
  std::unique_ptr<char[]> block_;
};

// Reads from a descriptor that it does not own; each time it has to, `output` is written first. A
// read error ends the input.
class DescriptorInput final : public std::streambuf {
 public:
  DescriptorInput(int descriptor, std::streambuf& output);

 protected:
  int_type underflow() override;

 private:
  int descriptor_;
  std::streambuf& output_;
  std::unique_ptr<char[]> block_;
};

}  // namespace sendwright::base
