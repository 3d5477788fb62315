// What the tests of both viewers share: zooming in by the wheel until tiles of the deepest level are there.
import assert from 'node:assert/strict';

/** [x, y, width, height] of the region and the width asked for, of an image request; null for other addresses. */
export function parse_tile(url) {
  const match = /\/(\d+),(\d+),(\d+),(\d+)\/(\^?(\d+),\d*|max)\/0\/(?:default|native)\.\w+$/.exec(decodeURIComponent(url));
  if (!match) return null;
  const width = Number(match[3]);
  return { region: match.slice(1, 5).map(Number), size: match[6] ? Number(match[6]) : width };
}

/** Tiles with one pixel for each of the image's. */
export function deepest_tiles(page) {
  return [...page.answers].filter(([url, status]) => {
    const tile = parse_tile(url);
    return status === 200 && tile !== null && tile.size === tile.region[2];
  });
}

/** Turns the wheel over `target` until at least `wanted` tiles of the deepest level arrived with 200. */
export async function zoom_to_the_deepest(page, target, wanted = 4) {
  const box = await target.boundingBox();
  await page.mouse.move(box.x + box.width * 0.47, box.y + box.height * 0.53);
  for (let turns = 0; turns < 40 && deepest_tiles(page).length < wanted; ++turns) {
    await page.mouse.wheel(0, -240);
    await page.waitForTimeout(250);
  }
  await page.waitForTimeout(1500);
  const found = deepest_tiles(page).length;
  assert.ok(found >= wanted, `${found} tiles of the deepest level arrived, ${wanted} were wanted`);
}

/** How many different colours the middle of a screenshot has: a blank viewer has one or two. */
export async function count_colours(page, target) {
  const png = (await target.screenshot()).toString('base64');
  return page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    const middle = context.getImageData(picture.width >> 2, picture.height >> 2, picture.width >> 1, picture.height >> 1);
    return new Set(new Uint32Array(middle.data.buffer)).size;
  }, png);
}
