// What an import adds to a draft that a reader made: what is found within recordings and documents, and what is made of
// them for people to see. The draft names what was made like any other file, by its path.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "enrich/recognition.h"
#include "presentation/draft.h"

namespace triforium::enrich {

struct Settings {
  std::filesystem::path folder;  // where what is made is kept, see derived_folder.h; empty: nothing is made
  Recognition recognition{};     // of text on pages that have none
  double pdf_dpi = 200;          // at which pages of a PDF are drawn that were not scanned
};

// Another one whenever the same draft would become another: settings, programs that are there, what this room makes.
// Part of what tells whether an item has to be imported anew. Blocks: looks for programs, and makes the folder.
std::string blocking_fingerprint(Settings const& settings);

// Changes `draft`: chapters become ranges, sidecar subtitles and those within a film WebVTT captions, a film gets a
// poster and a sound its cover or waveform; a PDF that stands alone has pages, and pages without text what a program
// reads on them. What the draft says already stays as it is. Gives a sentence for each file of which something could
// not be made; the item can be published all the same.
//
// Blocks: runs programs, each bounded in time, memory and output. What was made before is not made again.
std::vector<std::string> blocking_enrich(presentation::ItemDraft& draft, Settings const& settings);

}  // namespace triforium::enrich
