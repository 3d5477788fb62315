// Books, recordings and models of ../shared/data, each in each viewer that can show it.
import assert from 'node:assert/strict';
import { open_page } from './browser.mjs';
import { clover } from './clover.mjs';
import { mirador } from './mirador.mjs';
import { universal_viewer } from './universal_viewer.mjs';
import { until_drawn, until_played, until_requested } from './waiting.mjs';

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

const kPixel = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** Shows a document in a viewer, does `what` there, leaves a picture of it, and sees to it that nothing went wrong. */
async function with_viewer(site, viewer, document, picture, what) {
  const page = await open_page(site.browser);
  // What institutions keep elsewhere is not asked for: tests need no network.
  await page.route((url) => url.hostname !== '127.0.0.1', (route) => route.fulfill({ contentType: 'image/gif', body: kPixel }));
  try {
    await page.goto(site.viewers.address(viewer.name, document));
    await what(page);
    await page.screenshot({ path: `${site.screenshots}/${viewer.name}-${picture}.png` });
    assert.deepEqual(page.faults, []);
  } catch (error) {
    await page.screenshot({ path: `${site.screenshots}/${viewer.name}-${picture}-FAILED.png` });
    throw page.faults.length > 0 ? new Error(`${error.message}\n${page.faults.join('\n')}`, { cause: error }) : error;
  } finally {
    await page.context().close();
  }
}

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
  const assets = await assets_of(site.library, book.item);
  const name = `${book.item.split('/')[0].split('_')[0]}-${version}`;
  await with_viewer(site, viewer, site.library.manifest(book.item, version), name, async (page) => {
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

const kNames = { mirador: 'Mirador', uv: 'Universal Viewer', clover: 'Clover' };

function book_tests() {
  const made = {};
  for (const book of kBooks) {
    for (const viewer of [mirador, universal_viewer, clover])
      made[`${kNames[viewer.name]} shows ${book.item}`] = (site) => read_book(site, viewer, book);
  }
  for (const viewer of [mirador, universal_viewer])
    made[`${kNames[viewer.name]} shows a book in 2.1`] = (site) => read_book(site, viewer, kHalle, 2);
  return made;
}

export const tests = { ...book_tests() };

export const sample_tests = {};
