// Text of pages that have none, recognised by Tesseract.
#pragma once

#include "codecs/registry.h"
#include "enrich/task.h"

namespace triforium::enrich {

struct Recognition {
  std::string languages;         // Tesseract's, "deu+eng"; empty: nothing new is recognised
  codecs::OpenOptions pictures;  // how pictures are opened
};

// Of every canvas that shows a picture of ours and has no text. What was recognised before is taken, whatever the
// language was; a page on which nothing was found stays without.
void blocking_recognise_texts(Task const& task, Recognition const& recognition);

}  // namespace triforium::enrich
