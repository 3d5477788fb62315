// The objects that the server publishes – books, albums, recordings – above the single images.
import { page_address, read_json } from './service';

/** What a collection says of a member. https://iiif.io/api/presentation/3.0/#51-collection */
interface Reference {
  id: string;
  type: string;
  label?: Record<string, string[]>;
  thumbnail?: { id: string; service?: { id?: string; type?: string }[] }[];
}

interface Collection {
  items?: Reference[];
}

const kMost = 48;
const kDeepest = 4;

/** Manifests in the order of the collections that list them; `kMost` of them, from `kDeepest` levels. */
async function manifests_in(address: string, depth: number, found: Reference[]): Promise<Reference[]> {
  const { items = [] } = await read_json<Collection>(address);
  for (const member of items) {
    if (found.length >= kMost) break;
    if (member.type === 'Manifest') found.push(member);
    else if (member.type === 'Collection' && depth < kDeepest) await manifests_in(member.id, depth + 1, found);
  }
  return found;
}

/** In the reader's language, else in none, else in any. https://iiif.io/api/presentation/3.0/#44-language-of-property-values */
function text_of(label: Reference['label']): string {
  const values = label ?? {};
  for (const language of [...navigator.languages, ...navigator.languages.map((each) => each.split('-')[0]), 'none', 'en']) {
    if (language !== undefined && values[language]?.[0] !== undefined) return values[language][0];
  }
  return Object.values(values)[0]?.[0] ?? '';
}

/** As large as a card on a fine screen, where a service can make it so. */
function thumbnail_of(manifest: Reference): string | undefined {
  const thumbnail = manifest.thumbnail?.[0];
  const service = thumbnail?.service?.find((each) => each.type === 'ImageService3');
  return service?.id === undefined ? thumbnail?.id : `${service.id}/full/!600,600/0/default.jpg`;
}

function card(manifest: Reference): HTMLLIElement {
  const link = document.createElement('a');
  link.className = 'card';
  link.href = manifest.id;
  const picture = document.createElement('img');
  picture.loading = 'lazy';
  picture.alt = '';
  picture.width = 400;
  picture.height = 300;
  const thumbnail = thumbnail_of(manifest);
  if (thumbnail !== undefined) picture.src = thumbnail;
  const title = document.createElement('span');
  title.className = 'title';
  title.textContent = text_of(manifest.label);
  const place = document.createElement('span');
  place.className = 'place';
  place.textContent = 'IIIF manifest';
  link.append(picture, title, place);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

/** Fills `section`, which stays hidden where nothing is published. */
export async function show_objects(section: HTMLElement): Promise<void> {
  const found = await manifests_in(page_address('presentation/3/collection/root'), 0, []);
  section.querySelector('ul')!.replaceChildren(...found.map(card));
  section.hidden = found.length === 0;
}
