// @iiif/parser upgrades 2.1 to 3.0, too. Where it and we say the same of a document, neither has lost it.
import { convertPresentation2 } from '@iiif/parser/presentation-2';

const id_of = (value) => value?.id ?? value?.['@id'];
const ids = (values) => (values ?? []).map(id_of).filter(Boolean);
const texts = (map) => Object.values(map ?? {}).flat();
/** The resources behind a body: theirs has names for choices that 2.1 does not name. */
const behind = (body) => (body?.type === 'Choice' ? body.items.flatMap(behind) : body?.type === 'SpecificResource' ? behind(body.source) : [body]);
const painted = (canvas) =>
  (canvas.items ?? []).flatMap((page) => page.items ?? []).flatMap((annotation) => annotation.body).flatMap(behind);

/** In the words of 3.0, without what is a matter of taste: names of pages, languages of what has none, services in full. */
function gist_of(document) {
  return {
    type: document.type,
    label: texts(document.label),
    metadata: (document.metadata ?? []).map((each) => [texts(each.label), texts(each.value)]),
    rights: document.rights,
    direction: document.viewingDirection,
    thumbnails: ids(document.thumbnail),
    members: document.type === 'Collection' ? ids(document.items).sort() : undefined,
    canvases: document.type !== 'Manifest' ? undefined : document.items.map((canvas) => ({
      id: canvas.id,
      size: [canvas.width, canvas.height],
      label: texts(canvas.label),
      bodies: ids(painted(canvas)),
      services: painted(canvas).flatMap((body) => ids(body?.service)),
    })),
  };
}

/** Where theirs keeps less than ours, by the number of the fixture. */
const kLostByThem = {
  7: 'the license',
  11: 'the direction of a sequence',
  12: 'the direction of a sequence',
  13: 'the direction of a sequence',
  14: 'the direction of a sequence',
  21: 'the metadata of a sequence',
  34: 'that a choice has no more alternatives: it adds an unknown one',
  36: 'the source of a specific resource',
  38: 'the source of a specific resource',
  39: 'the source of a specific resource',
  41: 'the source of a specific resource',
};
export const is_lost_by_them = (name) => Object.hasOwn(kLostByThem, name.match(/fixtures\/(\d+)\/manifest/)?.[1] ?? '');

/** What the two upgrades of `second`, a document of 2.1, say differently; `third` is ours. */
export function disagreement(second, third) {
  const theirs = gist_of(convertPresentation2(structuredClone(second)));
  const ours = gist_of(third);
  const keys = Object.keys(ours).filter((key) => JSON.stringify(ours[key]) !== JSON.stringify(theirs[key]));
  return keys.map((key) => `${key}: ours ${JSON.stringify(ours[key])?.slice(0, 90)}, theirs ${JSON.stringify(theirs[key])?.slice(0, 90)}`).join('; ');
}
