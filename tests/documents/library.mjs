// What the checks share: where things are, documents from folders and from the program, and what was found wrong.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
export const data = process.env.TRIFORIUM_TEST_DATA ?? path.resolve(root, '../shared/data');
export const program = process.env.TRIFORIUM_PROGRAM ?? `${root}/build/release/triforium`;
const converter = process.env.TRIFORIUM_CONVERTER ?? `${root}/build/release/tests/documents/triforium_convert`;

export function skip_unless_all_is_there() {
  const wanted = {
    [`${data}/schemas/iiif_3_0.json`]: 'the real files of ../shared/data are not here',
    [`${here}/node_modules/ajv`]: 'npm packages are not installed in tests/documents',
    [converter]: 'the converter is not built: target program_tests',
    [program]: 'the program is not built',
  };
  for (const [file, reason] of Object.entries(wanted)) {
    if (existsSync(file)) continue;
    console.log(`SKIPPED: ${reason} – ./run test sets everything up`);
    process.exit(77);
  }
}

/** A document and where it is from, for messages. */
export function read_folder(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.json')).sort();
  return names.map((name) => ({ name, document: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) }));
}

/** Every document of a folder of the real files, in a version; those that are refused are left out. */
export function converted(folder, version) {
  const out = mkdtempSync(path.join(tmpdir(), 'triforium-documents-'));
  try {
    execFileSync(converter, [path.join(data, folder), out, '--to', String(version)], { stdio: ['ignore', 'inherit', 'ignore'] });
    return read_folder(out).map((each) => ({ ...each, name: `${folder}/${each.name} as ${version}` }));
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** The manifests and collections that a running server publishes, in a version. */
export async function documents_of(url, version) {
  const { items } = await read_json(`${url}/api/v1/items?limit=1000`);
  const all = [];
  for (const item of items) {
    const name = item.kind === 'collection' ? `collection/${item.id}` : `${item.id}/manifest`;
    all.push({ name: `${name} as ${version}`, document: await read_json(`${url}/presentation/${version}/${name}`) });
  }
  return all;
}

/** A collection that is served in pages, and these: the pages of 4.0, the groups that other versions have instead. */
export async function pages_of(url, id, version) {
  const all = [];
  const waiting = [`${url}/presentation/${version}/collection/${id}`];
  for (let address = waiting.shift(); address; address = waiting.shift()) {
    const document = await read_json(address);
    all.push({ name: new URL(address).pathname, address, document });
    const groups = version === 4 ? [document.first, document.next] : (document.items ?? document.collections ?? document.members ?? []);
    const parts = groups.map((group) => group?.id ?? group?.['@id']).filter((part) => part?.includes('/members/'));
    waiting.push(...parts.filter((part) => !all.some((known) => known.address === part)));
  }
  return all;
}

/** Everything that it publishes: pages of text as well. */
export async function published(url, version) {
  const all = await documents_of(url, version);
  for (const page of pages_of_text(all)) all.push({ name: page, document: await read_json(page) });
  return all;
}

/** Of each manifest the first page that it only points to. */
function pages_of_text(documents) {
  return documents.flatMap(({ document }) => {
    const canvases = document.type === 'Manifest' ? document.items : (document.sequences?.[0]?.canvases ?? []);
    const pages = canvases.flatMap((canvas) => canvas.annotations ?? canvas.otherContent ?? []);
    return pages.filter((page) => !page.items && !page.resources).slice(0, 1).map((page) => page.id ?? page['@id']);
  });
}

export async function read_json(address) {
  // Checks hold everything up for so long that the connection has been closed meanwhile: then on a new one.
  const answer = await fetch(address).catch(() => fetch(address));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** Every object in a tree, with its parent's property. */
export function* objects_in(value, property = '') {
  if (Array.isArray(value)) for (const each of value) yield* objects_in(each, property);
  else if (value !== null && typeof value === 'object') {
    yield { property, object: value };
    for (const [key, each] of Object.entries(value)) yield* objects_in(each, key);
  }
}
