// What a reader does in Mirador 4.
import { click_left_of, until, until_loaded, until_told } from './waiting.mjs';

const panel = (page) => page.locator('aside');

async function open_panel(page, name) {
  const tab = page.getByRole('tab', { name, exact: true });
  if (!(await tab.isVisible())) await page.getByRole('button', { name: 'Toggle sidebar' }).click();
  await tab.click();
}

export const mirador = {
  name: 'mirador',
  picture: (page) => page.locator('.openseadragon-canvas').first(),
  until_titled: (page, title) => until_told(page.getByRole('heading', { level: 2 }), [title]),
  next: (page) => page.getByRole('button', { name: 'Next item' }).click(),
  next_on_the_left: (page) => click_left_of(page.getByRole('button', { name: 'Next item' }), page.getByRole('button', { name: 'Previous item' })),

  // Recordings have no button that leads to the next, and one sound chosen after another does not play: Mirador 4.0 gives
  // the player another source, and players do not look at that again.
  show(page, canvas) {
    const url = new URL(page.url());
    url.searchParams.set('canvas', canvas.id);
    return page.goto(url.href);
  },

  async until_about(page, parts) {
    await open_panel(page, 'Information');
    await until_told(panel(page), parts);
  },

  async until_rights(page, parts) {
    await open_panel(page, 'Rights');
    await until_told(panel(page), parts);
  },

  async until_contents(page, labels) {
    await open_panel(page, 'Index');
    await page.getByRole('tab', { name: 'Table of contents' }).click();
    await until_told(panel(page), labels);
  },

  async until_thumbnails(page, count) {
    await open_panel(page, 'Index');
    await page.getByRole('tab', { name: 'Thumbnail list' }).click();
    await until_loaded(panel(page).locator('img'), count);
  },

  async until_captions(page, file, words) {
    const track = page.locator(`track[src$="/${file}"]`);
    await until(`captions of ${file}`, () => track.evaluateAll((tracks, wanted) => tracks.some((one) => {
      one.track.mode = 'showing';
      return [...(one.track.cues ?? [])].some((cue) => cue.text.includes(wanted));
    }), words));
  },

  async until_text(page, parts) {
    await open_panel(page, 'Annotations');
    await until_told(panel(page), parts);
  },
};
