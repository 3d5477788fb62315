// The official JSON schemas: of Presentation 3.0 (draft-07) and of the draft of 4.0.
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import add_formats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { data, read_folder } from './library.mjs';

const options = { strict: false, allErrors: true };

function told(validate) {
  const places = validate.errors.filter((error) => error.keyword !== 'if').slice(0, 4);
  return places.map((error) => `${error.instancePath} ${error.message}`).join('; ');
}

/** What the schema of 3.0 finds wrong, or nothing. */
export function schema_of_v3() {
  const ajv = add_formats(new Ajv(options));
  ajv.addSchema(JSON.parse(readFileSync(`${data}/schemas/iiif_3_0.json`, 'utf8')), 'iiif');
  return (document) => {
    const name = document.type[0].toLowerCase() + document.type.slice(1);
    const validate = ajv.getSchema(`iiif#/classes/${name}`);
    return validate(document) ? undefined : told(validate);
  };
}

/** The same of 4.0. Its files name each other in capitals that the names of the files do not always have: $id counts. */
export function schema_of_v4() {
  const ajv = add_formats(new Ajv2020(options));
  for (const { document: schema } of read_folder(`${data}/schemas/v4`)) {
    if (schema.$id && !ajv.getSchema(schema.$id)) ajv.addSchema(schema);
  }
  const validate = ajv.getSchema('https://iiif.io/api/presentation/4.0/schema/main.json');
  return (document) => (validate(document) ? undefined : told(validate));
}

/**
 * Collections in pages, which the schema of 4.0 does not know and demands "items" of: what the text says of them, and by the
 * schema what is left.
 *
 * https://iiif.io/api/presentation/4.0/model/#CollectionPage
 */
export function rules_of_pages() {
  const validate = schema_of_v4();
  const is_page = (reference) => reference === undefined || (reference.type === 'CollectionPage' && reference.id.startsWith('http'));
  return (document) => {
    const { first, last, next, prev, startIndex, ...rest } = document;
    const found = validate({ items: [], ...rest, type: 'Collection' });
    if (found) return found;
    if (![first, last, next, prev].every(is_page)) return 'a reference is to no CollectionPage';
    if (document.type === 'Collection') return first && last && !document.items ? '' : 'it MUST have first and last, and no items';
    if (document.partOf?.[0]?.type !== 'Collection' || !document.items) return 'it MUST have partOf and items';
    return (prev === undefined) === (startIndex === 0) ? '' : 'all but the first MUST have prev';
  };
}
