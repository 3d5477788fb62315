// The start page: a grid of what is published; a click, or #id= in the address, opens one image in the viewer.
import { show_objects } from './objects';
import { type Image, read_listing, thumbnail_address, title_of } from './service';

const kStep = 120;

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const grid = element<HTMLUListElement>('images');
const summary = element('summary');
const filter = element<HTMLInputElement>('filter');
const more = element<HTMLButtonElement>('more');

let images: Image[] = [];
let total = 0;
let shown = kStep;

const link_to = (image: Image) => `#id=${encodeURIComponent(image.id)}`;

function wanted_id(): string | null {
  return new URLSearchParams(location.hash.slice(1).replace(/\+/g, '%2B')).get('id');
}

function text_element(name: string, of_class: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.className = of_class;
  made.textContent = text;
  return made;
}

function card(image: Image): HTMLLIElement {
  const link = document.createElement('a');
  link.className = 'card';
  link.href = link_to(image);
  const picture = document.createElement('img');
  picture.loading = 'lazy';
  picture.decoding = 'async';
  picture.alt = '';
  picture.width = 400;
  picture.height = 300;
  picture.src = thumbnail_address(image);
  picture.addEventListener('error', () => picture.classList.add('failed'));
  link.append(picture, text_element('span', 'title', title_of(image)), text_element('span', 'place', image.id));
  const item = document.createElement('li');
  item.append(link);
  return item;
}

function matching(): Image[] {
  const words = filter.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return images.filter((image) => words.every((word) => image.id.toLocaleLowerCase().includes(word)));
}

function describe(found: number): string {
  const all = `${total.toLocaleString('en')} ${total === 1 ? 'image' : 'images'}`;
  if (total === 0) return 'Nothing is published yet: start the server with a folder of images.';
  if (filter.value.trim()) return `${found.toLocaleString('en')} of ${all}`;
  return images.length < total ? `${all}; the first ${images.length.toLocaleString('en')} are listed` : all;
}

function draw(): void {
  const found = matching();
  grid.replaceChildren(...found.slice(0, shown).map(card));
  more.hidden = found.length <= shown;
  summary.textContent = describe(found.length);
}

/** The viewer and OpenSeadragon are fetched when the first image is opened. */
async function follow_address(): Promise<void> {
  const id = wanted_id();
  const { open, close } = await import('./viewer');
  if (id === null) {
    close();
    document.title = 'Triforium';
    return;
  }
  const image = images.find((candidate) => candidate.id === id) ?? { id, info: '' };
  document.title = `${title_of(image)} – Triforium`;
  open(image, () => {
    history.pushState(null, '', location.pathname + location.search);
    document.title = 'Triforium';
    grid.querySelector<HTMLElement>(`a[href="${CSS.escape(link_to(image))}"]`)?.focus();
  });
}

async function start(): Promise<void> {
  if (wanted_id() !== null) void follow_address();
  try {
    ({ images, total } = await read_listing());
  } catch (error) {
    summary.textContent = `The list of images cannot be read: ${(error as Error).message}`;
    return;
  }
  filter.parentElement!.hidden = images.length < 2;
  draw();
}

filter.addEventListener('input', () => {
  shown = kStep;
  draw();
});
more.addEventListener('click', () => {
  shown += kStep;
  draw();
});
addEventListener('hashchange', () => void follow_address());
addEventListener('popstate', () => {
  if (wanted_id() === null) void follow_address();
});
void start();
void show_objects(element('objects'))
  .then(() => (element('images-title').hidden = element('objects').hidden))
  .catch((error: Error) => console.warn(`The objects cannot be listed: ${error.message}`));
