// The terms of http://www.w3.org/ns/anno.jsonld, which the contexts of IIIF stand on: every term and none besides.
//
// https://www.w3.org/TR/annotation-vocab/#json-ld-frames
const prefixes = {
  oa: 'http://www.w3.org/ns/oa#',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  dctypes: 'http://purl.org/dc/dcmitype/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  as: 'http://www.w3.org/ns/activitystreams#',
  schema: 'http://schema.org/',
  iana: 'http://www.iana.org/assignments/relation/',
  owl: 'http://www.w3.org/2002/07/owl#',
};

// "term" or "term=name in the vocabulary"
const terms = (vocabulary, words, how) =>
  words.trim().split(/\s+/).map((word) => {
    const [term, name = term] = word.split('=');
    const uri = `${vocabulary}:${name}`;
    return [term, how ? { '@id': uri, ...how } : uri];
  });

const resource = { '@type': '@id' };
const word = { '@type': '@vocab' };
const time = { '@type': 'xsd:dateTime' };
const number = { '@type': 'xsd:nonNegativeInteger' };

const motivations = `bookmarking classifying commenting describing editing highlighting identifying linking moderating
  questioning replying reviewing tagging`;
const classes = `Annotation TextualBody ResourceSelection SpecificResource FragmentSelector CssSelector XPathSelector
  TextQuoteSelector TextPositionSelector DataPositionSelector SvgSelector RangeSelector TimeState HttpRequestState
  CssStylesheet=CssStyle Choice Motivation`;

export const annotation_context = {
  '@context': {
    ...prefixes,
    id: { '@type': '@id', '@id': '@id' },
    type: { '@type': '@id', '@id': '@type' },
    ...Object.fromEntries([
      ...terms('oa', classes),
      ...terms('oa', motivations),
      ...terms('oa', 'auto=autoDirection ltr=ltrDirection rtl=rtlDirection'),
      ...terms('dctypes', 'Dataset Image=StillImage Video=MovingImage Audio=Sound Text'),
      ...terms('foaf', 'Person Organization'),
      ...terms('as', 'Software=Application AnnotationCollection=OrderedCollection AnnotationPage=OrderedCollectionPage'),
      ...terms('oa', `body=hasBody target=hasTarget source=hasSource selector=hasSelector state=hasState scope=hasScope
        startSelector=hasStartSelector endSelector=hasEndSelector stylesheet=styledBy cached=cachedSource refinedBy
        renderedVia via canonical`, resource),
      ...terms('dcterms', 'creator rights conformsTo', resource),
      ...terms('foaf', 'homepage', resource),
      ...terms('as', 'generator partOf first last next prev', resource),
      ...terms('as', 'items', { ...resource, '@container': '@list' }),
      ...terms('schema', 'audience', resource),
      ...terms('oa', 'motivation=motivatedBy purpose=hasPurpose textDirection', word),
      ...terms('oa', 'bodyValue processingLanguage exact prefix suffix styleClass'),
      ...terms('schema', 'accessibility=accessibilityFeature Audience'),
      ...terms('dc', 'format language'),
      ...terms('rdf', 'value'),
      ...terms('rdfs', 'label'),
      ...terms('foaf', 'name email=mbox email_sha1=mbox_sha1sum nickname=nick'),
      ...terms('dcterms', 'created modified generated=issued', time),
      ...terms('oa', 'sourceDate sourceDateStart sourceDateEnd', time),
      ...terms('oa', 'start end', number),
      ...terms('as', 'total=totalItems startIndex', number),
    ]),
  },
};
