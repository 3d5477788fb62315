// JSON-LD: every value of a document has a meaning in its contexts, and expanded and compacted again by them it is the same
// document. What the official contexts make different is in the tables here, which hold nothing that does not happen.
//
// https://www.w3.org/TR/json-ld11-api/
import jsonld from 'jsonld';
import { load_context } from './contexts/load.mjs';

const options = { documentLoader: load_context };
const is_object = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * What is found missing in the official contexts: by property, which value has no meaning, or comes back under no name.
 * Below "source" the context of 3.0 has no terms at all.
 */
const kWithoutTerm = {
  'SpecificResource.source': '3.0 loads anno.jsonld for annotations only; it does not reach into their bodies and targets, nor to "start"',
  'SpecificResource.styleClass': 'as "source"',
  'TextualBody.motivation': 'as "source"',
  'ImageService2.tiles.scaleFactors': 'the context of images is in force for the service, not within its "tiles"',
  'ImageService3.tiles.scaleFactors': 'as of ImageService2',
  'oa:PointSelector.x': '2.1 has no selectors of points',
  'oa:PointSelector.y': '2.1 has no selectors of points',
  'Feature.properties.label.en': '2.1: what a Feature says of itself is not IIIF’s, and is left in the words of 3.0',
  'iiif:ImageApiSelector.rotation': '2.1 has selectors of regions only',
};

/** Names that compaction chooses instead of the official ones, and why. "class.name" where it is of one class only. */
const kOtherNames = {
  '@none': ['none', '3.0 has this name within each property only, where compaction does not look for keys of languages'],
  'oa:hasBody': ['body', '3.0 has anno.jsonld in force within AnnotationPage, whose "Annotation" has no context of its own'],
  'oa:hasTarget': ['target', 'as "body"'],
  'oa:motivatedBy': ['motivation', 'as "body"'],
  'oa:styledBy': ['stylesheet', 'as "body"'],
  'sc:Manifest.ranges': ['structures', '2.1 has two names for one property'],
};

/** Values likewise, of "motivation". */
const kOtherValues = {
  'iiif_prezi:painting': ['painting', 'as "body"'],
  'iiif_prezi:supplementing': ['supplementing', 'as "body"'],
  'oa:commenting': ['commenting', 'as "body"; 2.1 itself says it so'],
  'oa:tagging': ['tagging', 'as "body"; 2.1 itself says it so'],
};

const used = new Set();
const listed = (table, key) => {
  if (!Object.hasOwn(table, key)) return false;
  used.add(key);
  return true;
};
/** Exceptions that no document needed: they would hide a fault. */
export const unused_exceptions = () =>
  [kWithoutTerm, kOtherNames, kOtherValues].flatMap((table) => Object.keys(table)).filter((key) => !used.has(key));

// https://www.w3.org/TR/json-ld11/#lists – these have an order in the contexts of 2.1 and 3.0; nothing else has.
const kInOrder = ['items', 'metadata', 'structures', 'annotations', 'sequences', 'canvases', 'images', 'ranges', 'resources',
  'otherContent', 'manifests', 'collections', 'members', 'coordinates', 'item', 'tiles', 'sizes'];

/** Without what JSON-LD and the documents themselves do not tell apart: a set of one and its member, {"id": x} and x. */
function plain_array(values, key, names) {
  const all = values.map((each) => plain(each, key, names));
  if (all.length === 1) return all[0];
  return kInOrder.includes(key) ? all : all.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function plain_object(object, key, names) {
  const keys = Object.keys(object).filter((name) => name !== '@context');
  const only = keys.length === 1 ? keys[0] : '';
  if (['id', '@id', ...(key === 'value' ? ['none', '@none'] : [])].includes(only)) return plain(object[only], key, names);
  if (keys.length === 2 && object['@type'] && '@value' in object) return object['@value'];
  const members = keys.map((name) => [names.of(name, object), object[name]]).map(([name, value]) => [name, plain(value, name, names)]);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function plain(value, key, names) {
  if (Array.isArray(value)) return plain_array(value, key, names);
  if (is_object(value)) return plain_object(value, key, names);
  return names.value(value, key);
}

const kIds = { id: '@id', type: '@type' };
const as_authored = { of: (name) => kIds[name] ?? name, value: (value) => value };
/** In the names of the tables. */
function as_compacted(is_v2) {
  return {
    of: (name, object) => {
      const of_class = `${object['@type']}.${name}`;
      if (listed(kOtherNames, of_class)) return kOtherNames[of_class][0];
      return kIds[name] ?? (listed(kOtherNames, name) ? kOtherNames[name][0] : name);
    },
    value: (value, key) => {
      const is_named = key === 'motivation' && !is_v2;
      return is_named && listed(kOtherValues, value) ? kOtherValues[value][0] : value;
    },
  };
}

const told = (value) => JSON.stringify(value)?.slice(0, 90) ?? 'nothing';
const class_of = (object, owner) => String(object['@type'] ?? owner);

/** Places where two plain trees differ. */
function* differences(said, back, owner = '', key = '') {
  if (is_object(said) && is_object(back)) {
    const name = said['@type'] ? class_of(said) : key ? `${owner}.${key}` : owner;
    for (const each of new Set([...Object.keys(said), ...Object.keys(back)])) yield* differences(said[each], back[each], name, each);
  } else if (Array.isArray(said) && Array.isArray(back) && said.length === back.length) {
    for (let i = 0; i < said.length; ++i) yield* differences(said[i], back[i], owner, key);
  } else if (JSON.stringify(said) !== JSON.stringify(back)) {
    const is_listed = back === undefined && listed(kWithoutTerm, `${owner}.${key}`);
    if (!is_listed) yield `${owner}.${key}: ${told(said)} comes back as ${told(back)}`;
  }
}

/** Services of 2.1 have contexts of their own, which are not in force when the document is compacted: each is a document. */
function take_documents_within(value, found = []) {
  if (Array.isArray(value)) return { without: value.map((each) => take_documents_within(each, found).without), found };
  if (!is_object(value)) return { without: value, found };
  const members = Object.entries(value).map(([key, each]) => {
    if (!is_object(each) || !('@context' in each)) return [key, take_documents_within(each, found).without];
    found.push(each);
    return [key, each['@id'] ?? each.id];
  });
  return { without: Object.fromEntries(members), found };
}

/** What JSON-LD does not understand of a document and of those within it, or does not give back; or nothing. */
export async function unclear_in_json_ld(whole) {
  const { without, found } = take_documents_within(whole);
  const all = await Promise.all([without, ...found].map(unclear));
  return [...new Set(all.filter(Boolean))].join('; ');
}

async function unclear(document) {
  try {
    const expanded = await jsonld.expand(document, options);
    const compacted = await jsonld.compact(expanded, { '@context': document['@context'] }, options);
    const found = [...differences(plain(document, '', as_authored), plain(compacted, '', as_compacted('@type' in document)))];
    return [...new Set(found)].slice(0, 3).join('; ');
  } catch (error) {
    return `${error.message} ${error.details?.url ?? ''} ${error.details?.cause?.message ?? ''}`;
  }
}
