// What a reader does in Clover 3. This version shows no table of contents.
import { until_loaded, until_told } from './waiting.mjs';

const panel = (page) => page.getByTestId('information-panel');

async function until_about(page, parts) {
  await panel(page).getByRole('tab', { name: 'About' }).click();
  await until_told(panel(page), parts);
}

async function until_text(page, parts) {
  await panel(page).getByRole('tab', { name: 'Annotations' }).click();
  await until_told(panel(page), parts);
}

export const clover = {
  name: 'clover',
  picture: (page) => page.locator('.openseadragon-canvas').first(),
  until_titled: (page, title) => until_told(page.locator('.clover-viewer-header'), [title]),
  next: (page) => page.locator('[data-active=true] + * [data-testid=media-thumbnail]').click(),
  show: (page, { label }) => page.getByTestId('media-thumbnail').filter({ hasText: label }).click(),
  until_about,
  until_rights: until_about,
  until_thumbnails: (page, count) => until_loaded(page.locator('[data-testid=media-thumbnail] img'), count),

  until_captions: (page, file, words) => until_text(page, [words]),
  until_text,
};
