// SPDX-License-Identifier: MIT
// An organiser at the page: clicks, types and looks, and notices whatever goes wrong meanwhile.
//   Organiser.at(box, {language, viewport, colorScheme})   a browser of its own (cookies, storage) at the page
//   organiser.words(key, params)  what the page says in its language, from its own dictionary
//   organiser.interactions        how often it clicked, pressed or typed into something
//   organiser.expects(status, method, path)    an answer that would else be a fault; path: text or RegExp
//   organiser.close()             throws when the page complained, an answer was an error, a text had no translation,
//                                 or something outside the box was asked for
import assert from 'node:assert/strict';
import { browser } from './browser.js';
import { boss } from './box.js';
import { dictionary, textOf, untranslated } from './texts.js';

const patience = 15_000;

// Who has chosen a language gets it, whatever the box's is.
function choose(language) {
  if (location.protocol === 'http:') localStorage.setItem('language', language);
}

export class Organiser {
  static async at(box, { language = 'en', viewport = { width: 1280, height: 800 }, ...options } = {}) {
    const context = await (await browser()).newContext({ viewport, locale: language, acceptDownloads: true, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(patience);
    if (language !== 'en') await context.addInitScript(choose, language);
    const organiser = new Organiser(box, context, await context.newPage());
    organiser.listen();
    box.visitors.push(organiser);
    return organiser.speaking(language);
  }

  // At the page and signed in, without the form.
  static async signedIn(box, options) {
    const organiser = await Organiser.at(box, options);
    const answer = await organiser.context.request.post(`${box.origin}/api/v1/admin/session/`, { data: { email: boss.email, password: boss.password }, headers: { 'X-ExpoBox': '1' } });
    assert.equal(answer.status(), 200, await answer.text());
    return organiser;
  }

  constructor(box, context, page) {
    Object.assign(this, { box, context, page, interactions: 0, faults: [], expected: [] });
    this.expects(401, 'GET', '/api/v1/admin/session/');  // how the page learns that nobody is signed in
  }

  listen() {
    const { page, faults } = this;
    page.on('console', (message) => {
      // An answer with an error status is judged below.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`page error: ${error.stack ?? error}`));
    this.context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.box.origin && !['data:', 'blob:'].includes(protocol)) faults.push(`asked for ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() < 400) return;
      const request = response.request();
      const path = new URL(response.url()).pathname;
      const known = this.expected.some((one) => one.status === response.status() && one.method === request.method() && path.match(one.path));
      if (!known) faults.push(`${request.method()} ${path}: ${response.status()}`);
    });
  }

  async speaking(language) {
    if (this.page.url() === 'about:blank') await this.page.goto(`${this.box.origin}/web/icon.svg`);
    Object.assign(this, { language, entries: await dictionary(this.page, language) });
    return this;
  }

  words(key, params) { return textOf(this.entries, this.language, key, params); }

  // The button with the text of a key.
  button(key, params) { return this.page.getByRole('button', { name: this.words(key, params), exact: true }); }

  link(key, params) { return this.page.getByRole('link', { name: this.words(key, params), exact: true }); }

  field(key, params) { return this.page.getByLabel(this.words(key, params), { exact: true }); }

  expects(status, method, path) { this.expected.push({ status, method, path }); }

  // Opens a screen and waits until it is drawn.
  async open(route) {
    const address = `${this.box.origin}/#/${route}`;
    if (this.page.url() === address) return;
    await this.page.goto(address);
    await this.drawn(route.split(/[/?]/)[0]);
  }

  async drawn(route) {
    await this.page.locator(`.screen-${route} h1`).first().waitFor();
    await this.settled();
  }

  // Nothing is loading any more.
  async settled() {
    await this.page.waitForFunction(() => !document.querySelector('.skeleton, .spinner, [aria-busy="true"]'));
  }

  async click(target) {
    this.interactions += 1;
    await target.click();
  }

  async type(target, text) {
    this.interactions += 1;
    await target.fill(text);
  }

  async choose(target, value) {
    this.interactions += 1;
    await target.selectOption(value);
  }

  async press(key) {
    this.interactions += 1;
    await this.page.keyboard.press(key);
  }

  // The text of a key is to be seen.
  async sees(key, params) { await this.seesText(this.words(key, params)); }

  async seesText(text) { await this.page.getByText(text).filter({ visible: true }).first().waitFor(); }

  async download(target) {
    const [coming] = await Promise.all([this.page.waitForEvent('download'), this.click(target)]);
    return coming.path();
  }

  async noteTexts() { this.faults.push(...await untranslated(this.page)); }

  async close() {
    if (this.page.url().includes('/#/')) await this.noteTexts();
    await this.context.close();
    assert.deepEqual(this.faults, [], 'what went wrong in the page');
  }
}
