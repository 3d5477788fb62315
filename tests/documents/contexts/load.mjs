// Contexts for a JSON-LD processor: IIIF's own from the real files, what those stand on from here. Nothing is fetched.
import { existsSync, readFileSync } from 'node:fs';
import { data } from '../library.mjs';
import { annotation_context } from './annotation.mjs';
import { geojson_context } from './geojson.mjs';

// Both schemes lead to them.
const kHere = {
  'www.w3.org/ns/anno.jsonld': annotation_context,
  'geojson.org/geojson-ld/geojson-context.jsonld': geojson_context,
};

export async function load_context(address) {
  const name = address.replace(/^https?:\/\//, '');
  if (Object.hasOwn(kHere, name)) return { documentUrl: address, document: kHere[name] };
  const file = `${data}/manifests/contexts/${name.replace(/^iiif\.io\/api\//, '')}`;
  if (!existsSync(file)) throw new Error(`the context ${address} is not there`);
  return { documentUrl: address, document: JSON.parse(readFileSync(file, 'utf8')) };
}
