// node main.mjs: converts the official 2.1 fixtures to 3.0 and asks the official schema; converts the cookbook to 2.1 and
// asks manifesto.js, the library of Universal Viewer. Exit code: 0 passed, 1 failed, 77 something is not there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const converter = process.env.TRIFORIUM_CONVERTER ?? `${root}/build/release/tests/presentation2/triforium_presentation_v2`;
const data = process.env.TRIFORIUM_TEST_DATA ?? path.resolve(root, '../shared/data');

function skip(reason) {
  console.log(`SKIPPED: ${reason}`);
  process.exit(77);
}
if (!existsSync(`${data}/schemas/iiif_3_0.json`)) skip('the real files of ../shared/data are not here');
if (!existsSync(`${here}/node_modules/ajv`)) skip('npm packages are not installed: npm ci in tests/presentation2');
if (!existsSync(converter)) skip('the converter is not built: target program_tests');

const { default: Ajv } = await import('ajv');
const { default: add_formats } = await import('ajv-formats');
const manifesto = await import('manifesto.js');

function documents_in(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json')).map((name) => path.join(folder, name));
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

const failures = [];
const ajv = new Ajv({ strict: false, allErrors: true });
add_formats(ajv);
ajv.addSchema(read(`${data}/schemas/iiif_3_0.json`), 'iiif');

function check_schema(file) {
  const document = read(file);
  const name = document.type[0].toLowerCase() + document.type.slice(1);
  const validate = ajv.getSchema(`iiif#/classes/${name}`);
  if (!validate(document)) failures.push(`${file}: ${ajv.errorsText(validate.errors.slice(0, 5))}`);
}

// Every canvas, with an image where there is one, as Universal Viewer finds them.
function check_manifesto(file) {
  const document = read(file);
  if (document['@type'] !== 'sc:Manifest') return;
  const manifest = manifesto.parseManifest(document);
  const canvases = manifest?.getSequences()[0]?.getCanvases() ?? [];
  const written = document.sequences[0].canvases;
  if (canvases.length !== written.length) failures.push(`${file}: manifesto.js finds ${canvases.length} canvases`);
  canvases.forEach((canvas, i) => {
    if (!canvas.getLabel().getValue()) failures.push(`${file}: canvas ${i} has no label`);
    if (canvas.getImages().length !== written[i].images.length) failures.push(`${file}: canvas ${i} lacks images`);
  });
}

const out = mkdtempSync(path.join(tmpdir(), 'triforium-presentation2-'));
try {
  execFileSync(converter, [`${data}/manifests/presentation2.1_fixtures`, `${out}/3`, '--to', '3'], { stdio: ['ignore', 'inherit', 'ignore'] });
  execFileSync(converter, [`${data}/manifests/cookbook`, `${out}/2`, '--to', '2'], { stdio: ['ignore', 'inherit', 'ignore'] });
  const upgraded = documents_in(`${out}/3`);
  const downgraded = documents_in(`${out}/2`);
  if (upgraded.length < 55) failures.push(`only ${upgraded.length} fixtures were upgraded`);
  if (downgraded.length < 70) failures.push(`only ${downgraded.length} cookbook documents were downgraded`);
  upgraded.forEach(check_schema);
  downgraded.forEach(check_manifesto);
  console.log(`${upgraded.length} documents of 3.0 and ${downgraded.length} of 2.1 checked, ${failures.length} failures`);
} finally {
  rmSync(out, { recursive: true });
}
failures.forEach((failure) => console.log(`FAILED: ${failure}`));
process.exit(failures.length ? 1 : 0);
