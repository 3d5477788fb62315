// The terms of https://geojson.org/geojson-ld/geojson-context.jsonld, which navPlace and georef stand on: every term and
// none besides.
//
// https://geojson.org/geojson-ld/vocab.html
const kClasses = ['Feature', 'FeatureCollection', 'GeometryCollection', 'LineString', 'MultiLineString', 'MultiPoint',
  'MultiPolygon', 'Point', 'Polygon'];
const in_vocabulary = (term) => `geojson:${term}`;

export const geojson_context = {
  '@context': {
    '@version': 1.1,
    geojson: 'https://purl.org/geojson/vocab#',
    id: '@id',
    type: '@type',
    ...Object.fromEntries([...kClasses, 'geometry', 'properties'].map((term) => [term, in_vocabulary(term)])),
    ...Object.fromEntries(['bbox', 'coordinates'].map((term) => [term, { '@id': in_vocabulary(term), '@container': '@list' }])),
    features: { '@id': in_vocabulary('features'), '@container': '@set' },
  },
};
