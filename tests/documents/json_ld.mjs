// JSON-LD: every value of a document has a meaning in its contexts, and expanded, compacted and expanded again it says
// the same.
//
// https://www.w3.org/TR/json-ld11-api/
import jsonld from 'jsonld';
import { existsSync, readFileSync } from 'node:fs';
import { annotation_context } from './annotation_context.mjs';
import { data } from './library.mjs';

/** Contexts come from the real files; nothing is fetched. */
async function load(address) {
  if (address === 'http://www.w3.org/ns/anno.jsonld') return { documentUrl: address, document: annotation_context };
  const file = `${data}/manifests/contexts/${address.replace(/^https?:\/\/iiif\.io\/api\//, '')}`;
  if (!existsSync(file)) throw new Error(`the context ${address} is not there`);
  return { documentUrl: address, document: JSON.parse(readFileSync(file, 'utf8')) };
}
const options = { documentLoader: load };

/** Without an order where JSON-LD has none. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, plain(value[key])]));
}

/**
 * Texts that are values, not keys or names of classes, of which the context makes others. What stands below "source" is
 * left out: the official context of 3.0 has no such term but on the annotation itself.
 */
const kLeftOut = ['@context', 'type', '@type', 'source'];
function* values_in(value, key = '') {
  if (Array.isArray(value)) for (const each of value) yield* values_in(each, key);
  else if (value !== null && typeof value === 'object') {
    for (const [name, each] of Object.entries(value)) if (!kLeftOut.includes(name)) yield* values_in(each, name);
  } else if (typeof value === 'string' && /[\s/]/.test(value)) yield { key, value };
}

/** Their contexts name one of GeoJSON's, which is not among the real files. */
const is_on_earth = (document) => JSON.stringify(document['@context']).match(/navplace|georef/) !== null;

/** What JSON-LD does not understand, or nothing. */
export async function unclear_in_json_ld(document) {
  if (is_on_earth(document)) return undefined;
  try {
    const expanded = await jsonld.expand(document, options);
    const said = JSON.stringify(expanded);
    const lost = [...values_in(document)].filter(({ value }) => !said.includes(JSON.stringify(value).slice(1, -1)));
    if (lost.length > 0) return `no context gives “${lost[0].key}” a meaning, with its value ${JSON.stringify(lost[0].value).slice(0, 80)}`;
    const compacted = await jsonld.compact(expanded, { '@context': document['@context'] }, options);
    const again = await jsonld.expand(compacted, options);
    return JSON.stringify(plain(again)) === JSON.stringify(plain(expanded)) ? undefined : 'compacted it says something else';
  } catch (error) {
    return `${error.message} ${error.details?.url ?? ''} ${error.details?.cause?.message ?? ''}`;
  }
}
