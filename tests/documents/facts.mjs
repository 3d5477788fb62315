// manifesto.js, the library of Universal Viewer: does it find in a manifest what stands there?
import { parseManifest } from 'manifesto.js';

const kinds = (value, type) =>
  Array.isArray(value) ? value.flatMap((each) => kinds(each, type))
    : value !== null && typeof value === 'object'
      ? [...(value.type === type ? [value] : []), ...kinds(value.items ?? [], type)]
      : [];

/** What the document itself says: canvases with the number of things painted on each, and ranges. */
function facts_of(document) {
  if (document.type === 'Manifest') {
    const painted = (canvas) => (canvas.items ?? []).flatMap((page) => page.items ?? []).length;
    return { canvases: document.items.map(painted), ranges: kinds(document.structures ?? [], 'Range').length };
  }
  const { canvases } = document.sequences[0];
  return { canvases: canvases.map((canvas) => (canvas.images ?? []).length), ranges: (document.structures ?? []).length };
}

function facts_by_manifesto(document) {
  const manifest = parseManifest(document);
  const painted = (canvas) => (document.type === 'Manifest' ? canvas.getContent() : canvas.getImages()).length;
  return { canvases: manifest.getSequences()[0].getCanvases().map(painted), ranges: manifest.getAllRanges().length };
}

/** What manifesto.js reads as something else, or nothing. */
export function misread_by_manifesto(document) {
  if (document.type !== 'Manifest' && document['@type'] !== 'sc:Manifest') return undefined;
  const [said, read] = [facts_of(document), facts_by_manifesto(document)];
  if (!parseManifest(document).getLabel()?.getValue()) return 'it finds no label';
  if (String(said.canvases) !== String(read.canvases)) {
    return `it finds ${read.canvases.length} canvases with ${read.canvases} pictures, there are ${said.canvases.length} with ${said.canvases}`;
  }
  return said.ranges === read.ranges ? undefined : `it finds ${read.ranges} ranges, there are ${said.ranges}`;
}
