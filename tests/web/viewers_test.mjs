// Books, recordings and models of ../shared/data, each in each viewer that can show it.
import { clover } from './clover.mjs';
import { mirador } from './mirador.mjs';
import { universal_viewer } from './universal_viewer.mjs';
import { kNames, kViewers, with_viewer } from './viewing.mjs';
import { until, until_drawn, until_played, until_requested, until_told } from './waiting.mjs';

const kHalle = {
  item: 'halle_friedensvorschlaege_1712',
  title: 'Neue Friedens-Vorschläge welche von Seiten',
  about: ['[4] Bl. ; 4°', 'Nd 1277 (1)', 'German'],
  rights: ['Universitäts- und Landesbibliothek Sachsen-Anhalt', 'creativecommons.org/licenses/by-sa/3.0/de/'],
  contents: ['Vorderdeckel', 'Titelblatt', 'Rückdeckel'],
  text: { page: 5, parts: ['Neue'] },
};

const kBooks = [
  kHalle,
  {
    item: 'bnf_marguerites_francoyses_17c',
    title: 'Les marguerites françoyses',
    about: ['Des Rues, François', '1606', 'X-18756 (1)'],
    rights: ['creativecommons.org/licenses/by/4.0/'],
    text: { page: 2, parts: ['A TRES ILLVSTRE'] },
  },
  {
    item: 'mimili_1815_page-xml',
    title: 'Mimili',
    about: ['Karl Gottlob Samuel Heun', 'P. G. Hilscher', '138 S.'],
    rights: ['OCR-D', 'creativecommons.org/publicdomain/mark/1.0/'],
    contents: ['Chapter'],
    text: { page: 2, parts: ['— 21 —'] },
  },
  { item: 'chicopee_weekly_1856-05-10_g4', title: 'chicopee weekly 1856-05-10 g4' },
  {
    item: 'ndnp_park_record_1935/sn85058233/17082901001/1935080201',
    title: 'The Park Record (Park City, UT), 1935-08-02, Main Edition',
    about: ['1935-08-02', '56', '27'],
    text: { page: 2, parts: ['Page Two'] },
  },
];

/** The assets that the canvases of a manifest are painted with, in their order. */
async function assets_of(library, item) {
  const manifest = await (await fetch(library.manifest(item))).json();
  return manifest.items.map((canvas) => canvas.items[0].items[0].body.service?.[0].id.split('/').pop());
}

async function look_at_description(page, viewer, book) {
  if (book.about) await viewer.until_about(page, book.about);
  if (book.rights) await viewer.until_rights(page, book.rights);
  if (book.contents && viewer.until_contents) await viewer.until_contents(page, book.contents);
}

async function read_book(site, viewer, book, version = 3) {
  const assets = await assets_of(site.holdings, book.item);
  const name = `${book.item.split('/')[0].split('_')[0]}-${version}`;
  await with_viewer(site, viewer, site.holdings.manifest(book.item, version), name, async (page) => {
    await viewer.until_titled(page, book.title);
    await until_requested(page, assets[0]);
    await until_drawn(page, viewer.picture(page));
    await viewer.until_thumbnails(page, Math.min(assets.length, 3));
    await viewer.next(page);
    await until_requested(page, assets[1]);
    await until_drawn(page, viewer.picture(page));
    await look_at_description(page, viewer, book);
    if (!book.text || !viewer.until_text || version !== 3) return;
    for (let turned = 2; turned < book.text.page; ++turned) {
      await viewer.next(page);
      await until_requested(page, assets[turned]);
    }
    await viewer.until_text(page, book.text.parts);
  });
}

/** A test of each name for each of the viewers. */
const for_each = (viewers, sentence, test) =>
  Object.fromEntries(viewers.map((viewer) => [`${kNames[viewer.name]} ${sentence}`, (site) => test(site, viewer)]));

// One of each codec that a browser may be expected to play.
const kRecordings = [
  { label: 'apollo11_touchdown', file: 'apollo11_touchdown.m4a' },
  { label: 'bear', file: 'bear.mp3' },
  { label: 'dickson_greeting_1891_240p_vp9', file: 'dickson_greeting_1891_240p_vp9.webm' },
  { label: 'rabbit320', file: 'rabbit320.mp4' },
  { label: 'viper', file: 'viper.ogg' },
];

async function play_recordings(site, viewer) {
  await with_viewer(site, viewer, site.holdings.manifest('av/files'), 'av', async (page) => {
    for (const { label, file } of kRecordings) {
      if (label !== kRecordings[0].label) await viewer.show(page, { label, id: `${site.holdings.url}/id/av/files/canvas/${label}` });
      await until_played(page, file);
      await page.screenshot({ path: `${site.screenshots}/${viewer.name}-${label}.png` });
    }
  });
}

