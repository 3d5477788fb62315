// Manifests of another institution, imported as copies, with their pictures, and as references, and opened in each viewer.
import assert from 'node:assert/strict';
import { kViewers, kNames, with_viewer } from './viewing.mjs';
import { mirador } from './mirador.mjs';
import { universal_viewer } from './universal_viewer.mjs';
import { until, until_drawn, until_played, until_requested } from './waiting.mjs';

/** A canvas’ service, as a path: …/iiif/3/{asset} */
const service_of = (canvas) => canvas.items[0].items[0].body.service.find((one) => one.type === 'ImageService3').id;
const asset_of = (canvas) => service_of(canvas).split('/').pop();

/** A book whose pages are shown by `host`: first page and thumbnails, and the next page. */
async function read_copy(site, viewer, { id, host, version = 3, turn = viewer.next }) {
  const manifest = await (await fetch(site.copies.manifest(id))).json();
  assert.ok(service_of(manifest.items[0]).startsWith(host), `${service_of(manifest.items[0])} is not at ${host}`);
  await with_viewer(site, viewer, site.copies.manifest(id, version), `${id}-${version}`, async (page) => {
    await until_requested(page, decodeURIComponent(asset_of(manifest.items[0])));
    await until_drawn(page, viewer.picture(page));
    await viewer.until_thumbnails(page, 3);
    await turn(page);
    await until_requested(page, decodeURIComponent(asset_of(manifest.items[1])));
    await until_drawn(page, viewer.picture(page));
  });
}

const read_from_the_right = (viewer) => (site) => read_copy(site, viewer, { id: 'from-the-right', host: site.holdings.url, turn: viewer.next_on_the_left });

async function follow_chapters(site, viewer) {
  await with_viewer(site, viewer, site.copies.manifest('chapters'), 'chapters', async (page) => {
    await until_played(page, 'apollo11_touchdown.m4a');
    await viewer.choose_chapter(page, 'Engine stop');
    await until('the time of the chapter', () => page.locator('audio, video').first().evaluate((one) => one.currentTime >= 15));
  });
}

export const copies_tests = {
  ...Object.fromEntries(kViewers.flatMap((viewer) => [
    [`${kNames[viewer.name]} shows a copy`, (site) => read_copy(site, viewer, { id: 'copied', host: site.holdings.url })],
    [`${kNames[viewer.name]} shows a copy in 2.1`, (site) => read_copy(site, viewer, { id: 'copied', host: site.holdings.url, version: 2 })],
    [`${kNames[viewer.name]} shows a copy with its pictures`, (site) => read_copy(site, viewer, { id: 'whole', host: site.copies.url })],
  ])),
  ...Object.fromEntries([mirador, universal_viewer].map((viewer) => [`${kNames[viewer.name]} reads from right to left`, read_from_the_right(viewer)])),
  'Mirador shows chapters': (site) => with_viewer(site, mirador, site.copies.manifest('chapters'), 'chapters', (page) =>
    mirador.until_contents(page, ['Chapters', 'Descent', 'Engine stop'])),
  'Universal Viewer follows chapters': (site) => follow_chapters(site, universal_viewer),
};
