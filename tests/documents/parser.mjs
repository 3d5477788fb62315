// @iiif/parser, which many viewers read documents with: what its strict mode would have to mend in one of 3.0.
import { presentation3StrictUpgrade } from '@iiif/parser/strict';

// https://www.w3.org/TR/annotation-model/#bodies-and-targets – a body may have one language as a string, as the cookbook
// writes it and the official schema of 3.0 wants it.
const kAllowed = '"language" should be Array of values';

/** What it warns of, or nothing. Its strict mode knows manifests only. */
export function mended_by_parser(document) {
  if (document.type !== 'Manifest') return '';
  const told = { warnings: [] };
  presentation3StrictUpgrade(structuredClone(document), told);
  return told.warnings.filter((warning) => warning !== kAllowed).join('; ');
}
