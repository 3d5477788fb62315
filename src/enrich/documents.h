// PDFs: pages drawn, their words, outline and description.
#pragma once

#include "enrich/task.h"

namespace triforium::enrich {

// An item that has a PDF to read and no canvas gets one for each of its pages. Pages that have no scan of their own are
// drawn at `density` dots per inch.
void blocking_enrich_document(Task const& task, double density);

}  // namespace triforium::enrich
