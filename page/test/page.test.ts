/** The built page in Chromium, opened from the disk as somebody would who was sent it. Skipped, and said so, without one. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const receipts = (...names: string[]) => names.map((name) => path(`../../artifacts/receipts/${name}`));
const executablePath = execFileSync(path('../../scripts/install-chromium.sh'), {
  encoding: 'utf8',
  timeout: 600_000,
}).trim();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 360, height: 740 };
const SMALLEST = { width: 320, height: 256 };
const DESKTOP = { width: 1280, height: 900 };
const PATIENCE = { timeout: 60_000 };

describe.skipIf(executablePath === '')('the page in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    execFileSync(process.execPath, [path('../build.mjs')]);
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath, args });
  }, 120_000);
  afterAll(() => browser?.close());

  /** Opens the page; whatever it complains of, or asks of the network, is collected. */
  async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; trouble: string[] }> {
    const context = await browser.newContext({ viewport: DESKTOP, ...options });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && trouble.push(message.text())));
    page.on('pageerror', (error) => void trouble.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|blob|data):/.test(request.url())) trouble.push(request.url());
    });
    await page.goto(new URL('../dist/index.html', import.meta.url).href);
    return { page, trouble };
  }
  const give = (page: Page, ...names: string[]) =>
    page.setInputFiles('input[data-kind=any]', receipts(...names));
  const verdict = async (page: Page) => {
    await page.waitForSelector('#verdict', PATIENCE);
    return page.locator('#verdict').textContent();
  };
  const flaws = async (page: Page) => {
    const { violations } = (await page.evaluate(`${axe}; axe.run()`)) as AxeResults;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  test('verifies a receipt with module and artifact, says what is proved, and asks nothing of the network', async () => {
    const { page, trouble } = await open();
    await give(page, 'add.receipt', 'add.wasm', 'add.cwasm');
    expect(await verdict(page)).toContain('Verified: the compilation is proved');
    const said = await page.locator('.statement').textContent();
    expect(said).toContain('compiles add.wasm (41 bytes) to one artifact of 9\u202f232 bytes');
    expect(said).toContain('1\u202f891\u202f589');
    expect(said).toContain('add.cwasm is this artifact, byte for byte.');
    expect(await page.locator(':focus').getAttribute('id')).toBe('verdict');
    expect(trouble).toEqual([]);
    await page.context().close();
  }, 120_000);

  test('refuses with what is wrong and what to do, and goes on where that is one step', async () => {
    const { page, trouble } = await open();
    await give(page, 'tuned.receipt', 'add.wasm');
    expect(await verdict(page)).toContain('Refused: this compiler is a tuned one');
    await page.getByRole('button', { name: 'Take tuned images' }).click();
    await page.getByText('Verified: the compilation is proved').waitFor(PATIENCE);
    await give(page, 'invalid.receipt', 'invalid.wasm');
    await page.getByText('Refused: the compiler refused this module').waitFor(PATIENCE);
    await page.getByRole('button', { name: 'Count proved refusals' }).click();
    await page.getByText('Verified: the refusal is proved').waitFor(PATIENCE);
    await give(page, 'heap-limit.receipt');
    await page.getByText('Refused: the receipt is about another module').waitFor(PATIENCE);
    expect(await page.locator('.refusal code', { hasText: 'wasm/mismatch' }).count()).toBe(1);
    expect(trouble).toEqual([]);
    await page.context().close();
  }, 240_000);

  test('with the keyboard alone', async () => {
    const { page } = await open();
    const reached: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(
          () =>
            (document.activeElement as HTMLInputElement).dataset.kind ??
            (document.activeElement as HTMLInputElement).name ??
            '',
        ),
      );
      if (reached.at(-1) === 'tuned') await page.keyboard.press('Space');
    }
    expect(reached).toEqual(['any', 'receipt', 'module', 'artifact', 'policy', 'tuned', 'refusals']);
    expect(await page.isChecked('input[name=tuned]')).toBe(true);
    for (let i = 0; i < 6; i += 1) await page.keyboard.press('Shift+Tab');
    const chooser = page.waitForEvent('filechooser', PATIENCE);
    await page.keyboard.press('Space');
    await (await chooser).setFiles(receipts('add.receipt', 'add.wasm'));
    expect(await verdict(page)).toContain('Verified');
    // A file is taken away from its button, too.
    await page.getByRole('button', { name: 'Take add.receipt away' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Now the receipt that is about this module.').waitFor(PATIENCE);
    // The button is gone, and its place has the focus: the next file can be chosen from there.
    expect(await page.locator(':focus').getAttribute('data-kind')).toBe('receipt');
    await page.context().close();
  }, 120_000);

  test('what happens is said to who does not see it', async () => {
    const { page } = await open({ permissions: ['clipboard-write'] });
    const said = () => page.locator('[role=status]').allTextContents();
    await page.setInputFiles('input[data-kind=any]', {
      name: 'notes.txt',
      mimeType: '',
      buffer: Buffer.from('x'),
    });
    await page.getByRole('alert').waitFor(PATIENCE);
    expect(await page.getByRole('alert').textContent()).toContain('notes.txt');
    await page.check('input[name=tuned]');
    await give(page, 'add.wasm');
    await page.getByText('Module given; the receipt is missing.').waitFor({ ...PATIENCE, state: 'attached' });
    await give(page, 'add.receipt');
    await verdict(page);
    expect((await said()).filter((text) => text !== '')).toEqual(['Verified.']);
    const copy = page.getByRole('button', { name: 'Copy the digest of the module' });
    await copy.click();
    await page.getByText('Copied the digest of the module.').waitFor({ ...PATIENCE, state: 'attached' });
    // Everything that can be reached has a name, and everything that is drawn only has none.
    const tree = await page.locator('body').ariaSnapshot();
    expect(tree).not.toMatch(/- (button|checkbox|textbox|link)(?=$|:| \[)/m);
    expect(tree).toContain('heading "Verified: the compilation is proved" [level=2]');
    await page.context().close();
  }, 120_000);

  test('takes what is dropped on it, and says of what it does not know', async () => {
    const { page } = await open();
    const files = receipts('add.receipt', 'add.wasm').map((file) => ({
      name: file.replace(/.*\//, ''),
      body: readFileSync(file).toString('base64'),
    }));
    await page.evaluate((list) => {
      const data = new DataTransfer();
      for (const { name, body } of [...list, { name: 'notes.txt', body: btoa('hello') }]) {
        data.items.add(new File([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))], name));
      }
      document.body.dispatchEvent(
        new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
      );
    }, files);
    expect(await verdict(page)).toContain('Verified: the compilation is proved');
    expect(await page.locator('.notice').textContent()).toContain('notes.txt');
    await page.context().close();
  }, 120_000);

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test.each([
      ['empty', []],
      ['verified', ['add.receipt', 'add.wasm', 'add.cwasm']],
      ['refused', ['add.receipt', 'invalid.wasm']],
      ['an aggregate', ['aggregate.receipt', 'add.wasm', 'invalid.wasm', 'heap-limit.wasm']],
    ])(
      'nothing that axe finds fault with, and nothing wider than a phone: %s',
      async (_, names) => {
        const { page } = await open({ colorScheme, viewport: PHONE, reducedMotion: 'reduce' });
        await page.check('input[name=refusals]');
        if (names.length > 0) {
          await give(page, ...names);
          await verdict(page);
          await page.evaluate(() => {
            for (const details of document.querySelectorAll('details')) details.open = true;
          });
        }
        expect(await flaws(page)).toEqual([]);
        const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
        expect(await page.evaluate(wide)).toBe(0);
        // A phone at its smallest, or a desktop at four times its size; and a desktop.
        for (const size of [SMALLEST, DESKTOP]) {
          await page.setViewportSize(size);
          expect(await page.evaluate(wide)).toBe(0);
        }
        await page.context().close();
      },
      120_000,
    );
  });

  test('what is checked can be stopped', async () => {
    const { page } = await open();
    // A worker that never answers.
    await page.evaluate(() => {
      window.Worker = class extends EventTarget {
        postMessage() {}
        terminate() {
          document.title = 'stopped';
        }
      } as unknown as typeof Worker;
    });
    await give(page, 'add.receipt', 'add.wasm');
    await page.locator('progress').waitFor(PATIENCE);
    expect(await flaws(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('progress').waitFor({ ...PATIENCE, state: 'detached' });
    expect(await page.title()).toBe('stopped');
    expect(await page.locator(':focus').getAttribute('data-kind')).toBe('any');
    await page.context().close();
  }, 120_000);

  test('a browser that fails is no refusal', async () => {
    const { page } = await open();
    await page.evaluate(() => {
      window.Worker = class extends EventTarget {
        postMessage() {
          this.dispatchEvent(new MessageEvent('message', { data: { failed: 'out of memory' } }));
        }
        terminate() {}
      } as unknown as typeof Worker;
    });
    await give(page, 'add.receipt', 'add.wasm');
    expect(await verdict(page)).toContain('The check could not be made');
    expect(await page.locator('.refusal').textContent()).toContain('out of memory');
    await page.context().close();
  }, 120_000);

  test('it can connect to nothing, and runs no other code', async () => {
    const { page } = await open();
    const refused = await page.evaluate(async () => {
      const seen: string[] = [];
      addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      await fetch('https://127.0.0.1:1/').catch(() => undefined);
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.head.append(script);
      const image = new Image();
      image.src = 'https://127.0.0.1:1/pixel.png';
      await new Promise((resolve) => setTimeout(resolve, 500));
      return seen.sort();
    });
    expect(refused).toEqual(['connect-src', 'img-src', 'script-src-elem']);
    expect(await page.title()).toBe('Check a compile receipt · zkcwasm');
    await page.context().close();
  }, 120_000);
});
