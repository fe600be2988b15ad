// A hand-held scanner that types. It types faster than anybody, wherever the focus is: what it types is taken from there.

/** No code is shorter, and none longer. */
const LEAST = 16;
const MOST = 9000;
const PAUSE_MS = 120;
/** How a code begins, perhaps behind what a scanner says of the symbol, and perhaps on the wrong keyboard. */
const BEGINS = /^.{0,3}(hc|no)[1&+]./i;

let typed = '', typedAt = 0, timer, field = null, before = '';

const isChoice = one => one?.tagName === 'SELECT';
const isText = one => one?.tagName === 'TEXTAREA' || (one?.tagName === 'INPUT' && !['file', 'radio', 'checkbox'].includes(one.type));
/** Whether somebody may be typing something else. */
export const isTyping = () => isText(document.activeElement);

/** Hears codes. */
export function listen(verify) {
  const finish = () => {
    const text = typed;
    const isOne = text.length >= LEAST && (!isText(field) || BEGINS.test(text));
    [typed, field] = ['', null];
    if (isOne) verify(text);
  };
  document.addEventListener('keydown', event => {
    // What needs AltGr is a sign like any other.
    const isCommand = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
    if (isCommand || event.isComposing) return;
    const now = Date.now();
    const quick = now - typedAt < PAUSE_MS;
    typedAt = now;
    if (!quick || !typed) {
      typed = '';
      field = document.activeElement;
      before = field?.value;
    }
    if (event.key.length === 1 && typed.length < MOST) typed += event.key;
    const begins = quick && BEGINS.test(typed);
    if (begins && (isText(field) || isChoice(field)) && field.value !== before) {
      field.value = before;
      field.dispatchEvent(new Event('change'));
    }
    const isCode = begins || (!isText(field) && typed.length >= LEAST);
    // What a scanner types presses no button.
    if (isCode || (quick && event.key === ' ' && !isText(field))) event.preventDefault();
    clearTimeout(timer);
    if (isCode && typed.length >= LEAST && (event.key === 'Enter' || event.key === 'Tab')) finish();
    else timer = setTimeout(finish, PAUSE_MS);
  }, { capture: true });
}
