// The page on which tests open OpenSeadragon, bundled by esbuild: it knows images only, and is given those of the manifest.
import OpenSeadragon from 'openseadragon';

const manifest = await (await fetch(new URLSearchParams(location.search).get('manifest'))).json();
const services = manifest.items.map((canvas) => canvas.items[0].items[0].body.service[0].id);
OpenSeadragon({
  element: document.getElementById('openseadragon'),
  tileSources: services.map((id) => `${id}/info.json`),
  sequenceMode: true,
  showNavigationControl: false,
  showSequenceControl: false,
}).goToPage(Number(new URLSearchParams(location.search).get('page') ?? 0));
