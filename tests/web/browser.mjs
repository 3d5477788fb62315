// Debian's Chromium without a screen, and pages that remember what went wrong in them.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const kBrowser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

export function start_browser() {
  return chromium.launch({
    executablePath: kBrowser,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A page whose `faults` are what its console and network complained of, and whose `answers` map URLs to statuses.
 * A request that the page itself gave up is no fault: players do that when they know enough of a file.
 */
export async function open_page(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.answers = new Map();
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => page.faults.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure().errorText;
    if (reason !== 'net::ERR_ABORTED') page.faults.push(`${reason}: ${request.url()}`);
  });
  page.on('response', (answer) => {
    page.answers.set(answer.url(), answer.status());
    if (answer.status() >= 400) page.faults.push(`${answer.status()}: ${answer.url()}`);
  });
  return page;
}
