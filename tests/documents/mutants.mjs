// node mutants.mjs [COUNT [SEED]]: breaks documents of the cookbook in small ways, and compares what the official schema of
// 3.0 says of each with what `triforium check` says. Exit code: 0 they agree but for what is listed here, 1 they do not,
// 77 something that is needed is not there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { data, program, read_folder, skip_unless_all_is_there } from './library.mjs';

skip_unless_all_is_there();
const { schema_of_v3 } = await import('./schemas.mjs');

const [count, seed] = [Number(process.argv[2] ?? 600), Number(process.argv[3] ?? 1)];

/** What we refuse and the schema lets pass, by rule and place, and why. */
const kBeyondTheSchema = [
  ['items-empty', /./, '"with at least one item"'],
  ['label-empty', /./, '"with at least one entry"'],
  ['painting-only', /./, 'no other motivation is in the items of a Canvas'],
  ['member-label', /./, 'what a Collection refers to needs its label'],
  ['painting-dimension', /./, 'a recording needs a Canvas with a duration'],
  ['property-required', /(^$|\/items\/\d+$)/, 'an Annotation needs its target'],
  ['property-required', /\/provider\/\d+$/, 'an Agent needs its label'],
  ['(start|range)-canvas-known', /./, 'what is named has to be there'],
  ['type-expected', /./, 'each class has its place'],
  ['nav-place', /./, 'the schema does not look into types'],
  ['property-required', /\/body$/, 'a body that is no text needs its id'],
  ['(property-required|property-shape|single-value|type-required)', /\/(source|partOf|start)(\/|$)/, 'what is only named has a type, too'],
  ['property-shape', /\/annotations\/\d+$/, 'a page is an object'],
  ['property-shape', /^\/items\/\d+\/navDate$/, 'the schema does not look into what a Collection refers to'],
  ['selector-value', /./, 'the schema does not look into selectors'],
  ['(service-identified|type-required|language-tag)', /./, 'an empty string is no type, and no language'],
];

/** What the schema refuses and we let pass, by the change, and why. */
const kLetPass = [
  [/^rename /, 'a property of an extension'],
  [/^(remove|rename) .*\/items$/, 'Canvases and pages should have items; pages may be elsewhere'],
  [/\/(stylesheet|styleClass)(\/|$)/, 'of the Web Annotation model, where viewers ignore it'],
  [/\/selector\/type$/, 'extensions have selectors of their own'],
  [/\/target\/#?\/?type$/, 'an annotation may be about anything'],
  [/^to_nothing .*\/(geometry|properties)$/, 'RFC 7946: either may be null'],
  [/\/behavior\/#$/, 'extensions have behaviors of their own: a warning'],
  [/^empty .*\/selector\/[xy]$/, 'a point may be at 0'],
  [/^wrap .*\/body(\/items\/#)?\/language$/, 'Web Annotation: a text may be in several languages'],
];

/** Numbers from 0 to 1, the same for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function random_from(start) {
  let state = BigInt(start);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 33n) / 2 ** 31;
  };
}

const random = random_from(seed);
const pick = (list) => list[Math.floor(random() * list.length)];

const kChanges = {
  remove: (around, key) => { if (Array.isArray(around)) around.splice(key, 1); else delete around[key]; },
  rename: (around, key) => { if (!Array.isArray(around)) { around[`${key}X`] = around[key]; delete around[key]; } },
  unwrap: (around, key) => { if (Array.isArray(around[key])) [around[key]] = around[key]; },
  wrap: (around, key) => { around[key] = [around[key]]; },
  empty: (around, key) => { const old = around[key]; around[key] = Array.isArray(old) ? [] : typeof old === 'object' ? {} : typeof old === 'number' ? 0 : ''; },
  to_text: (around, key) => { around[key] = 'text'; },
  to_number: (around, key) => { around[key] = -7; },
  to_object: (around, key) => { around[key] = { none: ['text'] }; },
  to_nothing: (around, key) => { around[key] = null; },
  to_https: (around, key) => { if (typeof around[key] === 'string') around[key] = around[key].replace('http:', 'https:'); },
};

function places_in(value, pointer = '') {
  if (value === null || typeof value !== 'object') return [];
  return Object.keys(value).flatMap((key) =>
    [{ around: value, key, pointer: `${pointer}/${key}` }, ...places_in(value[key], `${pointer}/${key}`)]);
}

/** The context and the type of the whole say which document it is at all. */
const is_left_alone = ({ pointer }) => pointer.startsWith('/@context') || pointer === '/type';

function mutant_of({ name, document }) {
  const copy = structuredClone(document);
  const place = pick(places_in(copy).filter((each) => !is_left_alone(each)));
  const change = pick(Object.keys(kChanges));
  kChanges[change](place.around, place.key);
  const kind = `${change} ${place.pointer.replace(/\/\d+/g, '/#')}`;
  return { name: `${name}: ${change} ${place.pointer}`, kind, document: copy, same: JSON.stringify(copy) === JSON.stringify(document) };
}

/** What `triforium check` says of each, in order. */
function checked(documents) {
  const folder = mkdtempSync(path.join(tmpdir(), 'triforium-mutants-'));
  try {
    documents.forEach(({ document }, i) => writeFileSync(`${folder}/${String(i).padStart(6, '0')}.json`, JSON.stringify(document)));
    const run = spawnSync(program, ['check', '--json', folder], { encoding: 'utf8', maxBuffer: 2 ** 30 });
    return JSON.parse(run.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const refuses = schema_of_v3();
const originals = read_folder(`${data}/manifests/cookbook`).filter(({ document }) =>
  JSON.stringify(document['@context']).includes('presentation/3/') && !refuses(document));
const mutants = Array.from({ length: count }, () => mutant_of(pick(originals))).filter(({ same }) => !same);
const reports = checked(mutants);
if (reports.length !== mutants.length) throw new Error(`${reports.length} reports of ${mutants.length} mutants`);

const is_beyond_the_schema = ({ rule, pointer }) =>
  kBeyondTheSchema.some(([name, place]) => new RegExp(`^${name}$`).test(rule) && place.test(pointer));

let failed = 0;
function tell(kind, text) {
  failed += 1;
  if (failed <= 60) console.log(`${kind}: ${text}`);
}

let agreed = 0;
mutants.forEach((mutant, i) => {
  const theirs = refuses(mutant.document);
  const ours = (reports[i].findings ?? []).filter(({ severity }) => severity === 'error');
  const refused = ours.length > 0 || reports[i].error !== undefined;
  if (Boolean(theirs) === refused) agreed += 1;
  else if (theirs && !kLetPass.some(([pattern]) => pattern.test(mutant.kind)))
    tell('ONLY THE SCHEMA REFUSES', `${mutant.name}: ${theirs}`);
  else if (!theirs && !ours.some(is_beyond_the_schema))
    tell('ONLY WE REFUSE', `${mutant.name}: ${ours.map(({ rule, pointer }) => `${rule} ${pointer}`).join('; ')}`);
});
console.log(`${mutants.length} mutants, ${agreed} judged alike, ${failed} otherwise and not listed`);
process.exit(failed ? 1 : 0);
