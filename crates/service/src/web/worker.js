// The library at work, beside the page: a large picture must not stop the page, and what it is given stays here.
import init, { WebVerifier, look } from './pkg/hcert.js';

let desk = null;

const jobs = {
  /** Lists that cannot be read, or are older than what was seen, leave those in place that were read before. */
  async open({ file, stores, seen }) {
    await init();
    const opened = new WebVerifier(file);
    for (const { name, octets } of stores) opened.addStore(name, octets);
    const sawNow = opened.recall(seen);
    desk?.free();
    desk = opened;
    return sawNow;
  },
  look: ({ rgba, width, height }) => look(rgba, width, height),
  verify: ({ octets, asked }) => JSON.parse(desk.verify(octets, JSON.stringify(asked))),
  standing: ({ at }) => JSON.parse(desk.standing(at)),
  choices: ({ lang }) => JSON.parse(desk.choices(lang)),
};

self.onmessage = async ({ data: { id, job, ...what } }) => {
  try {
    self.postMessage({ id, answer: await jobs[job](what) });
  } catch (error) {
    // The library's own errors are plain ones. Anything else (a trap, a stack that is used up) leaves it in no state that could be
    // trusted: the page starts another worker.
    self.postMessage({ id, error: String(error?.message ?? error), broken: error?.constructor !== Error });
  }
};
