// What every reader of pages does at its end: what the source left out is told from what it gave.
#pragma once

#include "text/page_text.h"
#include "text/reading.h"

namespace triforium::text {

// Boxes that are missing are made of those within: lines of their words, blocks of their lines.
void complete_boxes(PageText& page);

// Marks the halves of words that the end of a line has cut, where the source does not say so itself: the last word of
// a line ends with a soft hyphen, "¬" or "⸗", or with "-" before a small letter at the start of the next.
void join_hyphenated(PageText& page);

// Gives every line words, for who needs them: search, and annotations of words. Those of lines that were recognised as
// a whole have estimated boxes (see words_of); words cut at the end of such lines are joined too.
PageText with_words(PageText page);

// A finding where text lies clearly outside the page that the file declares.
void check_extent(PageText const& page, Findings& findings);

// Blocks without lines and lines without text are left out.
void drop_empty(PageText& page);

}  // namespace triforium::text