async function read_captions(site, viewer, { item, file, words }) {
  await with_viewer(site, viewer, site.holdings.manifest(item), 'captions', (page) => viewer.until_captions(page, file, words));
}

async function look_at_model(site, viewer, { item, file }) {
  await with_viewer(site, viewer, site.holdings.manifest(item), 'model', async (page) => {
    await until('the model', () => [...page.answers].some(([url, status]) => status === 200 && url.endsWith(`/${file}`)));
    await until_drawn(page, page.locator('model-viewer'));
  });
}

const openseadragon = { name: 'openseadragon', picture: (page) => page.locator('.openseadragon-canvas').first() };

async function leaf_through(site, viewer) {
  const assets = await assets_of(site.holdings, kHalle.item);
  await with_viewer(site, viewer, site.holdings.manifest(kHalle.item), 'halle', async (page) => {
    await until_requested(page, assets[0]);
    await until_drawn(page, viewer.picture(page));
    await page.goto(`${page.url()}&page=1`);
    await until_requested(page, assets[1]);
    await until_drawn(page, viewer.picture(page));
  });
}

const kNewspapers = 'ndnp_park_record_1935';

const collection_tests = {
  async 'Mirador opens a collection'(site) {
    await with_viewer(site, mirador, site.holdings.collection(kNewspapers), 'collection', async (page) => {
      for (const label of ['sn85058233', '17082901001', 'The Park Record (Park City, UT), 1935-08-02, Main Edition'])
        await page.getByRole('dialog').getByText(label, { exact: true }).click();
      await until_drawn(page, mirador.picture(page));
    });
  },

  async 'Universal Viewer opens a collection'(site) {
    await with_viewer(site, universal_viewer, site.holdings.collection(kNewspapers), 'collection', async (page) => {
      await universal_viewer.until_titled(page, 'The Park Record');
      await until_told(page.locator('.leftPanel'), ['sn85058233', '17082901001']);
      await until_drawn(page, universal_viewer.picture(page));
    });
  },

  async 'Clover opens a collection'(site) {
    const issues = `${kNewspapers}/sn85058233/17082901001`;
    await with_viewer(site, clover, site.holdings.collection(issues), 'collection', async (page) => {
      await until_told(page.locator('body'), ['1935-08-02']);
      await until_drawn(page, clover.picture(page));
    });
  },
};

// Clover leaves out the licence of 2.1.
const kWithoutLicence = { ...kHalle, rights: kHalle.rights.slice(0, 1) };
const kTouchdown = { item: 'av/files', file: 'apollo11_touchdown.vtt', words: '413 is in.' };
const kAstronaut = { item: 'models/files', file: 'astronaut.glb' };

export const tests = {
  ...Object.assign({}, ...kBooks.map((book) =>
    for_each(kViewers, `shows ${book.item}`, (site, viewer) => read_book(site, viewer, book)))),
  ...for_each([mirador, universal_viewer], 'shows a book in 2.1', (site, viewer) => read_book(site, viewer, kHalle, 2)),
  ...for_each([clover], 'shows a book in 2.1', (site, viewer) => read_book(site, viewer, kWithoutLicence, 2)),
  ...for_each([universal_viewer, clover], 'shows a book in 4.0', (site, viewer) => read_book(site, viewer, kHalle, 4)),
  ...for_each([openseadragon], 'shows pages', leaf_through),
  ...for_each(kViewers, 'plays recordings', play_recordings),
  ...for_each([mirador, clover], 'shows captions', (site, viewer) => read_captions(site, viewer, kTouchdown)),
  ...for_each([universal_viewer], 'shows a model', (site, viewer) => look_at_model(site, viewer, kAstronaut)),
  ...collection_tests,
};

const kGuide = {
  item: 'samples/guide',
  title: 'The Triforium Guide',
  about: ['The Triforium project', 'English'],
  rights: ['creativecommons.org/licenses/by/4.0/'],
  contents: ['Install', 'Import', 'Backup'],
  text: { page: 2, parts: ['The Triforium Guide'] },
};
const kVoice = { item: 'samples/recording', file: 'voice.en.vtt', words: 'Welcome to Triforium.' };
const kBay = { item: 'samples/model', file: 'triforium.glb' };

/** The same, of the sample collection that every checkout makes. */
export const sample_tests = {
  ...for_each(kViewers, 'shows the guide', (site, viewer) => read_book(site, viewer, kGuide)),
  ...for_each([mirador, clover], 'shows captions', (site, viewer) => read_captions(site, viewer, kVoice)),
  ...for_each([universal_viewer], 'shows a model', (site, viewer) => look_at_model(site, viewer, kBay)),
};
