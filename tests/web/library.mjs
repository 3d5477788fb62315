// A library to look at: what ../shared/data has, imported into a folder of its own and served.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { start_server } from './server.mjs';

const kFolders = ['books/halle_friedensvorschlaege_1712', 'books/bnf_marguerites_francoyses_17c', 'books/mimili_1815_page-xml',
  'books/chicopee_weekly_1856-05-10_g4', 'books/ndnp_park_record_1935', 'av', 'models'];

/** { url, shared: whether the shared data is there, manifest(item, version), collection(id, version), stop() } */
export async function open_library(places) {
  const found = kFolders.map((folder) => path.join(places.data, folder)).filter((folder) => existsSync(folder));
  const imported = found.length > 0 ? found : [places.objects];
  const { url, stop } = await start_server(places, { published: [], imported });
  return { ...addresses_at(url), stop, shared: found.length > 0 };
}

const addresses_at = (url) => ({ url,
  manifest: (item, version = 3) => `${url}/presentation/${version}/${item}/manifest`,
  collection: (id, version = 3) => `${url}/presentation/${version}/collection/${id}` });

/** A recording of the holdings with two chapters, as another institution would describe it. */
function chapters_of(holdings) {
  const at = 'https://elsewhere.example/chapters';
  const body = { id: `${holdings.url}/files/av~files~apollo11_touchdown/apollo11_touchdown.m4a`, type: 'Sound', format: 'audio/mp4', duration: 29.651 };
  const canvas = { id: `${at}/canvas`, type: 'Canvas', label: { en: ['Touchdown'] }, duration: 29.651,
    thumbnail: [{ id: `${holdings.url}/iiif/3/av~files~apollo11_touchdown-accompanying/full/200,/0/default.jpg`, type: 'Image', format: 'image/jpeg' }],
    items: [{ id: `${at}/page`, type: 'AnnotationPage', items: [{ id: `${at}/painting`, type: 'Annotation', motivation: 'painting', body, target: `${at}/canvas` }] }] };
  const chapter = (number, label, time) => ({ id: `${at}/range/${number}`, type: 'Range', label: { en: [label] },
    items: [{ id: `${at}/canvas#t=${time}`, type: 'Canvas' }] });
  return { '@context': 'http://iiif.io/api/presentation/3/context.json', id: at, type: 'Manifest', label: { en: ['The landing, in chapters'] },
    items: [canvas], structures: [{ id: `${at}/range/0`, type: 'Range', label: { en: ['Chapters'] },
      items: [chapter(1, 'Descent', '0,14'), chapter(2, 'Engine stop', '15,29')] }] };
}

/** Another library, with copies of what `holdings` publishes: of `book` as it is, with its pictures, and from right to left. */
export async function open_copies(places, holdings, book) {
  const folder = mkdtempSync(path.join(tmpdir(), 'triforium-copies-'));
  const manifest = await (await fetch(holdings.manifest(book))).json();
  const write = (name, document) => {
    writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(document));
    return path.join(folder, `${name}.json`);
  };
  const near = ['--set', 'import.private_addresses=true'];
  const copied = [write('copied', manifest), write('chapters', chapters_of(holdings)),
    write('from-the-right', { ...manifest, viewingDirection: 'right-to-left', behavior: ['paged'] })];
  const { url, stop } = await start_server(places, { published: [],
    imports: [[...near, ...copied], [...near, '--as', 'whole', write('whole', manifest)]] });
  rmSync(folder, { recursive: true });
  return { ...addresses_at(url), stop };
}
