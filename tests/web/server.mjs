// Starts the program on a free port and waits until it is ready; TRIFORIUM_TEST_URL names a server that already runs.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

async function free_port() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function is_ready(url) {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}

/** { url, stop(): exit code of the server } */
export async function start_server({ program, samples, web }) {
  const given = process.env.TRIFORIUM_TEST_URL;
  if (given) return { url: given.replace(/\/$/, ''), stop: async () => 0 };
  const port = await free_port();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(program, ['serve', samples, '--listen', `127.0.0.1:${port}`, '--log-level', 'warning'], {
    env: { ...process.env, TRIFORIUM_SERVER_WEB_FOLDER: web, TRIFORIUM_CACHE_DISK: '0' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => {
    server.on('exit', (code) => resolve(code ?? -1));
    server.on('error', () => resolve(-1));
  });
  const stop = async () => {
    server.kill('SIGTERM');
    return ended;
  };
  for (let tries = 0; tries < 150; ++tries) {
    if (await is_ready(url)) return { url, stop };
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode} before it was ready`);
    await sleep(100);
  }
  await stop();
  throw new Error('the server was not ready within 15 s');
}
