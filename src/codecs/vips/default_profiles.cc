#include "codecs/vips/default_profiles.h"

#include "codecs/vips/vips_library.h"

namespace triforium::codecs {
namespace {

SharedBytes load_profile(char const* name) {
  if (!vips::start()) return nullptr;
  VipsBlob* blob = nullptr;
  if (vips_profile_load(name, &blob, nullptr) != 0 || blob == nullptr) {
    vips::take_message();
    return nullptr;
  }
  std::size_t size = 0;
  auto const* data = static_cast<std::uint8_t const*>(vips_blob_get(blob, &size));
  auto profile = share(Bytes(data, data + size));
  vips_area_unref(VIPS_AREA(blob));
  return profile;
}

}  // namespace

SharedBytes default_cmyk_profile() {
  static SharedBytes const profile = load_profile("cmyk");
  return profile;
}

}  // namespace triforium::codecs
