#include "enrich/enrich.h"

#include "enrich/recordings.h"

namespace triforium::enrich {

std::vector<std::string> blocking_enrich(presentation::ItemDraft& draft, Settings const& settings) {
  std::vector<std::string> complaints;
  DerivedFolder const derived(settings.folder);
  Task const task{draft, derived, complaints};
  blocking_enrich_recordings(task);
  return complaints;
}

}  // namespace triforium::enrich
