// A message on its way into the file store: df, then tf, which becomes qf.
#pragma once

#include <string>

#include "queue/control_files.hh"

namespace sendwright::queue {

// One thread at a time. The ControlFiles must live longer.
class IncomingFile final : public IncomingMessage {
 public:
  IncomingFile(ControlFiles& files, std::string queue_id, base::UniqueFd body)
      : files_(files), queue_id_(std::move(queue_id)), body_(std::move(body)) {}
  ~IncomingFile() override;
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;

  [[nodiscard]] const std::string& queue_id() const override { return queue_id_; }
  [[nodiscard]] base::Result<void> write_body(std::string_view octets) override;
  [[nodiscard]] base::Result<void> commit(Envelope& envelope) override;

 private:
  [[nodiscard]] base::Result<void> flush();
  [[nodiscard]] base::Result<void> store_body();
  [[nodiscard]] base::Result<void> store_control_file(const Envelope& envelope);
  [[nodiscard]] base::Result<void> named(base::Result<void> result) const;
  void discard();

  ControlFiles& files_;
  const std::string queue_id_;
  base::UniqueFd body_;
  std::string buffer_;
  long size_octets_ = 0;
  FileKind kind_ = FileKind::kTemporary;  // what the control file is called by now
  bool is_committed_ = false;
};

}  // namespace sendwright::queue
