// The camera: which one, its light, and looking at its frames.
import { Broken, ask } from './library.js';
import { at } from './page.js';
import { words } from './words.js';

/** A code at rest in front of the camera is one code. */
const SAME_CODE_MS = 3000;
const PAUSE_MS = 80;

const canvas = document.createElement('canvas');
let stream = null, turn = 0, lastText = '', lastSeen = 0;
let desk;

/** Connects the buttons. `made` says the language, whether frames count now, what was chosen before, and what to do with a text. */
export function connect(made) {
  desk = made;
  at('start').onclick = () => start('stop');
  at('stop').onclick = () => { stop(); at('start').focus(); };
  at('cameras').onchange = () => { desk.keep({ camera: at('cameras').value }); start('cameras'); };
  at('torch').onclick = light;
  // Who takes the page away from the eye may end the camera too.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && stream && stream.getVideoTracks()[0].readyState === 'ended') start();
  });
}

/** What stands in the place of the picture. */
export function say(text) {
  at('idle').textContent = text;
  at('idle').hidden = false;
}

/** From now on the code that is in front of the camera is the one that was seen last. */
export const seen = () => { lastSeen = Date.now(); };

/** The code that is in front of the camera may be looked at again. */
export const forget = () => { lastText = ''; };

/** Starts the camera; then the focus goes to an element, since the button that had it may be gone. */
async function start(focus) {
  stop();
  const mine = ++turn;
  const chosen = at('cameras').value || desk.kept().camera;
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const camera = which => navigator.mediaDevices.getUserMedia({ video: { ...size, ...which }, audio: false });
  const anyCamera = () => camera({ facingMode: 'environment' });
  let got;
  try {
    // The chosen one may have been unplugged since.
    got = await (chosen ? camera({ deviceId: { exact: chosen } }).catch(anyCamera) : anyCamera());
  } catch (error) {
    if (mine === turn) say(isSecureContext ? `${words(desk.lang(), 'noCamera')} (${error.name})` : words(desk.lang(), 'insecure'));
    return;
  }
  // Whoever was not waited for is not left on.
  if (mine !== turn) return got.getTracks().forEach(track => track.stop());
  stream = got;
  const [track] = stream.getVideoTracks();
  track.onended = () => {
    if (stream !== got) return;
    stop();
    say(words(desk.lang(), 'cameraGone'));
  };
  at('video').srcObject = stream;
  at('video').play().catch(() => {});
  at('idle').hidden = true;
  at('start').hidden = true;
  at('stop').hidden = false;
  at('torch').hidden = !track.getCapabilities?.().torch;
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
  if (stream !== got) return;
  at('cameras').replaceChildren(...cameras.map(({ deviceId, label }, i) => new Option(label || `${words(desk.lang(), 'camera')} ${i + 1}`, deviceId)));
  at('cameras').value = track.getSettings().deviceId ?? '';
  at('cameras-label').hidden = cameras.length < 2;
  if (focus && !desk.isBusy()) at(focus).focus();
  watch(got);
}

function stop() {
  turn++;
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  at('video').srcObject = null;
  for (const id of ['stop', 'torch', 'cameras-label']) at(id).hidden = true;
  at('start').hidden = false;
  at('torch').setAttribute('aria-pressed', 'false');
  say(words(desk.lang(), 'idle'));
}

async function light() {
  const on = at('torch').getAttribute('aria-pressed') !== 'true';
  try {
    await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
    at('torch').setAttribute('aria-pressed', String(on));
  } catch {
    at('torch').hidden = true;
  }
}

/** Looks at one frame after the other as long as this stream runs. */
async function watch(mine) {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  while (stream === mine) {
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    if (stream !== mine || desk.isBusy() || document.hidden || !at('video').videoWidth) continue;
    try {
      await glance(mine, context);
    } catch (error) {
      // A frame that could not be looked at is followed by another.
      if (!(error instanceof Broken)) console.warn(error.name);
    }
  }
  if (stream) return;
  lastText = '';
  canvas.width = canvas.height = 0;
}

async function glance(mine, context) {
  const video = at('video');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  context.drawImage(video, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  const texts = await ask('look', { rgba: new Uint8Array(data.buffer), width, height }, [data.buffer]);
  const text = texts.find(text => /^(HC1|NO1):/.test(text)) ?? texts[0];
  if (text === undefined || stream !== mine || desk.isBusy()) return;
  const again = text === lastText && Date.now() - lastSeen < SAME_CODE_MS;
  lastText = text;
  seen();
  if (!again) await desk.verify(text);
}
