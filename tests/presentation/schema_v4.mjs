// What triforium_presentation_convert makes of the samples, against the official schema of Presentation 4.
//   node schema_v4.mjs CONVERTER IN_DIR SCHEMA_DIR
// Exit status 77: something that it needs is not here. ajv and ajv-formats are found from $TRIFORIUM_NODE_MODULES, or
// from this folder.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Documents of the cookbook that the schema refuses, and why; any other is a fault of ours.
const known = {
  '0139-geolocate-canvas-fragment/manifest.json': 'an extension’s body (Feature)',
  '0229-behavior-ranges/manifest.json': 'its own id is no URI',
  '0258-tagging-external-resource/manifest.json': 'the schema does not know Independents',
  '0377-image-in-annotation/manifest.json': 'the schema does not know Independents',
  '0540-link-for-opening-multiple-canvases/annotation.json': 'the schema does not know Independents',
  '0599-drag-and-drop/manifest.json': 'the schema does not know a Manifest as target',
};

const skip = (why) => {
  console.log(`skipped: ${why}`);
  process.exit(77);
};

const [converter, input, schemas] = process.argv.slice(2);
for (const path of [converter, input, schemas]) if (!path || !existsSync(path)) skip(`${path} is not here`);

const load = createRequire(join(process.env.TRIFORIUM_NODE_MODULES ?? import.meta.dirname ?? '.', 'x.js'));
let Ajv, formats;
try {
  Ajv = load('ajv/dist/2020.js').default;
  formats = load('ajv-formats').default;
} catch {
  skip('the npm packages ajv and ajv-formats are not here');
}

const jsonFiles = (folder) =>
  readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.json')).sort();
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

// The schemas name each other in capitals that the names of their files do not always have: their $id counts.
const ajv = formats(new Ajv({ strict: false, allErrors: true, validateFormats: true }));
for (const name of jsonFiles(schemas)) {
  const schema = read(join(schemas, name));
  if (schema.$id && !ajv.getSchema(schema.$id)) ajv.addSchema(schema);
}
const validate = ajv.getSchema('https://iiif.io/api/presentation/4.0/schema/main.json');

const output = mkdtempSync(join(tmpdir(), 'presentation-4-'));
execFileSync(converter, [input, output, '--to', '4']);
const names = jsonFiles(output);
let failed = 0;
for (const name of names) {
  if (validate(read(join(output, name)))) continue;
  if (known[name]) {
    console.log(`${name}: refused as before (${known[name]})`);
    continue;
  }
  const places = validate.errors.filter((error) => error.keyword !== 'if').map((e) => `${e.instancePath} ${e.message}`);
  failed += 1;
  console.log(`${name}\n  ${places.slice(0, 4).join('\n  ')}`);
}
rmSync(output, { recursive: true });
console.log(`${names.length - failed} of ${names.length} documents pass or are refused for a known reason`);
process.exit(failed === 0 && names.length > 0 ? 0 : 1);
