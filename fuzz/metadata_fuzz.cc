// Any bytes as a metadata block – the first says of which kind – read for its rights and rewritten for a derivative.
#include <cstdint>
#include <cstdlib>

#include "codecs/metadata/rights.h"
#include "codecs/metadata/text_values.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  if (size == 0) return 0;
  auto const block = share(Bytes(data + 1, data + size));
  codecs::Metadata metadata;
  if (data[0] % 3 == 0) metadata.exif = block;
  if (data[0] % 3 == 1) metadata.iptc = block;
  if (data[0] % 3 == 2) metadata.xmp = block;

  // What was read can be written, and is the same when it is read again.
  auto const rights = codecs::read_rights(metadata);
  codecs::Metadata written;
  written.xmp = codecs::make_xmp(rights);
  if (written.xmp && codecs::read_rights(written) != rights) std::abort();

  auto const packet = codecs::xmp_for(metadata, codecs::MetadataPolicy::all);
  if (view_of(packet).size() > codecs::kMaxXmpBytes) std::abort();
  (void)codecs::detail::is_harmless_xml(as_text(view_of(block)));
  return 0;
}
