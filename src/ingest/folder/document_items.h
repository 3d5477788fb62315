// PDFs that lie in a folder without pages of their own: each is an item, whose pages are made when it is imported.
#pragma once

#include "ingest/folder/canvases.h"
#include "ingest/session.h"

namespace triforium::ingest {

bool is_pdf(std::string_view name);

// An item of `collection` for each PDF of `files`; other documents of the same stem (EPUB) go with it. Takes out of
// `files` what has become part of an item.
void add_document_items(Session& session, Place const& place, FolderFiles& files, std::string const& collection);

}  // namespace triforium::ingest
