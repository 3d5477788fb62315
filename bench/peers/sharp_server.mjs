// libvips as a region server, the way many image services use it: sharp behind Node's HTTP, two processes. Answers
// /{x},{y},{w},{h}/{width},{height}/0/default.jpg of one pyramid: from its first page, as such services do, or, with
// "levels" as the last argument, from the smallest level that suffices.
import cluster from 'node:cluster';
import http from 'node:http';
import sharp from 'sharp';

const [, , file, port, quality, uses] = process.argv;

async function openLevels() {
  const first = await sharp(file, { limitInputPixels: false }).metadata();
  const levels = [];
  const pages = uses === 'levels' ? (first.pages ?? 1) : 1;
  for (let page = 0; page < pages; page++) {
    const { width, height } = await sharp(file, { page, limitInputPixels: false }).metadata();
    levels.push({ page, width, height });
  }
  return levels;
}

async function answer(levels, path) {
  const [region, size] = path.split('/').slice(-4);
  const whole = levels[0];
  const [x, y, w, h] = region === 'full' ? [0, 0, whole.width, whole.height] : region.split(',').map(Number);
  const [width, height] = size.split(',').map(Number);
  const level = levels.findLast((l) => (l.width / whole.width) * w >= width) ?? whole;
  const scale = level.width / whole.width;
  const left = Math.floor(x * scale);
  const top = Math.floor(y * scale);
  const extent = {
    left,
    top,
    width: Math.min(level.width - left, Math.max(1, Math.round(w * scale))),
    height: Math.min(level.height - top, Math.max(1, Math.round(h * scale))),
  };
  return sharp(file, { page: level.page, limitInputPixels: false })
    .extract(extent)
    .resize(width, height, { fit: 'fill' })
    .jpeg({ quality: Number(quality) })
    .toBuffer();
}

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  process.on('SIGTERM', () => process.exit(0));
} else {
  sharp.concurrency(1);
  const levels = await openLevels();
  http
    .createServer(async (request, response) => {
      try {
        const picture = await answer(levels, request.url);
        response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': picture.length });
        response.end(picture);
      } catch (error) {
        response.writeHead(500);
        response.end(String(error));
      }
    })
    .listen(Number(port), '127.0.0.1');
}
