// The viewer: a modal dialog with OpenSeadragon, which reads tiles as info.json describes them.
import OpenSeadragon from 'openseadragon';
import { type Image, info_address, read_info, title_of } from './service';

const dialog = document.getElementById('viewer') as HTMLDialogElement;
const canvas = document.getElementById('canvas') as HTMLElement;
const address = document.getElementById('address') as HTMLInputElement;
const facts = document.getElementById('facts') as HTMLElement;
const copied = document.getElementById('copied') as HTMLElement;

let viewer: OpenSeadragon.Viewer | null = null;
let on_closed: (() => void) | null = null;

/**
 * OpenSeadragon adds a <style> to the page unless it finds its own there, and a strict Content-Security-Policy forbids that.
 * It finds this element of no namespace, which is none to the browser; style.css has the rule.
 */
function keep_style_out(): void {
  if (document.querySelector('style[data-openseadragon-mobile-css]')) return;
  const mark = document.createElementNS(null, 'style');
  mark.setAttribute('data-openseadragon-mobile-css', 'true');
  document.head.append(mark);
}

function make_viewer(source: string): OpenSeadragon.Viewer {
  return OpenSeadragon({
    element: canvas,
    tileSources: source as unknown as OpenSeadragon.TileSource,
    showNavigationControl: false,
    showNavigator: true,
    navigatorPosition: 'BOTTOM_RIGHT',
    drawer: 'canvas',
    maxZoomPixelRatio: 4,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    animationTime: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 0.8,
  } as OpenSeadragon.Options);
}

function show_fault(text: string): void {
  const notice = document.createElement('p');
  notice.className = 'fault';
  notice.setAttribute('role', 'alert');
  notice.textContent = text;
  canvas.append(notice);
}

const number = (value: number) => value.toLocaleString('en');

async function show_facts(image: Image): Promise<void> {
  facts.textContent = '';
  const { width, height } = await read_info(image);
  facts.textContent = `${number(width)} × ${number(height)} pixels, ${((width * height) / 1e6).toFixed(1)} megapixels`;
}

/** Opens an image, in place of the one that is open. `closed` is called when the user, not the program, closes it. */
export function open(image: Image, closed: () => void): void {
  viewer?.destroy();
  canvas.querySelector('.fault')?.remove();
  on_closed = closed;
  document.getElementById('viewer-title')!.textContent = title_of(image);
  address.value = info_address(image);
  copied.textContent = '';
  if (!dialog.open) dialog.showModal();
  keep_style_out();
  viewer = make_viewer(address.value);
  viewer.addHandler('open-failed', () => show_fault('This image cannot be opened.'));
  viewer.addHandler('open', () => viewer?.canvas.focus());
  show_facts(image).catch(() => {
    facts.textContent = '';
  });
}

/** Closes without telling whoever opened. Fine when nothing is open. */
export function close(): void {
  on_closed = null;
  if (dialog.open) dialog.close();
}

async function copy_address(): Promise<void> {
  try {
    await navigator.clipboard.writeText(address.value);
  } catch {
    // Without https there is no clipboard object; the older way still works.
    address.select();
    document.execCommand('copy');
  }
  copied.textContent = 'Copied';
}

async function toggle_full_screen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await dialog.requestFullscreen();
}

function rotate(degrees: number): void {
  const viewport = viewer?.viewport;
  viewport?.setRotation(viewport.getRotation() + degrees);
}

function zoom(factor: number): void {
  viewer?.viewport.zoomBy(factor);
  viewer?.viewport.applyConstraints();
}

const actions: Record<string, () => void> = {
  'zoom-in': () => zoom(1.6),
  'zoom-out': () => zoom(1 / 1.6),
  home: () => void viewer?.viewport.goHome(),
  'rotate-left': () => rotate(-90),
  'rotate-right': () => rotate(90),
  'full-screen': () => void toggle_full_screen(),
  close: () => dialog.close(),
  copy: () => void copy_address(),
};

dialog.addEventListener('click', (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>('button[data-do]');
  if (button) actions[button.dataset.do!]?.();
});
dialog.addEventListener('close', () => {
  viewer?.destroy();
  viewer = null;
  const closed = on_closed;
  on_closed = null;
  closed?.();
});
