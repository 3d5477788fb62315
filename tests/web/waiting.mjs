// Waiting for what a page shows, never for a time to pass.
import { setTimeout as sleep } from 'node:timers/promises';
import { count_colours } from './tiles.mjs';

const kPatience = 40_000;
const kPause = 100;

/** What `look` finds, as soon as it finds anything; throws when that is not within 40 s. */
export async function until(what, look) {
  const end = performance.now() + kPatience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${kPatience / 1000} s`);
    await sleep(kPause);
  }
}

/** Until each of the `parts` stands in the text of `where`, however often that is written anew meanwhile. */
export async function until_told(where, parts) {
  let text = '';
  const is_told = async () => {
    text = (await where.allInnerTexts()).join('\n').replace(/\s+/g, ' ');
    return parts.every((part) => text.includes(part));
  };
  await until('text', is_told).catch(() => {
    throw new Error(`“${parts.join('”, “')}” should be told, and this is: ${text}`);
  });
}

/** Until an image of the asset has arrived, beyond its thumbnail: a region of it, or all of it in a size for reading. */
export async function until_requested(page, asset) {
  const is_it = ([url, status]) => {
    const parts = /\/iiif\/[23]\/([^/]+)\/([^/]+)\/\D*(\d*)/.exec(url);
    return status === 200 && parts && decodeURIComponent(parts[1]) === asset && (parts[2] !== 'full' || Number(parts[3]) > 250);
  };
  await until(`the picture ${asset}`, () => [...page.answers].some(is_it));
}

/** Until `target` shows something of more than a few colours. */
export const until_drawn = (page, target, wanted = 24) =>
  until('a picture on the screen', async () => (await count_colours(page, target)) > wanted);

/** Until `wanted` of the pictures are loaded. */
export const until_loaded = (pictures, wanted) =>
  until(`${wanted} thumbnails`, async () =>
    (await pictures.evaluateAll((all) => all.filter((one) => one.complete && one.naturalWidth > 1).length)) >= wanted);

/** Clicks a button that stands left of another: where books begin at the right, the next page is there. */
export async function click_left_of(button, other) {
  await until('buttons to turn pages', async () => (await button.isVisible()) && (await other.isVisible()));
  const [box, edge] = [await button.boundingBox(), await other.boundingBox()];
  if (box.x >= edge.x) throw new Error('the next page is not on the left');
  await button.click();
}

/** Plays the recording that the page shows, until its time has advanced. */
export async function until_played(page, file) {
  const player = page.locator('audio, video').first();
  await until(`a player for ${file}`, () => player.evaluate((one, name) => decodeURI(one.currentSrc).endsWith(name), file)
    .catch(() => false));
  // Asked again until it does: a viewer that is still setting up stops what it did not start.
  await until(`${file} playing`, () => player.evaluate((one) => {
    one.muted = true;
    if (one.paused) one.play().catch(() => {});
    return one.currentTime > 0.1;
  }));
  await player.evaluate((one) => one.pause());
}
