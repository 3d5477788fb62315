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
