// 8-bit content made fit for a mailer that takes 7 bits only: each leaf of a MIME message with 8-bit
// octets becomes quoted-printable or base64, whichever is shorter.
//
// Which one is known only once the leaf has been seen, so the body goes through twice:
//   MimeAnalysis analysis(headers);   analysis.feed(...)...; analysis.finish();
//   headers = converted_headers(headers, analysis.plan(), note);
//   SevenBitConverter converter(headers, analysis.plan(), note);  out = converter.feed(...)...
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/header.hh"
#include "message/mime_structure.hh"
#include "message/transfer_encoding.hh"

namespace sendwright::message {

enum class TransferEncoding { kUnchanged, kQuotedPrintable, kBase64 };

// What to do with each leaf, in the order of their occurrence.
using ConversionPlan = std::vector<TransferEncoding>;

// Whether octets over 0x7f are among them (flag 8 of an envelope).
[[nodiscard]] bool has_8bit(std::string_view octets);

// First pass over the body (lines end in "\n").
class MimeAnalysis final : private MimeVisitor {
 public:
  explicit MimeAnalysis(const HeaderList& headers) : walker_(headers, *this) {}

  void feed(std::string_view octets) { walker_.feed(octets); }
  void finish() { walker_.finish(); }
  [[nodiscard]] const ConversionPlan& plan() const { return plan_; }

 private:
  void part_header(const HeaderList& headers, const ContentType& type, size_t leaf,
                   std::string_view raw) override;
  void leaf_line(std::string_view line, size_t leaf) override;
  void leaf_end(size_t leaf, bool is_before_boundary) override;
  void boundary_line(std::string_view) override {}
  void outside_line(std::string_view) override {}

  ContentType type_;  // of the leaf at hand
  size_t octets_ = 0;
  size_t high_octets_ = 0;
  ConversionPlan plan_;
  MimeWalker walker_;
};

// The message's own header: encoding and note of a message that is one leaf; a multipart's encoding
// goes. A message that is not MIME becomes text/plain of charset unknown-8bit (or option
// DefaultCharSet).
[[nodiscard]] HeaderList converted_headers(const HeaderList& headers, const ConversionPlan& plan,
                                           const std::string& host, const std::string& queue_id,
                                           const std::string& charset = "unknown-8bit");

// Second pass: the same octets again. What stands outside of parts loses its 8th bits.
class SevenBitConverter final : private MimeVisitor {
 public:
  // `headers` as they were for the analysis; host and queue id are named in X-MIME-Autoconverted.
  SevenBitConverter(const HeaderList& headers, ConversionPlan plan, std::string host,
                    std::string queue_id);

  // Appends what is ready.
  void feed(std::string_view octets, std::string& out);
  void finish(std::string& out);

 private:
  void part_header(const HeaderList& headers, const ContentType& type, size_t leaf,
                   std::string_view raw) override;
  void leaf_line(std::string_view line, size_t leaf) override;
  void leaf_end(size_t leaf, bool is_before_boundary) override;
  void boundary_line(std::string_view line) override { pending_ += line; }
  void outside_line(std::string_view line) override;
  [[nodiscard]] TransferEncoding encoding_of(size_t leaf) const;

  const ConversionPlan plan_;
  const std::string host_;
  const std::string queue_id_;
  std::string pending_;     // made, not yet handed out
  bool is_inside_ = false;  // the message's own header has been seen
  QuotedPrintableEncoder quoted_printable_;
  Base64Encoder base64_;
  MimeWalker walker_;
};

}  // namespace sendwright::message
