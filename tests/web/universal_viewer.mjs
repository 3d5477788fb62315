// What a reader does in Universal Viewer 4. It shows no text of pages.
import { click_left_of, until_loaded, until_told } from './waiting.mjs';

async function until_about(page, parts) {
  const open = page.locator('.rightPanel .expandButton');
  if (await open.isVisible()) await open.click();
  await until_told(page.locator('.rightPanel, .attribution'), parts);
}

const open_index = (page) => page.locator('.leftPanel .tab.index, .leftPanel').getByText('Index', { exact: true }).first().click();

export const universal_viewer = {
  name: 'uv',
  picture: (page) => page.locator('.openseadragon-canvas').first(),
  until_titled: (page, title) => until_told(page.locator('.centerPanel .title'), [title]),
  next: (page) => page.getByRole('button', { name: 'Next Image' }).last().click(),
  next_on_the_left: (page) => click_left_of(page.locator('.headerPanel').getByRole('button', { name: 'Next Image' }),
    page.locator('.headerPanel').getByRole('button', { name: 'Previous Image' })),
  show: (page, { label }) => page.locator('.leftPanel .thumb').filter({ hasText: label }).click(),
  until_about,
  until_rights: until_about,

  async until_contents(page, labels) {
    await open_index(page);
    await until_told(page.locator('.leftPanel'), labels);
  },

  async choose_chapter(page, label) {
    await open_index(page);
    await page.locator('.leftPanel').getByText(label, { exact: true }).click();
  },

  until_thumbnails: (page, count) => until_loaded(page.locator('.leftPanel .thumb img'), count),
};
