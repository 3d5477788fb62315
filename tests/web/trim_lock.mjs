// node trim_lock.mjs: to be run whenever package-lock.json was made anew. Universal Viewer and Clover carry most of their
// parts in their own bundles and name them as dependencies all the same: 400 MB that nothing would read. The lock file is
// told of those that are read. (`overrides` in package.json would say the same, but npm 9, Debian's, fails on them.)
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const kRead = {
  universalviewer: [],
  '@samvera/clover-iiif': ['@iiif/helpers', '@iiif/parser', 'i18next', 'i18next-browser-languagedetector', 'openseadragon',
    'react-i18next'],
};

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [name, read] of Object.entries(kRead)) {
  const viewer = lock.packages[`node_modules/${name}`];
  viewer.dependencies = Object.fromEntries(Object.entries(viewer.dependencies ?? {}).filter(([part]) => read.includes(part)));
  delete viewer.peerDependencies?.swiper;
}
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { stdio: 'inherit' });
