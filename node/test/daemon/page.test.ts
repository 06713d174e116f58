/** The page as the daemon serves it, in Chromium. Skipped, and said so, without one. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { path } from '../../../testkit/fixtures.js';
import { ADD, TestDaemon } from './testDaemon.js';

vi.setConfig({ testTimeout: 300_000 });
const at = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const executablePath = execFileSync(at('scripts/install-chromium.sh'), {
  encoding: 'utf8',
  timeout: 600_000,
}).trim();
const PATIENCE = { timeout: 120_000 };

test.skipIf(executablePath === '')(
  'the page that the daemon serves verifies a receipt, and sends nothing anywhere',
  async () => {
    execFileSync(process.execPath, [at('page/build.mjs')]);
    const daemon = await TestDaemon.start({ page: at('page/dist/index.html') });
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({ executablePath, args, timeout: 120_000 });
    try {
      const page = await browser.newPage();
      const asked: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => {
        if (!/^(blob|data):/.test(request.url())) asked.push(`${request.method()} ${request.url()}`);
      });
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => void complaints.push(error.message));
      const answer = await page.goto(`${daemon.url}/`, PATIENCE);
      expect(answer?.status()).toBe(200);
      expect(answer?.headers()).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      const files = ['add.receipt', 'add.wasm', 'add.cwasm'].map(path);
      await page.setInputFiles('input[data-kind=any]', files);
      await page.waitForSelector('#verdict', PATIENCE);
      expect(await page.locator('#verdict').textContent()).toContain('Verified: the compilation is proved');
      // The receipt stays in the browser: the daemon was asked for the page, and for nothing else.
      expect(asked).toEqual([`GET ${daemon.url}/`]);
      expect(complaints).toEqual([]);
      expect((await daemon.ask('/metrics')).body).not.toContain('zkcwasm_submissions_total{');
      // Another site cannot put it into a frame of its own; and what is submitted goes with the token, beside the page.
      const framed = await browser.newPage();
      await framed.setContent(`<iframe src="${daemon.url}/"></iframe>`);
      await expect
        .poll(
          () =>
            framed
              .frames()
              .find((frame) => frame !== framed.mainFrame())
              ?.url() ?? 'none',
          PATIENCE,
        )
        .toMatch(/^chrome-error:/);
      expect((await daemon.submit(ADD)).status).toBe(201);
    } finally {
      await browser.close();
      await daemon.stop();
    }
  },
);
