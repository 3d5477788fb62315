// node main.mjs: asks others what they think of our documents. Exit code: 0 all is well, 1 something is not, 77 something
// that is needed is not there.
import { readdirSync } from 'node:fs';
import { converted, data, documents_of, pages_of, program, published, read_folder, skip_unless_all_is_there } from './library.mjs';

skip_unless_all_is_there();
const { disagreement, is_lost_by_them } = await import('./agreement.mjs');
const { misread_by_manifesto } = await import('./facts.mjs');
const { unclear_in_json_ld, unused_exceptions } = await import('./json_ld.mjs');
const { mended_by_parser } = await import('./parser.mjs');
const { rules_of_pages, schema_of_v3, schema_of_v4 } = await import('./schemas.mjs');
const { start_server } = await import('../web/server.mjs');

const kBooks = ['halle_friedensvorschlaege_1712', 'bnf_marguerites_francoyses_17c', 'mimili_1815_page-xml',
  'chicopee_weekly_1856-05-10_g4', 'ndnp_park_record_1935'];

// What the schemas refuse although it is right, or because the original is wrong: by the beginning of the name, and why.
const kRefusedByV3 = {
  'cookbook/0229-behavior-ranges': 'its own id is no URI',
};
const kRefusedByV4 = {
  'presentation2.1_fixtures/sequence': 'a sequence is a Range, which the schema has only within a manifest',
  'cookbook/0139-geolocate-canvas-fragment': 'an extension’s body (Feature)',
  'cookbook/0229-behavior-ranges': 'its own id is no URI',
  'cookbook/0258-tagging-external-resource': 'the schema has no body of an unknown type',
  'cookbook/0377-image-in-annotation': 'the schema has no body of an unknown type',
  'cookbook/0540-link-for-opening-multiple-canvases': 'the schema has no target of an unknown type',
  'cookbook/0599-drag-and-drop': 'the schema has no Manifest as a target',
  'presentation4_3d/3_lights': 'the originals have “value”, which the draft has renamed to quantityValue',
};

const kCopiesRefusedByV3 = {
  'manifest.3.delft-trk-9812103': 'an extension’s property (hss:slug), which is kept',
  'manifest.3.ncsu-unccmc00094': 'properties of Dublin Core, which are kept',
  'p3_bl-ranges': 'a service of Auth 1 with “id”',
  'www.e-codices.unifr.ch': 'a service of Search 1 with “id”',
  'p3_exhibition-1': 'behaviors of an extension, which are kept',
};

let checked = 0;
let failed = 0;

async function check_all(documents, validate, refused = {}) {
  for (const { name, document } of documents) {
    checked += 1;
    const found = await validate(document);
    const is_known = Object.keys(refused).some((beginning) => name.replace(/^manifests\//, '').startsWith(beginning));
    if (!found || is_known) continue;
    failed += 1;
    console.log(`FAILED: ${name}: ${found}`);
  }
}

/** At least so many: a folder that has become empty would please every check. */
function at_least(count, documents) {
  if (documents.length >= count) return documents;
  throw new Error(`only ${documents.length} documents where there are ${count} at least`);
}

async function check_published() {
  const imported = [...kBooks.map((name) => `${data}/books/${name}`), `${data}/av`, `${data}/models`];
  const server = await start_server({ program, web: '' }, { published: [], imported });
  const documents = at_least(15, await published(server.url, 3));
  await check_all(documents, schema_of_v3());
  await check_all(documents, mended_by_parser);
  await check_all(documents, misread_by_manifesto);
  await check_all(documents, unclear_in_json_ld);
  const second = at_least(15, await published(server.url, 2));
  await check_all(second, misread_by_manifesto);
  await check_all(second, unclear_in_json_ld);
  await check_all(at_least(15, await published(server.url, 4)), schema_of_v4());
  if ((await server.stop()) !== 0) throw new Error('the server did not end well');
}

const kPagesRefused = {
  '/presentation/4/collection/root/members/11-20': 'the thumbnail of a copy has a class of its own, “Thumbnail”',
};

/** Copies of what institutions publish, where many break a rule. Collections would fetch their members; a canvas alone,
 * and what names no version, are not imported. */
async function check_copies() {
  const names = readdirSync(`${data}/manifests/real`).filter((name) => !/collection|europeana|lunchroom/.test(name));
  const imported = names.map((name) => `${data}/manifests/real/${name}`);
  const settings = { TRIFORIUM_ITEMS_PAGE_SIZE: '10' };
  const server = await start_server({ program, web: '' }, { published: [], imported, settings });
  const documents = at_least(40, await documents_of(server.url, 3));
  await check_all(documents, schema_of_v3(), kCopiesRefusedByV3);
  await check_all(at_least(6, await pages_of(server.url, 'root', 4)), rules_of_pages(), kPagesRefused);
  await check_all(at_least(6, await pages_of(server.url, 'root', 3)), schema_of_v3());
  await check_all(at_least(6, await pages_of(server.url, 'root', 2)), unclear_in_json_ld);
  if ((await server.stop()) !== 0) throw new Error('the server did not end well');
}

async function check_converted() {
  const [v3, v4] = [schema_of_v3(), schema_of_v4()];
  for (const [folder, count] of [['presentation2.1_fixtures', 60], ['cookbook', 70]]) {
    const documents = at_least(count, converted(`manifests/${folder}`, 3));
    await check_all(documents, v3, kRefusedByV3);
    await check_all(documents, mended_by_parser);
    await check_all(documents, misread_by_manifesto);
    await check_all(documents, unclear_in_json_ld);
  }
  const second = at_least(70, converted('manifests/cookbook', 2));
  await check_all(second, misread_by_manifesto);
  await check_all(second, unclear_in_json_ld);
  await check_all(at_least(60, converted('manifests/presentation2.1_fixtures', 4)), v4, kRefusedByV4);
  await check_all(at_least(70, converted('manifests/cookbook', 4)), v4, kRefusedByV4);
  await check_all(at_least(5, converted('manifests/presentation4_examples', 4)), v4, kRefusedByV4);
  await check_all(at_least(5, converted('manifests/presentation4_3d', 4)), v4, kRefusedByV4);
}

/** The upgrades of @iiif/parser and ours say the same. */
async function check_agreement() {
  const folder = 'manifests/presentation2.1_fixtures';
  const originals = new Map(read_folder(`${data}/${folder}`).map(({ name, document }) => [`${folder}/${name} as 3`, document]));
  const upgraded = converted(folder, 3).filter(({ document }) => ['Manifest', 'Collection'].includes(document.type));
  await check_all(at_least(50, upgraded).filter(({ name }) => !is_lost_by_them(name)).map(({ name, document }) =>
    ({ name, document: { second: originals.get(name), third: document } })), ({ second, third }) => disagreement(second, third));
}

await check_published();
await check_copies();
await check_converted();
await check_agreement();
for (const exception of unused_exceptions()) {
  failed += 1;
  console.log(`FAILED: json_ld.mjs lists “${exception}”, which no document needs`);
}
console.log(`${checked} documents checked, ${failed} refused`);
process.exit(failed ? 1 : 0);
