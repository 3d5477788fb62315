// EXIF lies in a TIFF's own directories. Here it becomes the standalone block that other formats carry.
#pragma once

#include "base/bytes.h"
#include "codecs/tiff/tiff_index.h"

namespace triforium::codecs::tiff {

// The page's descriptive fields, its Exif and its GPS directory as a small classic TIFF without pixels, in the byte
// order of the file; null where the page has neither directory, or they do not read. The orientation is left out: who
// reads the block must not apply it a second time. Fields of more than 64 kB (maker notes mostly) are left out too.
//
// https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf, 4.5.1
SharedBytes make_exif(storage::Source const& source, Dialect dialect, Page const& page);

}  // namespace triforium::codecs::tiff
