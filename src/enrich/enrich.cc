#include "enrich/enrich.h"

#include <fmt/format.h>

#include "enrich/documents.h"
#include "enrich/models.h"
#include "enrich/recordings.h"
#include "media/process.h"

namespace triforium::enrich {

namespace {

// One more whenever something else is made of the same file under the same name.
constexpr int kForm = 1;

}  // namespace

std::string blocking_fingerprint(Settings const& settings) {
  if (settings.folder.empty()) return {};
  return fmt::format("{} {} {} {} {} {}", kForm, DerivedFolder(settings.folder).blocking_age(), settings.pdf_dpi,
                     settings.recognition.languages, media::blocking::has_program("ffmpeg"),
                     media::blocking::has_program("pdftoppm"));
}

std::vector<std::string> blocking_enrich(presentation::ItemDraft& draft, Settings const& settings) {
  std::vector<std::string> complaints;
  if (settings.folder.empty()) return complaints;
  DerivedFolder const derived(settings.folder);
  Task const task{draft, derived, complaints};
  blocking_enrich_document(task, settings.pdf_dpi);
  blocking_enrich_recordings(task);
  blocking_enrich_models(task);
  blocking_recognise_texts(task, settings.recognition);
  return complaints;
}

}  // namespace triforium::enrich
