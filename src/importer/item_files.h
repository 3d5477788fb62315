// The files of a draft: what they are, under which names they are published, and the words in them.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "codecs/registry.h"
#include "presentation/build.h"
#include "presentation/draft.h"
#include "store/records.h"
#include "text/page_text.h"

namespace triforium::importer {

class ItemFiles {
 public:
  // Looks at every file that the draft names, and reads its texts. Blocks: opens pictures, runs ffprobe on recordings.
  ItemFiles(codecs::OpenOptions const& pictures, presentation::ItemDraft const& draft);

  presentation::FindAsset find() const;
  std::vector<store::Asset> const& assets() const { return assets_; }
  std::vector<store::Text> const& texts() const { return texts_; }
  // Files that are not there, or are not what they are named: a sentence for each.
  std::vector<std::string> const& complaints() const { return complaints_; }
  // Whether any page has something to show.
  bool can_be_shown() const { return can_be_shown_; }

 private:
  void add(std::string const& location, std::string const& key, bool is_picture = false);
  void add_painting(presentation::Painting const& painting, std::string const& key);
  void add_all(std::vector<presentation::FileReference> const& files);
  void add_description(presentation::Description const& description);
  void add_canvas(presentation::CanvasDraft const& canvas);
  void add_range(presentation::RangeDraft const& range);
  text::PageText on_canvas(text::PageText page, presentation::CanvasDraft const& canvas, std::string const& name);
  void read_text(presentation::CanvasDraft const& canvas, presentation::CanvasText const& text);
  std::string free_key(std::string wanted);

  codecs::OpenOptions const& pictures_;
  std::string const item_;
  std::map<std::string, presentation::AssetFacts, std::less<>> facts_;  // by location
  std::map<std::string, int, std::less<>> keys_;                        // taken
  std::vector<store::Asset> assets_;
  std::vector<store::Text> texts_;
  std::vector<std::string> complaints_;
  bool can_be_shown_ = false;
};

}  // namespace triforium::importer
